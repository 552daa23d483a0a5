import CostModel
import Quantities
import Reporting

/// The report of a fit: accuracies, device states, error waterfall and learning curve.
struct FitPage {
  private let experiment: FitExperiment
  private let outcome: FitExperiment.Outcome
  /// The estimator that the charts show: the last one fitted.
  private let shown: any LatencyEstimator

  init(_ experiment: FitExperiment, _ outcome: FitExperiment.Outcome) {
    self.experiment = experiment
    self.outcome = outcome
    shown = outcome.fitted[outcome.fitted.count - 1]
  }

  func write(to path: String) throws {
    let report = outcome.report
    let page = Page(
      title: "Fit to \(report.dataset)",
      subtitle:
        "\(report.rows) rows, fitted to \(report.trainRows), judged on \(report.testRows) unseen rows (seed \(report.seed))",
      sections: [accuracy, conditions] + (try errors()) + [try learningCurve()])
    try page.write(to: path)
  }

  private var accuracy: Page.Section {
    let names = experiment.estimators
    func table(_ part: KeyPath<FitReport.Entry, AccuracyReport>) -> TextTable {
      AccuracyTable.table(
        names.compactMap { name in
          outcome.report.estimators[name.rawValue].map { (name.rawValue, $0[keyPath: part]) }
        }, first: "estimator")
    }
    let points = outcome.testRows.map { index in
      let row = experiment.dataset.rows[index]
      let predicted = shown.predict(experiment.dataset.workload(of: row))
      return Chart.AccuracyPoint(name: row.note, pair: .init(predicted: predicted, measured: row.latency))
    }
    return Page.Section(
      "Accuracy",
      [
        .table(table(\.steady), caption: "Steady test rows"), .table(table(\.all), caption: "All test rows"),
        .table(table(\.timeSplitAll), caption: "Last 20 % of the run, fitted to the first 80 %"),
        .chart(.accuracy(points, of: "unseen rows", caption: "Estimator \(shown.name); band ±10 %.")),
      ])
  }

  private var conditions: Page.Section {
    let report = outcome.report
    var facts = [Page.Fact("steady rows", "\(Numeral.text(100 * report.steadyShare, digits: 3)) %")]
    if let floor = report.noiseFloorPercent {
      facts.append(Page.Fact("noise floor of single repeats", "\(Numeral.text(floor, digits: 3)) %"))
    }
    if let neighbours = report.neighbourNoisePercent {
      facts.append(Page.Fact("difference of neighbouring rows", "\(Numeral.text(neighbours, digits: 3)) %"))
    }
    if let accepted = report.hasCorrection {
      facts.append(Page.Fact("learned correction", accepted ? "accepted" : "rejected: it did not help on unseen rows"))
    }
    return Page.Section("The device while it was measured", [.facts(facts), .chart(.residuals(outcome.conditions))])
  }

  /// The waterfall of the hybrid; none if it was not fitted or has too few test rows.
  private func errors() throws -> [Page.Section] {
    guard let hybrid = outcome.fit?.hybrid else { return [] }
    let rows = experiment.dataset.selecting(outcome.testRows)
    let contributions = try Comparison.contributions(of: hybrid, rows)
    guard !contributions.isEmpty else { return [] }
    return [Page.Section("Errors by term", [.chart(.waterfall(measured: rows.meanLatency, contributions))])]
  }

  private func learningCurve() throws -> Page.Section {
    let curves: [FitExperiment.Estimator] = [.linear, .hybrid]
    let series = try curves.map { estimator in
      let curve = try LearningCurve(estimator, experiment, isSteady: outcome.conditions.isSteady)
      return Chart.Series(
        estimator.rawValue, .connectedPoints,
        points: curve.points.map { Chart.Point(x: Double($0.rows), y: $0.mean, yInterval: $0.least...$0.greatest) })
    }
    let network = outcome.report.estimators[FitExperiment.Estimator.hatMLP.rawValue]?.steady.mape
    return Page.Section(
      "Learning curve",
      [
        .chart(
          .learningCurve(
            series, title: "Error on unseen steady rows by rows fitted to",
            caption: "Mean, least and greatest of three splits.", effort: "training rows", error: "MAPE",
            targets: network.map { [("HAT's network, all rows", $0)] } ?? []))
      ])
  }
}
