import Foundation

/// Runs of rows with one level each.
public struct Segment: Hashable, Sendable {
  /// The rows, counted from 0.
  public var rows: Range<Int>
  /// The level: a median of log residuals.
  public var level: Double

  /// Makes a segment.
  public init(rows: Range<Int>, level: Double) {
    self.rows = rows
    self.level = level
  }
}

/// Cuts a noisy series into the runs over which its level stays the same.
///
/// Minimises, exactly, `Σ min(((rᵢ − m)/σ)², cap²)/2 + penalty · changes` over piecewise-constant m, by dynamic programming
/// over a grid of levels: O(rows × levels). The cap makes single wild rows harmless; the penalty is that of the modified BIC.
///
/// Source: the Potts functional of Storath, Weinmann ("Fast partitioning of vector-valued images", SIAM J. Imaging Sci. 7(3),
/// 2014) with the bounded loss of Fearnhead, Rigaill ("Changepoint Detection in the Presence of Outliers", JASA 114, 2019).
public enum ChangePoints {
  /// A residual beyond this many σ costs no more than this.
  private static let cap = 3.0
  /// The grid is this fine, in σ, and has at most so many levels.
  private static let levelsPerSigma = 4.0
  private static let levelLimit = 1000.0
  /// Fewer rows than this are one segment.
  private static let rowMinimum = 8

  /// The segments of `series`, whose rows scatter by `sigma` about their level.
  public static func segments(of series: [Double], sigma: Double) -> [Segment] {
    guard series.count >= rowMinimum else { return [Segment(rows: series.indices, level: series.median)] }
    let path = bestPath(series, sigma: sigma, penalty: 3 * log(Double(series.count)))
    var segments: [Segment] = []
    var start = 0
    for row in 1...series.count where row == series.count || path[row] != path[row - 1] {
      segments.append(Segment(rows: start..<row, level: Array(series[start..<row]).median))
      start = row
    }
    return segments
  }

  /// For every row the index of its level on the grid.
  private static func bestPath(_ series: [Double], sigma: Double, penalty: Double) -> [Int] {
    let low = series.quantile(0.01) - sigma
    let high = series.quantile(0.99) + sigma
    let step = max(sigma / levelsPerSigma, (high - low) / levelLimit)
    let count = Int(((high + step - low) / step).rounded(.up))
    let levels = (0..<count).map { low + Double($0) * step }
    var costs = [Double](repeating: 0, count: count)
    // For every row: the level that a jump would come from, and for every level whether staying was no worse.
    var jumpSources = [Int](repeating: 0, count: series.count)
    var stays = [Bool](repeating: true, count: series.count * count)
    let capCost = cap * cap / 2
    for row in series.indices {
      var best = 0
      for level in 1..<max(count, 1) where costs[level] < costs[best] { best = level }
      jumpSources[row] = best
      let floor = costs[best]
      let jump = row == 0 ? Double.infinity : penalty
      let value = series[row]
      costs.withUnsafeMutableBufferPointer { costs in
        stays.withUnsafeMutableBufferPointer { stays in
          levels.withUnsafeBufferPointer { levels in
            for level in 0..<count {
              let stay = costs[level] - floor
              stays[row * count + level] = stay <= jump
              let distance = (value - levels[level]) / sigma
              costs[level] = min(stay, jump) + min(distance * distance / 2, capCost)
            }
          }
        }
      }
    }
    var level = costs.indices.min { costs[$0] < costs[$1] }!
    var path = [Int](repeating: 0, count: series.count)
    for row in series.indices.reversed() {
      path[row] = level
      if !stays[row * count + level] { level = jumpSources[row] }
    }
    return path
  }
}
