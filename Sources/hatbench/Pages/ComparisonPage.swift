import CostModel
import Reporting

/// The report of a comparison.
struct ComparisonPage {
  private let device: DeviceLatency
  private let comparison: Comparison
  private let source: String

  init(_ device: DeviceLatency, _ comparison: Comparison, source: String) {
    self.device = device
    self.comparison = comparison
    self.source = source
  }

  func write(to path: String) throws {
    var rows = [("all", comparison.all)]
    if let steady = comparison.steady { rows.append(("steady", steady)) }
    let points = comparison.cases.map { Chart.AccuracyPoint(name: [$0.name], pair: $0.pair) }
    var sections = [
      Page.Section(
        "Accuracy",
        [
          .table(AccuracyTable.table(rows, first: "cases"), caption: "Predicted against measured"),
          .chart(.accuracy(points, of: "cases", caption: "Band ±10 %.")),
        ])
    ]
    if let conditions = comparison.conditions {
      sections.append(Page.Section("The device while it was measured", [.chart(.residuals(conditions))]))
    }
    if !comparison.contributions.isEmpty {
      sections.append(
        Page.Section(
          "Errors by term", [.chart(.waterfall(measured: comparison.meanMeasured, comparison.contributions))]))
    }
    try Page(
      title: "\(device.profile.name) against \(source)",
      subtitle: "\(comparison.cases.count) cases, runtime \(device.model.runtime.rawValue)", sections: sections
    ).write(to: path)
  }
}
