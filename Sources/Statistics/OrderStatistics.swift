import Foundation

/// Order statistics of a list of numbers. All need at least one number.
extension Array where Element == Double {
  /// The middle value, or the mean of the two middle ones.
  public var median: Double { quantile(0.5) }

  /// The value below which `share` of the numbers lie, linear between neighbours.
  public func quantile(_ share: Double) -> Double {
    let sorted = self.sorted()
    let position = share * Double(sorted.count - 1)
    let lower = Int(position)
    let upper = Swift.min(lower + 1, sorted.count - 1)
    return sorted[lower] + (position - Double(lower)) * (sorted[upper] - sorted[lower])
  }

  /// The mean.
  public var mean: Double { reduce(0, +) / Double(count) }

  /// The median absolute value, scaled to the standard deviation of normal noise about zero.
  public var robustDeviation: Double { 1.4826 * map(abs).median }
}

extension Array where Element == Double {
  /// The value at which the weights of smaller and of larger numbers balance.
  public func weightedMedian(_ weights: [Double]) -> Double {
    let order = indices.sorted { self[$0] < self[$1] }
    let half = weights.reduce(0, +) / 2
    var sum = 0.0
    for index in order {
      sum += weights[index]
      if sum >= half { return self[index] }
    }
    return self[order[count - 1]]
  }
}

extension Double {
  /// Tukey's biweight: 1 at 0, falling to 0 at ±1 and beyond.
  public static func biweight(_ distance: Double) -> Double {
    let rest = 1 - distance * distance
    return rest > 0 ? rest * rest : 0
  }
}
