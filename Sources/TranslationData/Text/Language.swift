/// A natural language by its ISO 639 code: `en`, `de`, `fr`, also three letters.
///
/// In files it is the bare code.
public struct Language: Hashable, Sendable, CustomStringConvertible {
  /// Two or three small letters.
  public let code: String

  /// The language of `code`.
  ///
  /// - Throws: ``TranslationDataError/impossible(_:)`` unless it is two or three small letters from a to z.
  public init(_ code: String) throws(TranslationDataError) {
    guard (2...3).contains(code.utf8.count), code.utf8.allSatisfy({ (0x61...0x7A).contains($0) }) else {
      throw .impossible("'\(code)' is no language: give a code of two or three small letters, such as en or de")
    }
    self.code = code
  }

  private init(known code: String) { self.code = code }

  /// English.
  public static let english = Language(known: "en")
  /// German.
  public static let german = Language(known: "de")
  /// French.
  public static let french = Language(known: "fr")

  /// The code.
  public var description: String { code }
}

extension Language: Codable {
  /// Reads the bare code.
  public init(from decoder: any Decoder) throws {
    try self.init(decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the bare code.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(code)
  }
}
