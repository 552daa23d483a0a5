import Foundation
import Quantities
import TransformerIR

/// HAT's predictor as one estimator among others.
public struct HATEstimator: LatencyEstimator {
  /// The name in tables and files.
  public let name = "hat-mlp"
  private let predictor: HATPredictor
  /// Predictions are at least this: the network may fall below zero far from its rows, a latency cannot.
  private let floor: Seconds

  /// Trains HAT's network on all rows of `dataset`.
  ///
  /// HAT sets the norm of latencies by hand (5 s, 300 ms and 200 ms for means of 5.8 s, 270 ms and 130 to 170 ms); here it is the
  /// rows' mean.
  ///
  /// - Precondition: there is at least one row.
  public init(_ dataset: LatencyDataset, seed: UInt64) {
    var settings = HATPredictor.settings
    settings.seed = seed
    let latencies = dataset.rows.map(\.latency)
    predictor = HATPredictor.train(
      dataset.rows.map(\.averages.features), latencies: latencies,
      latencyNorm: Seconds(latencies.map(\.value).mean), settings: settings)
    floor = latencies.min()! / 10
  }

  /// The latency of `workload`, without an interval.
  public func predict(_ workload: AveragedWorkload) -> LatencyPrediction {
    LatencyPrediction(latency: max(predictor.predict(workload.averages.features), floor))
  }
}
