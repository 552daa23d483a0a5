import Quantities
import Statistics

/// What all visits to one configuration say, with the device's states taken into account.
///
/// Timings of visits in the main regime are pooled as they are, but for the ratio between sessions. Visits in other
/// regimes are left out while there is one in the main regime; if there is none, they are pooled after normalising them
/// by the reference workload, and ``isNormalised`` says so.
public struct KeySummary: Hashable, Sendable {
  /// The configuration.
  public var key: String
  /// Visits that were pooled, and those left out because the device was in another state.
  public var visits, quarantined: Int
  /// Whether the times were measured in another regime and divided by its factor.
  public var isNormalised: Bool
  /// The pooled times.
  public var summary: SampleSummary
  /// Seconds of each part, and of the whole, as they are in the mean over time: the trimmed mean of the visits' medians. Visits
  /// differ by what neighbours do for seconds at a time, so their mean says more than the median of all timings.
  public var typical: [Seconds]
  /// The whole's.
  public var typicalTotal: Seconds
  /// How much the medians of the pooled visits differ; nil of a single visit.
  public var noise: NoiseFloor?

  /// Summarises the visits to `key`; nil if no timing can be used.
  ///
  /// - Parameters:
  ///   - key: The configuration.
  ///   - samples: One sample for each visit.
  ///   - drift: The states of the device while they were taken.
  public init?(key: String, samples: [Sample], drift: Drift) {
    guard let parts = samples.first?.parts else { return nil }
    let states = samples.map(drift.state)
    let alike = samples.indices.filter { samples[$0].parts == parts && !states[$0].isBetween }
    let main = alike.filter { states[$0].isMain }
    let pooled = main.isEmpty ? alike : main
    let timings = pooled.map { index in
      let divisor = (main.isEmpty ? states[index].factor ?? 1 : 1) * drift.sessionRatio(samples[index].session)
      return samples[index].timings.map { $0.map { $0 / divisor } }
    }
    guard let summary = SampleSummary(parts: parts, timings: timings.flatMap { $0 }) else { return nil }
    self.key = key
    self.summary = summary
    visits = pooled.count
    typicalTotal = Seconds(Self.typical(timings.map { $0.map { $0.reduce(0, +) }.median }))
    typical = samples[0].parts.indices.map { part in Seconds(Self.typical(timings.map { $0.map { $0[part] }.median })) }
    quarantined = samples.count - pooled.count
    isNormalised = main.isEmpty
    noise = NoiseFloor(visitMedians: [timings.map { $0.map { $0.reduce(0, +) }.median }])
  }

  /// The mean of `medians` without the lowest and the highest tenth, but for at least one of each; of fewer than five, their
  /// median.
  public static func typical(_ medians: [Double]) -> Double {
    guard medians.count >= 5 else { return medians.median }
    let tail = max(1, medians.count / 10)
    return medians.sorted()[tail..<medians.count - tail].reduce(0, +) / Double(medians.count - 2 * tail)
  }

  /// A summary for each key among `samples`, by ascending key.
  public static func all(_ samples: [Sample], drift: Drift) -> [KeySummary] {
    Dictionary(grouping: samples, by: \.key).sorted { $0.key < $1.key }
      .compactMap { KeySummary(key: $0.key, samples: $0.value, drift: drift) }
  }
}

/// How much repeated visits to the same configuration differ: no prediction can be held to less.
///
/// Differences are those of visits' medians from the median of a configuration's visits, relative to it. Of two visits
/// each is half their difference, so few visits make the floor look lower than many would.
public struct NoiseFloor: Codable, Hashable, Sendable {
  /// Visits behind it.
  public var visits: Int
  /// The mean of the differences, as a share.
  public var meanAbsolute: Double
  /// Their robust standard deviation, as a share.
  public var deviation: Double

  enum CodingKeys: String, CodingKey {
    case visits
    case meanAbsolute = "mean_absolute_share"
    case deviation = "deviation_share"
  }

  /// Compares visits; nil if no configuration has two.
  ///
  /// - Parameter visitMedians: For each configuration the medians of its visits.
  public init?(visitMedians: [[Double]]) {
    let differences = visitMedians.filter { $0.count > 1 && $0.median > 0 }
      .flatMap { medians in medians.map { $0 / medians.median - 1 } }
    guard !differences.isEmpty else { return nil }
    visits = differences.count
    meanAbsolute = differences.map(abs).mean
    deviation = differences.robustDeviation
  }
}
