import Foundation

/// Numbers as people read them: a few significant digits, thousands grouped, "–" for what was not measured.
public enum Numeral {
  /// The text of `value` to `digits` significant digits.
  ///
  /// Digits before the decimal point are never dropped, and zeros at the end of a fraction are: 5932.55 is "5,933",
  /// 12.3 is "12.3". Below 1e-4 and from 1e15 the text has an exponent ("1.23e-7"). NaN and infinities are "–".
  /// - Parameter signed: Whether a positive number shows its "+".
  public static func text(_ value: Double, digits: Int = 4, signed: Bool = false) -> String {
    precondition(digits > 0, "\(digits) significant digits asked for")
    guard value.isFinite else { return "–" }
    let sign = value < 0 ? "-" : signed && value > 0 ? "+" : ""
    let magnitude = abs(value)
    guard magnitude == 0 || (1e-4..<1e15).contains(magnitude) else {
      return sign + scientific(magnitude, digits: digits)
    }
    let exponent = magnitude == 0 ? 0 : Int(floor(log10(magnitude)))
    let text = String(format: "%.\(max(0, digits - 1 - exponent))f", magnitude)
    return sign + grouped(withoutTrailingZeros(text))
  }

  private static func scientific(_ magnitude: Double, digits: Int) -> String {
    let parts = String(format: "%.\(digits - 1)e", magnitude).split(separator: "e")
    return "\(withoutTrailingZeros(String(parts[0])))e\(Int(parts[1]) ?? 0)"
  }

  private static func withoutTrailingZeros(_ text: String) -> String {
    guard text.contains(".") else { return text }
    let digits = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
    return String(digits.reversed())
  }

  /// "1234567.5" to "1,234,567.5".
  private static func grouped(_ text: String) -> String {
    let parts = text.split(separator: ".")
    let whole = parts[0].reversed().enumerated().reduce(into: "") { result, digit in
      if digit.offset > 0, digit.offset % 3 == 0 { result.append(",") }
      result.append(digit.element)
    }
    return ([String(whole.reversed())] + parts.dropFirst().map(String.init)).joined(separator: ".")
  }
}
