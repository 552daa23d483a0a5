import Foundation

/// The factors of a sweep.
enum SweptFactors {
  /// How many there are at most.
  static let most = 65

  /// Evenly in logarithms from end to end; the one nearest to 1 gives way to 1 where that lies within.
  static func even(_ range: ClosedRange<Double>) -> [Double] {
    let span = log(range.upperBound / range.lowerBound)
    var factors = (0..<most).map { range.lowerBound * exp(span * Double($0) / Double(most - 1)) }
    factors[most - 1] = range.upperBound
    let inner = factors.indices.dropFirst().dropLast()
    if range.lowerBound < 1, range.upperBound > 1,
      let nearest = inner.min(by: { abs(log(factors[$0])) < abs(log(factors[$1])) })
    {
      factors[nearest] = 1
    }
    return factors
  }

  /// Those that make whole numbers of `cores`, the least and the most of the range among them.
  static func cores(_ range: ClosedRange<Double>, of cores: Double) -> [Double] {
    let least = max(1, (range.lowerBound * cores).rounded())
    let most = max(least, (range.upperBound * cores).rounded())
    let count = most - least + 1
    let numbers =
      count <= Double(Self.most)
      ? Array(stride(from: least, through: most, by: 1))
      : even(least...most).map { $0.rounded() }
    var last = 0.0
    return numbers.compactMap { number in
      defer { last = number }
      return number > last ? number / cores : nil
    }
  }
}
