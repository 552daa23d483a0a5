import Quantities
import Reporting
import TransformerIR

/// What a page of several searches tells of them together.
struct SearchComparison {
  private let report: SearchReport

  init(_ report: SearchReport) { self.report = report }

  /// The winners in a table.
  var summary: Page.Section {
    let names = Set(report.searches.map(\.result.objectiveName))
    let objective = names.count == 1 ? names.first.map(ObjectiveView.init) : nil
    let isVerified = report.searches.contains { $0.verification != nil }
    var columns: [TextTable.Column] = [
      .init("device"), .init("limit", .right), .init(objective?.axis.title ?? "objective", .right),
      .init("predicted", .right), .init("90 % interval", .right), .init("measured", .right),
      .init("parameters", .right), .init("best design"),
    ]
    var rows = report.searches.map { $0.summary(namesObjective: objective == nil) }
    if !isVerified {
      columns.remove(at: 5)
      for row in rows.indices { rows[row].remove(at: 5) }
    }
    return Page.Section(
      "Summary", [.table(TextTable(columns: columns, rows: rows), caption: "The best design of every search")])
  }

  /// The winners on every device, where there are several, and side by side.
  func differences() throws -> [Page.Section] {
    let isAcross = report.devices.count > 1
    let cross = isAcross ? try CrossTable(report) : nil
    let drawn = Page.Section(
      isAcross ? "How designs differ by device" : "How designs differ by limit",
      [
        .diagrams(report.searches.map(\.drawnBest), caption: StackDiagram.designCaption),
        .table(shapes, caption: Self.shapesCaption),
      ])
    guard let cross else { return [drawn] }
    return [Page.Section("Every winner on every device", [.table(cross.table, caption: CrossTable.caption)]), drawn]
  }

  private static let shapesCaption =
    "Shapes of the best designs: encoder | decoder; heads: encoder | decoder | decoder to encoder; means are over layers"

  private var shapes: TextTable {
    TextTable(
      columns: [
        .init("winner of"), .init("width", .right), .init("layers", .right), .init("mean FFN", .right),
        .init("mean heads", .right), .init("mean attended", .right),
      ],
      rows: report.searches.map { search in
        let means = DesignAverages(of: search.winner.design)
        return [
          search.name, Self.text(means.encoderEmbedding, means.decoderEmbedding),
          Self.text(means.encoderLayers, means.decoderLayers), Self.text(means.encoderFFN, means.decoderFFN),
          Self.text(means.encoderHeads, means.decoderSelfHeads, means.decoderCrossHeads), Self.text(means.attended),
        ]
      })
  }

  private static func text(_ values: Double...) -> String {
    values.map { Numeral.text($0, digits: 3) }.joined(separator: " | ")
  }
}

extension SearchReport.Entry {
  /// The row of the summary: device, limit, objective, prediction, interval, measurement, parameters, design.
  fileprivate func summary(namesObjective: Bool) -> [String] {
    let (best, view) = (winner, ObjectiveView(result.objectiveName))
    let interval = best.prediction.interval
    return [
      device.profile.name, limitName ?? "–",
      namesObjective ? view.words(best.objective) : view.cell(best.objective), "\(best.prediction.latency)",
      "\(interval.lowerBound) to \(interval.upperBound)", measuredWinner.map { "\($0)" } ?? "–",
      "\(Numeral.text(Double(best.parameters) / 1e6)) M", "\(best.design)",
    ]
  }

  /// The best design as a drawing among those of other searches.
  fileprivate var drawnBest: StackDiagram {
    let best = winner
    return StackDiagram(
      best.design, in: problem.space, title: name,
      caption: [ObjectiveView(result.objectiveName).words(best.objective), "predicted \(best.prediction.latency)"])
  }
}
