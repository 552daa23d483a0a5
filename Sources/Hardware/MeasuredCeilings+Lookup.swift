import Foundation
import Quantities

extension MeasuredCeilings {
  /// How fast memory is accessed when all threads together touch `workingSet` again and again.
  ///
  /// Between measured sizes, and between measured numbers of threads, it is interpolated on logarithmic axes, so that it
  /// never leaves the range of its neighbours; beyond them it is that of the nearest.
  ///
  /// - Parameter access: What is done with memory: `read`, `triad`.
  /// - Returns: Nil if no such curve was measured.
  /// - Precondition: The working set and the threads are positive.
  public func bandwidth(workingSet: ByteCount, threads: Int, access: String = "read") -> Bandwidth? {
    precondition(workingSet.value > 0 && threads > 0, "\(workingSet.value) bytes touched by \(threads) threads")
    let samples = bandwidths.filter { $0.access == access }.compactMap { curve in
      curve.bandwidth(workingSet: workingSet).map { (x: Double(curve.threads), y: $0.perSecond.value) }
    }
    return interpolated(samples, at: Double(threads)).map { Bandwidth(perSecond: ByteCount($0)) }
  }
}

extension MeasuredCeilings.BandwidthCurve {
  /// The speed at a working set, interpolated between the measured ones on logarithmic axes, and that of the nearest beyond
  /// them; nil if the curve has no points.
  ///
  /// - Precondition: The working set is positive.
  public func bandwidth(workingSet: ByteCount) -> Bandwidth? {
    precondition(workingSet.value > 0, "\(workingSet.value) bytes are no working set")
    let samples = points.map { (x: $0.workingSet.value, y: $0.bandwidth.perSecond.value) }
    return interpolated(samples, at: workingSet.value).map { Bandwidth(perSecond: ByteCount($0)) }
  }
}

/// The value at x of the line through `samples` on logarithmic axes, level beyond its ends. Samples that have no logarithm are
/// left out; nil if none remains.
private func interpolated(_ samples: [(x: Double, y: Double)], at x: Double) -> Double? {
  let known = samples.filter { $0.x > 0 && $0.y > 0 && $0.x.isFinite && $0.y.isFinite }.sorted { $0.x < $1.x }
  guard let last = known.last(where: { $0.x <= x }) else { return known.first?.y }
  guard let next = known.first(where: { $0.x > x }) else { return last.y }
  let share = log(x / last.x) / log(next.x / last.x)
  return last.y * pow(next.y / last.y, share)
}
