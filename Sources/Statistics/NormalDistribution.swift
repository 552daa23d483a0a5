import Foundation

/// The standard normal distribution: mean 0, deviation 1.
public enum NormalDistribution {
  /// Beyond so many deviations no share of practical use lies.
  private static let bound = 10.0
  /// Halvings of ±`bound` until neighbouring numbers are reached.
  private static let halvings = 61

  /// The share of the distribution that lies below `value`.
  public static func share(below value: Double) -> Double { 0.5 * erfc(-value / 2.0.squareRoot()) }

  /// The value below which `share` of the distribution lies, by bisection of the distribution function; within ±10.
  ///
  /// The half-width of a two-sided 90 % interval is `quantile(0.95)`, 1.645 deviations.
  ///
  /// - Precondition: `share` lies between 0 and 1, both excluded.
  public static func quantile(_ share: Double) -> Double {
    precondition(share > 0 && share < 1, "no number has the share \(share) of a normal distribution below it")
    var (low, high) = (-bound, bound)
    for _ in 0..<halvings {
      let middle = (low + high) / 2
      if self.share(below: middle) < share { low = middle } else { high = middle }
    }
    return low
  }
}
