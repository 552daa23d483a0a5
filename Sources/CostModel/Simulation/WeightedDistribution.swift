/// Numbers that occur so many times each, ready for quantiles: none is repeated in memory.
struct WeightedDistribution: Hashable, Sendable {
  /// The numbers, rising.
  private let values: [Double]
  /// How many numbers are not above the value at the same place.
  private let cumulative: [Int]

  /// Shares such as 0.07 are not exact in binary: a hundred times 0.07 is a little more than 7, and must not mean the eighth.
  private static let rounding = 1e-12

  /// Makes a distribution.
  /// - Precondition: there is a number, and each count is positive.
  init(_ counted: [(value: Double, count: Int)]) {
    precondition(
      !counted.isEmpty && counted.allSatisfy { $0.count > 0 }, "a distribution of nothing, or with a count of zero")
    let sorted = counted.sorted { $0.value < $1.value }
    values = sorted.map(\.value)
    cumulative = sorted.reduce(into: []) { $0.append(($0.last ?? 0) + $1.count) }
  }

  /// The least number that at least `share` of all numbers do not exceed: the inverse of the empirical distribution, without
  /// interpolation.
  ///
  /// - Precondition: `share` lies between 0 and 1.
  func quantile(_ share: Double) -> Double {
    precondition((0...1).contains(share), "a quantile of \(share)")
    let needed = share * Double(cumulative[cumulative.count - 1]) * (1 - Self.rounding)
    var (low, high) = (0, cumulative.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if Double(cumulative[middle]) >= needed { high = middle } else { low = middle + 1 }
    }
    return values[low]
  }
}
