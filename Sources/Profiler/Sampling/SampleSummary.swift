import Quantities
import Statistics

/// What a list of times says.
public struct TimeSpread: Codable, Hashable, Sendable {
  /// Times behind it.
  public var count: Int
  /// The middle one.
  public var median: Seconds
  /// The median distance from the median, not scaled.
  public var medianAbsoluteDeviation: Seconds
  /// The times that 5 % and 95 % are below.
  public var fifthPercentile, ninetyFifthPercentile: Seconds
  /// Mean and standard deviation without the lowest and the highest tenth, as HAT's files keep them; the deviation is
  /// that of the times that are left, divided by their number. Of few times the highest one is left out all the same,
  /// but never the last.
  public var trimmedMean, trimmedDeviation: Seconds
  /// The 95 % bootstrap interval of the median: lower and upper end. It takes times for independent, so it knows
  /// nothing of what differs between visits.
  public var interval: [Seconds]

  enum CodingKeys: String, CodingKey {
    case count
    case median = "median_second"
    case medianAbsoluteDeviation = "median_absolute_deviation_second"
    case fifthPercentile = "fifth_percentile_second"
    case ninetyFifthPercentile = "ninety_fifth_percentile_second"
    case trimmedMean = "trimmed_mean_second"
    case trimmedDeviation = "trimmed_deviation_second"
    case interval = "interval_second"
  }

  /// Summarises `seconds`; nil if there are none.
  public init?(_ seconds: [Double]) {
    guard !seconds.isEmpty else { return nil }
    let middle = seconds.median
    let bounds = Bootstrap.medianInterval(of: seconds)
    let trimmed = Self.trimmed(seconds)
    count = seconds.count
    median = Seconds(middle)
    medianAbsoluteDeviation = Seconds(seconds.map { abs($0 - middle) }.median)
    fifthPercentile = Seconds(seconds.quantile(0.05))
    ninetyFifthPercentile = Seconds(seconds.quantile(0.95))
    trimmedMean = Seconds(trimmed.mean)
    trimmedDeviation = Seconds(trimmed.map { ($0 - trimmed.mean) * ($0 - trimmed.mean) }.mean.squareRoot())
    interval = [Seconds(bounds.lowerBound), Seconds(bounds.upperBound)]
  }

  /// HAT's `sorted[int(0.1 n) : -max(1, int(0.1 n))]`.
  private static func trimmed(_ seconds: [Double]) -> [Double] {
    guard seconds.count > 1 else { return seconds }
    let tenth = seconds.count / 10
    return Array(seconds.sorted()[tenth..<seconds.count - max(tenth, 1)])
  }
}

/// What the times of one sample, or of several of the same configuration, say: all parts together, and each by itself.
public struct SampleSummary: Codable, Hashable, Sendable {
  /// Names of the parts, in their order.
  public var parts: [String]
  /// The spread of whole runs.
  public var total: TimeSpread
  /// The spread of each part. Medians of parts need not add up to that of whole runs.
  public var byPart: [TimeSpread]

  enum CodingKeys: String, CodingKey {
    case parts, total
    case byPart = "by_part"
  }

  /// Summarises `sample`; nil if it has no timings.
  public init?(_ sample: Sample) { self.init(parts: sample.parts, timings: sample.timings) }

  /// Summarises seconds of one run, by part, for each timing; nil if there are none.
  init?(parts: [String], timings: [[Double]]) {
    guard let total = TimeSpread(timings.map { $0.reduce(0, +) }) else { return nil }
    self.parts = parts
    self.total = total
    byPart = parts.indices.compactMap { part in TimeSpread(timings.map { $0[part] }) }
  }
}
