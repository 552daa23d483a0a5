/// A physical amount in one unit, so that the compiler keeps bytes, FLOPs and seconds apart.
///
/// Two amounts of the same kind add, subtract and compare; only a ``Rate`` turns one kind into another. The value is a
/// `Double`: exact for counts up to 2⁵³, which is far above any tensor. In files an amount is a bare number; the key that
/// holds it names the unit.
public protocol Quantity: Hashable, Comparable, Sendable, AdditiveArithmetic, Codable {
  /// The amount in the type's own unit.
  var value: Double { get }
  /// Makes the amount from a number in the type's own unit.
  init(_ value: Double)
}

extension Quantity {
  /// No amount at all.
  public static var zero: Self { Self(0) }

  /// Whether `left` is the smaller amount.
  public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
  /// Both amounts together.
  public static func + (left: Self, right: Self) -> Self { Self(left.value + right.value) }
  /// What remains of `left` without `right`.
  public static func - (left: Self, right: Self) -> Self { Self(left.value - right.value) }
  /// The amount `factor` times over.
  public static func * (left: Self, factor: Double) -> Self { Self(left.value * factor) }
  /// The amount `factor` times over.
  public static func * (factor: Double, right: Self) -> Self { Self(factor * right.value) }
  /// One of `divisor` equal parts.
  public static func / (left: Self, divisor: Double) -> Self { Self(left.value / divisor) }
  /// The dimensionless ratio of two amounts of one kind.
  public static func / (left: Self, right: Self) -> Double { left.value / right.value }

  /// Makes the amount from a whole number in the type's own unit.
  public init(_ count: Int) { self.init(Double(count)) }

  /// Reads a bare number.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(Double.self))
  }

  /// Writes a bare number.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(value)
  }
}

/// A duration in seconds.
public struct Seconds: Quantity {
  /// Seconds.
  public let value: Double
  /// A duration of `value` seconds.
  public init(_ value: Double) { self.value = value }
  /// A duration given in milliseconds, as HAT's files do.
  public init(milliseconds: Double) { value = milliseconds / 1000 }
  /// The duration in milliseconds.
  public var milliseconds: Double { value * 1000 }
}

/// A number of bytes.
public struct ByteCount: Quantity {
  /// Bytes.
  public let value: Double
  /// `value` bytes.
  public init(_ value: Double) { self.value = value }
}

/// A number of floating-point operations; one multiply-accumulate is two.
public struct FLOPCount: Quantity {
  /// FLOPs.
  public let value: Double
  /// `value` FLOPs.
  public init(_ value: Double) { self.value = value }
}

/// An amount of energy in joules.
public struct Joules: Quantity {
  /// Joules.
  public let value: Double
  /// `value` joules.
  public init(_ value: Double) { self.value = value }
}

/// An amount per second: bandwidth (`Rate<ByteCount>`) or throughput (`Rate<FLOPCount>`).
public struct Rate<Amount: Quantity>: Hashable, Comparable, Sendable, Codable {
  /// The amount moved or computed in one second.
  public let perSecond: Amount

  /// Makes a rate from the amount handled in one second.
  public init(perSecond: Amount) { self.perSecond = perSecond }

  /// Whether `left` is the slower rate.
  public static func < (left: Self, right: Self) -> Bool { left.perSecond < right.perSecond }
  /// What passes in `time` at `rate`.
  public static func * (rate: Self, time: Seconds) -> Amount { rate.perSecond * time.value }
  /// The time that `amount` takes at `rate`.
  public static func / (amount: Amount, rate: Self) -> Seconds { Seconds(amount.value / rate.perSecond.value) }

  /// Reads a bare number.
  public init(from decoder: any Decoder) throws { perSecond = try Amount(from: decoder) }
  /// Writes a bare number.
  public func encode(to encoder: any Encoder) throws { try perSecond.encode(to: encoder) }
}

/// Memory throughput in bytes per second.
public typealias Bandwidth = Rate<ByteCount>
/// Arithmetic throughput in FLOP/s.
public typealias Throughput = Rate<FLOPCount>
/// Power in watts: joules per second.
public typealias Power = Rate<Joules>
