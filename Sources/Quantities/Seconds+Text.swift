extension Seconds {
  /// Reads a duration with its unit: `350ms`, `5s`, `1.5 s`, `80us`. Nil for anything else, and for what is not positive.
  public init?(_ text: some StringProtocol) {
    // Divisors, because a quotient is rounded once: `350ms` is the number that `0.35` is.
    let units: [(suffix: String, perSecond: Double)] = [("ms", 1e3), ("us", 1e6), ("µs", 1e6), ("ns", 1e9), ("s", 1)]
    guard let unit = units.first(where: { text.hasSuffix($0.suffix) }) else { return nil }
    let digits = text.dropLast(unit.suffix.count)
    let number = digits.last == " " ? digits.dropLast() : digits
    // The quotient, too: a denormal amount of nanoseconds is no time at all.
    guard let amount = Double(String(number)), amount.isFinite, amount / unit.perSecond > 0 else { return nil }
    self.init(amount / unit.perSecond)
  }
}

extension Seconds: CustomStringConvertible {
  /// The duration with four digits in the unit that suits it: `5.013 s`, `137.9 ms`, `80 µs`.
  public var description: String {
    let size = abs(value)
    let (scale, unit) =
      size >= 1 || size == 0 ? (1.0, "s") : size >= 1e-3 ? (1e3, "ms") : size >= 1e-6 ? (1e6, "µs") : (1e9, "ns")
    return "\(Self.digits(value * scale)) \(unit)"
  }

  /// Four significant digits without trailing zeros.
  private static func digits(_ value: Double) -> String {
    var decimals = 3
    var bound = 10.0
    while decimals > 0, abs(value) >= bound {
      decimals -= 1
      bound *= 10
    }
    let scale = (0..<decimals).reduce(1.0) { product, _ in product * 10 }
    let rounded = (value * scale).rounded() / scale
    return rounded == rounded.rounded() && abs(rounded) < 1e15 ? "\(Int(rounded))" : "\(rounded)"
  }
}
