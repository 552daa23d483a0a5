import CostModel
import HATSearch
import Quantities
import Reporting
import TransformerIR

/// The report of a search: the front with every design readable, the best design's split, progress by generation.
struct SearchPage {
  private let result: SearchResult
  private let problem: SearchProblem
  private let device: DeviceLatency

  init(_ result: SearchResult, _ problem: SearchProblem, _ device: DeviceLatency) {
    self.result = result
    self.problem = problem
    self.device = device
  }

  func write(to path: String) throws {
    let limit = problem.limit.map { "within \($0)" } ?? "without a limit"
    try Page(
      title: "Designs of \(problem.space.name) for \(device.profile.name)",
      subtitle: "\(limit), strategy \(result.strategy), seed \(result.seed)",
      sections: [try best(), front, progress]
    ).write(to: path)
  }

  private func best() throws -> Page.Section {
    let workload = try Workload(
      design: result.best.design, architecture: problem.space.architecture, setting: problem.setting)
    let view = EstimateView(workload, device)
    let prediction = view.estimate.prediction
    return Page.Section(
      "Best design",
      [
        .paragraph("\(result.best.design)"),
        .facts([
          .init("predicted latency", "\(prediction.latency)"),
          .init("90 % interval", "\(prediction.interval.lowerBound) to \(prediction.interval.upperBound)"),
          .init("bound", "\(view.estimate.bound)"),
          .init("parameters in layers", "\(Numeral.text(Double(result.best.parameters) / 1e6)) M"),
          .init("objective", "\(result.objectiveName): \(result.objectiveDescription)"),
        ]),
        .table(view.table(everyOperator: false), caption: "Latency by operator kind"),
      ])
  }

  private var front: Page.Section {
    let points = result.front.map { member in
      let interval = member.prediction.interval
      return Chart.Point(
        x: member.prediction.latency.milliseconds, y: -member.objective / 1e6,
        xInterval: interval.lowerBound.milliseconds...interval.upperBound.milliseconds, note: note(member))
    }
    return Page.Section(
      "Front",
      [
        .chart(
          .paretoFront(
            [], front: points, title: "What each design costs and holds",
            caption: "Every evaluated design that no other beats; whiskers are 90 % intervals.",
            x: .init("predicted latency", unit: "ms"), y: .init("decoder parameters", unit: "M"),
            limit: problem.limit?.milliseconds))
      ])
  }

  private func note(_ member: EvaluatedDesign) -> [String] {
    let (encoder, decoder) = (member.design.encoder, member.design.decoder)
    return [
      "encoder width \(encoder.embedding)", "  FFN \(encoder.layers.map(\.ffn))",
      "  heads \(encoder.layers.map(\.heads))",
      "decoder width \(decoder.embedding)", "  FFN \(decoder.layers.map(\.ffn))",
      "  self heads \(decoder.layers.map(\.selfHeads))", "  cross heads \(decoder.layers.map(\.crossHeads))",
      "  attends \(decoder.layers.map(\.attended.count))", "predicted \(member.prediction.latency)",
      "\(Numeral.text(Double(member.parameters) / 1e6)) M parameters in layers",
    ]
  }

  private var progress: Page.Section {
    let points = result.history.map {
      Chart.Point(
        x: Double($0.evaluations), y: -$0.bestObjective / 1e6,
        note: ["generation \($0.generation)"]
          + ($0.feasibleShare.map { ["within the limit \(Numeral.text(100 * $0, digits: 3)) %"] } ?? []))
    }
    return Page.Section(
      "Progress",
      [
        .chart(
          Chart(
            title: "Best so far", x: .init("evaluations"), y: .init("decoder parameters", unit: "M"),
            series: [.init("best", .steps, points: points)])),
        .facts([
          .init("evaluations", "\(result.counts.objectiveEvaluations)"),
          .init("designs drawn", "\(result.counts.proposals)"),
          .init("answered from memory", "\(result.counts.objectiveMemoHits + result.counts.predictionMemoHits)"),
        ]),
      ])
  }
}
