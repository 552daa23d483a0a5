import CostModel
import Reporting

/// Accuracies side by side.
enum AccuracyTable {
  /// One row per named report.
  static func table(_ rows: [(name: String, report: AccuracyReport)], first: String) -> TextTable {
    TextTable(
      columns: [.init(first)]
        + ["RMSE ms", "MAPE %", "median %", "±5 %", "±10 %", "Kendall", "Spearman", "bias %", "cover %", "width %"]
        .map { .init($0, .right) },
      rows: rows.map { name, report in
        [name]
          + [
            report.rmse, report.mape, report.medianAPE, report.within5, report.within10, report.kendallTau,
            report.spearmanRho, report.bias, report.coverage, report.intervalWidth,
          ].map { $0.map { Numeral.text($0) } ?? "–" }
      })
  }
}
