import Foundation
import Quantities
import TransformerIR

/// A baseline with a 90 % interval of one relative width, from rows that it was not fitted to.
///
/// Split-conformal prediction on `|ln measured − ln predicted|`. Source: Lei, G'Sell, Rinaldo, Tibshirani, Wasserman.
/// "Distribution-Free Predictive Inference for Regression." JASA 113, 2018.
struct CalibratedBaseline: LatencyEstimator {
  let baseline: any LatencyEstimator
  private let halfWidth: Double

  var name: String { baseline.name }

  init(_ baseline: any LatencyEstimator, calibration: LatencyDataset) {
    self.baseline = baseline
    let errors = calibration.rows.map { row in
      abs(log(row.latency / baseline.predict(calibration.workload(of: row)).latency))
    }.sorted()
    let rank = min(errors.count, Int((Double(errors.count + 1) * HybridFit.level).rounded(.up)))
    halfWidth = errors.isEmpty ? 0 : errors[rank - 1]
  }

  func predict(_ workload: AveragedWorkload) -> LatencyPrediction {
    let latency = baseline.predict(workload).latency
    return LatencyPrediction(latency: latency, interval: latency / exp(halfWidth)...latency * exp(halfWidth))
  }
}
