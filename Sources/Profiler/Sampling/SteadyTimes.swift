import Quantities
import Statistics

/// What configurations take in a session's main state, each visit divided by how much longer the reference workload took around
/// it.
///
/// Visits to two things (a whole design, and its operators) are compared so, as a shared machine is seldom equally fast for both.
public struct SteadyTimes: Sendable {
  /// Seconds of each part by configuration: the mean of the visits' medians without the ends.
  private let seconds: [String: [String: Seconds]]

  /// Takes the state out of `samples`; those of a session without references count as they are.
  public init(_ samples: [Sample], _ series: ReferenceSeries) {
    seconds = Dictionary(grouping: samples, by: \.key).mapValues { visits in
      guard let parts = visits.first?.parts else { return [:] }
      let alike = visits.filter { $0.parts == parts && !$0.timings.isEmpty }
      return Dictionary(
        uniqueKeysWithValues: parts.indices.map { part in
          let medians = alike.map { visit in
            visit.timings.map { $0[part] }.median / (series.ratio(around: visit) ?? 1)
          }
          return (parts[part], Seconds(medians.isEmpty ? 0 : KeySummary.typical(medians)))
        })
    }
  }

  /// Seconds of `part` of a configuration; nil if it was not measured.
  public func time(of part: String, key: String) -> Seconds? {
    seconds[key]?[part].flatMap { $0 > .zero ? $0 : nil }
  }
}
