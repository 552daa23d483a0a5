import Quantities

/// A timed latency with what is known of its spread. What is not known is nil, never zero.
public struct Measurement: Codable, Hashable, Sendable {
  /// Mean over the repeats.
  public var mean: Seconds
  /// Standard deviation over the repeats; nil where only the mean was kept.
  public var standardDeviation: Seconds?

  enum CodingKeys: String, CodingKey {
    case mean = "mean_second"
    case standardDeviation = "standard_deviation_second"
  }

  /// Makes a measurement.
  public init(mean: Seconds, standardDeviation: Seconds?) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }
}
