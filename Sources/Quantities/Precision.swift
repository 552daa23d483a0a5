/// The number format that a tensor is stored and multiplied in.
///
/// A closed list on purpose: a new format is a new case, and the compiler names the places that must learn it.
public enum Precision: String, CaseIterable, Codable, Hashable, Sendable {
  /// IEEE 754 single precision: 4 bytes.
  case fp32

  /// The storage that one element takes.
  public var bytesPerElement: ByteCount {
    switch self {
    case .fp32: ByteCount(4)
    }
  }
}
