import CostModel
import HATSearch
import Quantities
import Reporting
import TransformerIR

/// The sections that tell of one search.
struct SearchSections {
  private let search: SearchReport.Entry
  private let objective: ObjectiveView
  private var result: SearchResult { search.result }

  init(_ search: SearchReport.Entry) {
    self.search = search
    objective = ObjectiveView(search.result.objectiveName)
  }

  /// All sections, in the order of a reader's questions.
  func all() throws -> [Page.Section] {
    [try best(), front] + progress + [spending] + verified
  }

  private func best() throws -> Page.Section {
    let view = EstimateView(try search.workload(search.winner.design), search.device)
    let prediction = view.estimate.prediction
    var facts: [Page.Fact] = [
      .init("predicted latency", "\(prediction.latency)"),
      .init("90 % interval", "\(prediction.interval.lowerBound) to \(prediction.interval.upperBound)"),
      .init("bound", "\(view.estimate.bound)"),
      .init("parameters in layers", "\(Numeral.text(Double(search.winner.parameters) / 1e6)) M"),
      .init(objective.axis.title, objective.cell(search.winner.objective)),
    ]
    if let measured = search.measuredWinner { facts.insert(.init("measured latency", "\(measured)"), at: 2) }
    let drawing = StackDiagram(search.winner.design, in: search.problem.space, title: "The best design")
    return Page.Section(
      "Best design",
      [
        .paragraph("\(search.winner.design)"), .facts(facts),
        .paragraph("Objective \(result.objectiveName): \(result.objectiveDescription)"),
        .diagrams([drawing], caption: StackDiagram.designCaption),
        .table(view.table(everyOperator: false), caption: "Latency by operator kind"),
      ])
  }

  private var front: Page.Section {
    let points = result.front.map { member in
      let interval = member.prediction.interval
      return Chart.Point(
        x: member.prediction.latency.milliseconds, y: objective.shown(member.objective),
        xInterval: interval.lowerBound.milliseconds...interval.upperBound.milliseconds, note: note(member))
    }
    let chart = Chart.paretoFront(
      [], front: points, title: "What each design costs and gives",
      caption: "Every evaluated design that no other beats; whiskers are 90 % intervals; \(objective.direction).",
      x: .init("predicted latency", unit: "ms"), y: objective.axis, limit: search.limit?.milliseconds)
    let drawn = FrontSample.of(result.front).map { member in
      StackDiagram(
        member.design, in: search.problem.space, title: "\(member.prediction.latency)",
        caption: [objective.words(member.objective) + (member.design == search.winner.design ? " (best)" : "")])
    }
    let count = drawn.count < result.front.count ? "\(drawn.count) of \(result.front.count) designs" : "All designs"
    return Page.Section(
      "Front",
      [.chart(chart), .diagrams(drawn, caption: "\(count) of the front, fastest first. \(StackDiagram.designCaption)")])
  }

  private func note(_ member: EvaluatedDesign) -> [String] {
    let (encoder, decoder) = (member.design.encoder, member.design.decoder)
    return [
      "encoder width \(encoder.embedding)", "  FFN \(encoder.layers.map(\.ffn))",
      "  heads \(encoder.layers.map(\.heads))",
      "decoder width \(decoder.embedding)", "  FFN \(decoder.layers.map(\.ffn))",
      "  self heads \(decoder.layers.map(\.selfHeads))", "  cross heads \(decoder.layers.map(\.crossHeads))",
      "  attends \(decoder.layers.map(\.attended.count))", "predicted \(member.prediction.latency)",
      objective.words(member.objective), "\(Numeral.text(Double(member.parameters) / 1e6)) M parameters in layers",
    ]
  }

  private var progress: [Page.Section] {
    let charts = SearchProgressCharts(result.history, objective).all
    return charts.isEmpty ? [] : [Page.Section("Progress", charts.map(Page.Block.chart))]
  }

  private var spending: Page.Section { Page.Section("What the search spent", [.facts(search.spending.facts)]) }

  private static let verifiedCaption =
    "Predictions are those that each design was chosen by, with what earlier rounds had taught"

  /// What was measured afterwards; no section if nothing was to be.
  private var verified: [Page.Section] {
    guard let verification = search.verification else { return [] }
    let view = VerificationView(verification: verification, reading: search.reading)
    return [
      Page.Section(
        "Verified on the device",
        [.table(view.table, caption: Self.verifiedCaption)] + view.closing.map(Page.Block.paragraph))
    ]
  }
}

/// The members of a front that are drawn.
enum FrontSample {
  /// At most `most` members, evenly over `front`, both ends among them.
  static func of<Member>(_ front: [Member], most: Int = 12) -> [Member] {
    guard front.count > most, most > 1 else { return Array(front.prefix(most)) }
    return (0..<most).map { front[(2 * $0 * (front.count - 1) + most - 1) / (2 * (most - 1))] }
  }
}
