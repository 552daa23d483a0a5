import Foundation
import Hardware
import Quantities

/// How arithmetic and the levels of memory grow with the number of cores at work, as measured where it was measured.
///
/// Between measured numbers of cores it is a line in logarithms. Beyond them, for want of better, arithmetic and caches grow
/// with the cores, and main memory stays: it serves all.
struct CoreScaling: Sendable {
  private let peak: GrowthCurve
  private let bandwidths: [GrowthCurve]

  /// - Parameter capacities: What each level holds with that many cores, nearest first; the last level has no end.
  init(_ measured: MeasuredCeilings?, levels: [String], capacities: (Int) -> [Double]) {
    let peaks = (measured?.peaks ?? []).filter { $0.precision == "fp32" }
    peak = GrowthCurve(
      Dictionary(grouping: peaks, by: \.threads).map { threads, own in
        (Double(threads), own.map(\.throughput.perSecond.value).max() ?? 0)
      }, growsBeyond: true)
    let curves = (measured?.bandwidths ?? []).filter { $0.access == "read" }
    bandwidths = levels.indices.map { level in
      let isMain = level == levels.count - 1
      return GrowthCurve(
        curves.compactMap { curve in
          let bounds = capacities(curve.threads)
          let working =
            isMain
            ? curve.points.map(\.workingSet.value).max() ?? 1
            : Self.middle(of: bounds[level], beyond: level > 0 ? bounds[level - 1] : nil)
          return curve.bandwidth(workingSet: ByteCount(working)).map {
            (Double(curve.threads), $0.perSecond.value)
          }
        }, growsBeyond: !isMain)
    }
  }

  /// A working set that a level of `capacity` surely serves, and the level before it does not.
  static func middle(of capacity: Double, beyond nearer: Double?) -> Double {
    let most = 0.75 * capacity
    return (most * min(1.5 * (nearer ?? capacity / 8), most)).squareRoot()
  }

  /// How much more arithmetic `after` cores do than `before`.
  func peak(from before: Double, to after: Double) -> Double { peak.growth(from: before, to: after) }

  /// How much more of level `index` `after` cores read in a second than `before`.
  func bandwidth(_ index: Int, from before: Double, to after: Double) -> Double {
    bandwidths[index].growth(from: before, to: after)
  }
}

/// Something that never shrinks as cores are added.
private struct GrowthCurve: Sendable {
  private let points: [(cores: Double, value: Double)]
  private let growsBeyond: Bool

  init(_ measured: [(Double, Double)], growsBeyond: Bool) {
    self.growsBeyond = growsBeyond
    var most = 0.0
    points = measured.filter { $0.0 > 0 && $0.1 > 0 && $0.1.isFinite }.sorted { $0.0 < $1.0 }.map { cores, value in
      most = max(most, value)
      return (cores, most)
    }
  }

  func growth(from before: Double, to after: Double) -> Double {
    before == after ? 1 : value(at: after) / value(at: before)
  }

  /// In any unit, as only ratios are asked for.
  private func value(at cores: Double) -> Double {
    guard let first = points.first, let last = points.last else { return growsBeyond ? cores : 1 }
    if cores >= last.cores { return last.value * (growsBeyond ? cores / last.cores : 1) }
    if cores <= first.cores { return first.value * (growsBeyond ? cores / first.cores : 1) }
    let upper = points.firstIndex { $0.cores >= cores }!
    let (low, high) = (points[upper - 1], points[upper])
    return low.value * pow(high.value / low.value, log(cores / low.cores) / log(high.cores / low.cores))
  }
}
