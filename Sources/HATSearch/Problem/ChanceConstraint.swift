import CostModel
import Quantities

/// Which end of a latency prediction must stay within the limit.
public enum ChanceConstraint: String, CaseIterable, Codable, Hashable, Sendable {
  /// The upper end of the 90 % interval: 19 of 20 measurements of an accepted design meet the limit, if the
  /// interval is true.
  case upperBound = "upper-bound"
  /// The median prediction, as in HAT: every second measurement of a design at the limit exceeds it.
  case median

  /// The latency of `prediction` that is held against the limit.
  public func constrainedLatency(of prediction: LatencyPrediction) -> Seconds {
    switch self {
    case .upperBound: prediction.interval.upperBound
    case .median: prediction.latency
    }
  }
}
