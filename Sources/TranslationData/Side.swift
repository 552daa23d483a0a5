/// Which language of a pair something belongs to.
public enum Side: String, Codable, CaseIterable, Sendable {
  /// The language that is translated from.
  case source
  /// The language that is translated to.
  case target
}
