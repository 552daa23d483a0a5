import CostModel
import Reporting

/// What a model's latencies depend on and which measurement would help most: for the terminal and for pages.
struct SensitivityView {
  private let sensitivity: LatencySensitivity
  private let space: String

  /// Shows the sensitivity of designs of the space called `space`.
  init(_ sensitivity: LatencySensitivity, space: String) {
    self.sensitivity = sensitivity
    self.space = space
  }

  /// Constants in the text and in the chart.
  private static let textCount = 5
  private static let chartCount = 10
  /// Constants below this share, wherever it is greatest, are not shown.
  private static let smallestShare = 0.001
  /// Advice on a page.
  private static let adviceCount = 8

  /// The first constants and the first advice.
  var text: String {
    let heading =
      "what latency of \(sensitivity.designs) designs of \(space) depends on: "
      + "1 % more of a constant makes so many % more latency"
    return
      ([heading, "\(table(shown.prefix(Self.textCount)))"]
      + sensitivity.advice.prefix(1).map { "advice: \($0.sentence)" })
      .joined(separator: "\n")
  }

  /// The section of a page.
  var section: Page.Section {
    Page.Section(
      "What latency depends on",
      [
        .chart(chart),
        .table(
          table(shown[...]),
          caption:
            "Elasticities over \(sensitivity.designs) designs of \(space): the smallest, the largest and random ones."),
        .paragraph(explained),
        .table(advice, caption: "What could be measured again, what would help most first, if errors scatter."),
      ])
  }

  private var shown: [LatencySensitivity.Entry] {
    sensitivity.entries.filter { $0.greatest >= Self.smallestShare }
  }

  private func table(_ entries: ArraySlice<LatencySensitivity.Entry>) -> TextTable {
    TextTable(
      columns: [.init("constant"), .init("mean", .right), .init("at most", .right)],
      rows: entries.map {
        ["\($0.constant)", Numeral.text($0.mean, digits: 2), Numeral.text($0.greatest, digits: 2)]
      })
  }

  private var chart: Chart {
    let top = shown.prefix(Self.chartCount)
    let families = LatencyConstant.Family.allCases.filter { family in top.contains { $0.constant.family == family } }
    return Chart(
      title: "What latency depends on most",
      caption: """
        How many percent longer latency gets, in the mean, if a constant is 1 % larger. Costs, the streaming curve and \
        calibration multiply each other: each family divides the same time.
        """,
      x: .init("elasticity"), y: .init("constant", scale: .categories(top.map(\.constant.description))),
      bars: families.map { family in
        Chart.Bars(family.rawValue, values: top.map { $0.constant.family == family ? $0.mean : nil })
      })
  }

  private var explained: String {
    let uncertainty = sensitivity.uncertainty
    let unexplained = uncertainty.unexplainedShare
    let rest =
      unexplained > 0
      ? "\(percent(unexplained)) % of its variance is scatter that no constant explains."
      : "they partly offset one another."
    return """
      The interval is ±\(percent(uncertainty.intervalHalfWidth)) % in the mean. Errors of single measurements, added \
      in squares, would make it ±\(percent(uncertainty.halfWidth)) %; \(rest)
      """
  }

  private var advice: TextTable {
    TextTable(
      columns: [.init("advice"), .init("share of known variance %", .right), .init("interval then ±%", .right)],
      rows: sensitivity.advice.prefix(Self.adviceCount).map { [$0.sentence, percent($0.share), percent($0.after)] })
  }

  private func percent(_ share: Double) -> String { Numeral.text(100 * share, digits: 3) }
}
