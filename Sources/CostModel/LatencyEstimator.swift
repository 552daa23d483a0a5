import Quantities
import TransformerIR

/// Predicts how long a Transformer takes.
///
/// The laws that every conformer keeps (`LatencyEstimatorLaws` in the tests): predictions are positive and finite, and lie
/// inside their interval.
public protocol LatencyEstimator: Sendable {
  /// The name in tables and files: `physical`, `hybrid`, `hat-mlp` …
  var name: String { get }

  /// The latency of one translation of `workload`, encoder and decoder together.
  func predict(_ workload: AveragedWorkload) -> LatencyPrediction
}

/// A predicted latency with its 90 % interval.
public struct LatencyPrediction: Hashable, Sendable {
  /// The median prediction.
  public var latency: Seconds
  /// Where 9 of 10 measurements under steady conditions fall; a point where the estimator has no interval.
  public var interval: ClosedRange<Seconds>

  /// Makes a prediction; without an interval, a point.
  public init(latency: Seconds, interval: ClosedRange<Seconds>? = nil) {
    self.latency = latency
    self.interval = interval ?? latency...latency
  }
}
