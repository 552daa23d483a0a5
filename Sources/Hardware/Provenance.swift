import Quantities

/// Where a number comes from. Every number of a ``HardwareProfile`` says so.
public struct Provenance: Codable, Hashable, Sendable {
  /// How a number came to be, from the most to the least to be trusted.
  public enum Kind: String, CaseIterable, Codable, Hashable, Sendable {
    /// Timed on the device.
    case measured
    /// Made to explain measurements of the device.
    case fitted
    /// Printed by the device's maker.
    case datasheet
    /// Believed, for want of better.
    case assumed
  }

  /// How the number came to be.
  public var kind: Kind
  /// Which measurements, which document, or what reasoning.
  public var source: String

  /// Makes a provenance.
  public init(_ kind: Kind, source: String) {
    self.kind = kind
    self.source = source
  }
}

/// A value with its provenance.
public struct Sourced<Value: Codable & Hashable & Sendable>: Codable, Hashable, Sendable {
  /// The value; the key that holds it names the unit.
  public var value: Value
  /// Where it comes from.
  public var provenance: Provenance

  /// Makes a value that says where it comes from.
  public init(_ value: Value, _ provenance: Provenance) {
    self.value = value
    self.provenance = provenance
  }
}
