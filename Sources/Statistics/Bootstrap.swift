import Randomness

/// How sure a statistic is, by drawing the sample again and again from itself.
public enum Bootstrap {
  /// The percentile interval of the median.
  ///
  /// - Parameters:
  ///   - values: What was seen, at least one number.
  ///   - level: The share of intervals that hold the true median.
  ///   - resamples: How often to draw; a few hundred settle the ends of a 95 % interval to a tenth of its width.
  ///   - seed: Decides the draws.
  public static func medianInterval(
    of values: [Double], level: Double = 0.95, resamples: Int = 400, seed: UInt64 = 0
  ) -> ClosedRange<Double> {
    var generator = SeededGenerator(seed: seed)
    let count = values.count
    var medians: [Double] = []
    medians.reserveCapacity(resamples)
    for _ in 0..<resamples {
      medians.append((0..<count).map { _ in values[Int.random(in: 0..<count, using: &generator)] }.median)
    }
    let tail = (1 - level) / 2
    return medians.quantile(tail)...medians.quantile(1 - tail)
  }
}
