import Foundation

extension RandomNumberGenerator {
  /// A number from the standard normal distribution (Box and Muller's transform).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - Double.random(in: 0..<1, using: &self))).squareRoot()
    return radius * cos(2 * .pi * Double.random(in: 0..<1, using: &self))
  }

  /// A number from Student's t distribution with three degrees of freedom: as wild as timings get.
  public mutating func heavyTailed() -> Double {
    let squares = (0..<3).reduce(0.0) { sum, _ in
      let value = normal()
      return sum + value * value
    }
    return normal() / (squares / 3).squareRoot()
  }
}
