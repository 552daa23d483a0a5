import Quantities
import Statistics

/// How slow a machine is at any moment, against another time: told by the reference workload that is run between samples.
///
/// A shared machine is slower or faster for seconds at a time. A reference just before and one just after a visit say how
/// much of its time is the machine's state: dividing by it gives what the visit would have taken in the state that the
/// reference time was stored in.
public struct ReferenceSeries: Sendable {
  private struct Point {
    let time, ratio: Double
  }

  /// By session, in order of time.
  private let points: [Int: [Point]]

  /// Compares `references` with the time that the same workload took when it was `stored`.
  ///
  /// - Precondition: `stored` is positive.
  public init(_ references: [Sample], relativeTo stored: Seconds) {
    precondition(stored.value > 0, "a reference that took \(stored)")
    let usable = references.filter { !$0.timings.isEmpty }
    points = Dictionary(grouping: usable, by: \.session).mapValues { references in
      references.map { Point(time: $0.began, ratio: $0.totals.median / stored.value) }.sorted { $0.time < $1.time }
    }
  }

  /// How many times longer the reference took around `sample` than when it was stored: interpolated between the reference
  /// before and the one after, of the same session; the nearest at the ends. Nil if the session has none.
  public func ratio(around sample: Sample) -> Double? {
    guard let points = points[sample.session], let first = points.first, let last = points.last else { return nil }
    guard let next = points.firstIndex(where: { $0.time >= sample.began }) else { return last.ratio }
    guard next > 0 else { return first.ratio }
    let (before, after) = (points[next - 1], points[next])
    let share = after.time > before.time ? (sample.began - before.time) / (after.time - before.time) : 0
    return before.ratio + share * (after.ratio - before.ratio)
  }
}
