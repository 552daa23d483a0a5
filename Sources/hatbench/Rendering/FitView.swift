import CostModel
import Reporting

/// The figures of a fit as text.
struct FitView {
  let report: FitReport
  let estimators: [FitExperiment.Estimator]

  var text: String {
    """
    \(report.dataset): \(report.rows) rows, fitted to \(report.trainRows), judged on \(report.testRows) \
    (seed \(report.seed))
    \(conditions)

    steady test rows
    \(table(\.steady))

    all test rows
    \(table(\.all))

    last 20 % of the run, fitted to the first 80 %
    \(table(\.timeSplitAll))

    fit time: \(times)
    """
  }

  private var conditions: String {
    var lines = [
      "device states: "
        + report.regimes.map { "rows \($0.firstRow)–\($0.lastRow) ×\(Numeral.text($0.ratio))" }
        .joined(separator: ", "),
      "steady rows: \(Numeral.text(100 * report.steadyShare, digits: 3)) %",
    ]
    if let floor = report.noiseFloorPercent {
      lines.append("noise floor of single repeats: \(Numeral.text(floor, digits: 3)) %")
    }
    if let neighbours = report.neighbourNoisePercent {
      lines.append("difference of neighbouring rows: \(Numeral.text(neighbours, digits: 3)) %")
    }
    if let accepted = report.hasCorrection {
      lines.append("learned correction: \(accepted ? "accepted" : "rejected, it did not help on unseen rows")")
    }
    if let used = report.usedBase {
      lines.append("prior from the base profile: \(used ? "used" : "not used, the rows do not speak for it")")
    }
    return lines.joined(separator: "\n")
  }

  private func table(_ part: KeyPath<FitReport.Entry, AccuracyReport>) -> TextTable {
    AccuracyTable.table(
      estimators.compactMap { estimator in
        report.estimators[estimator.rawValue].map { (estimator.rawValue, $0[keyPath: part]) }
      }, first: "estimator")
  }

  private var times: String {
    estimators.compactMap { estimator in
      report.estimators[estimator.rawValue].map {
        "\(estimator.rawValue) \(Numeral.text($0.fitSeconds, digits: 2)) s"
      }
    }.joined(separator: ", ")
  }
}
