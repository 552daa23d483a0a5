import Foundation
import Hardware

/// The half-width of a 90 % interval, from how far off predictions of unseen rows were.
///
/// Every training row is predicted by a fit that left its tenth (of many rows, its fifth) of the rows out. The interval is the
/// quantile of those errors, each relative to the scatter expected at its latency, over the rows that are steady: an interval
/// speaks of a steady device.
///
/// Source: Vovk, Gammerman, Shafer. "Algorithmic Learning in a Random World." Springer, 2005; the cross-conformal form of Vovk,
/// "Cross-conformal predictors", Annals of Mathematics and AI 74, 2015.
enum ConformalInterval {
  /// Rows further off than so many deviations were disturbed by something else than what the interval is about.
  private static let gross = 8.0
  /// With fewer steady rows than this, all rows are used.
  private static let rowMinimum = 5
  /// From so many rows on, five folds serve as well as ten.
  private static let manyRows = 400

  static func foldCount(rows: Int) -> Int { rows < manyRows ? min(10, rows) : 5 }

  /// The half-width at the reference latency, as a log ratio.
  static func halfWidth(of fit: PhysicalFit, outOfFold: OutOfFold, level: Double) -> Double {
    let scores = outOfFold.errors.indices.map { row in
      abs(outOfFold.errors[row]) / fit.relativeDeviation(at: outOfFold.predicted[row])
    }
    let steady = scores.indices.filter { row in
      fit.isSteady[row] && abs(fit.residuals[row]) <= gross * fit.detection.deviation
    }
    let sorted = (steady.count >= rowMinimum ? steady : Array(scores.indices)).map { scores[$0] }.sorted()
    let rank = min(sorted.count, Int((Double(sorted.count + 1) * level).rounded(.up)))
    return sorted[rank - 1]
  }
}

/// Predictions of training rows by fits that did not see them.
struct OutOfFold: Sendable {
  /// For every row, seconds predicted.
  private(set) var predicted: [Double]
  /// For every row, ln(measured / predicted).
  private(set) var errors: [Double]
  /// The constants of each fold's fit.
  private(set) var coefficients: [[Double]] = []

  /// Row i is in fold i mod `folds`, so that every fold spans the whole run.
  init(_ data: FitData, prior: PriorShares, folds: Int) {
    predicted = Array(repeating: 0, count: data.count)
    errors = predicted
    let total = data.total
    for fold in 0..<folds {
      let seen = (0..<data.count).filter { $0 % folds != fold }
      let model = PhysicalFit(data.selecting(seen), prior: prior).model
      coefficients.append(model.coefficients)
      for row in stride(from: fold, to: data.count, by: folds) {
        predicted[row] = model.seconds(data.workloads[row]).value
        errors[row] = log(total[row] / predicted[row])
      }
    }
  }

  /// The spread of each constant between fits to different rows, by the delete-a-group jackknife, as a 90 % interval.
  func coefficientIntervals(about model: PhysicalModel) -> [[Double]] {
    let folds = Double(coefficients.count)
    return model.coefficients.enumerated().map { index, value in
      let values = coefficients.map { $0[index] }
      let mean = values.mean
      let variance = (folds - 1) / folds * values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      let reach = 1.645 * variance.squareRoot()
      return [max(0, value - reach), value + reach]
    }
  }
}
