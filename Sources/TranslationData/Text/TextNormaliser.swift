import Foundation

/// Makes a line of text plain, so that one word has one spelling.
///
/// Unicode's composed form (NFC); controls and marks without width removed; every kind of space plain, runs of them one,
/// none at the ends. On demand also Moses' rules of punctuation for the line's language.
public struct TextNormaliser: Sendable {
  private let punctuation: MosesPunctuation?

  /// A normaliser for text in `language`.
  ///
  /// - Parameter normalisesPunctuation: Whether quotes, dashes, apostrophes and the spaces around them are made plain
  ///   as Moses' `normalize-punctuation.perl` does.
  public init(_ language: Language, normalisesPunctuation: Bool = true) {
    punctuation = normalisesPunctuation ? MosesPunctuation(language) : nil
  }

  /// `line`, made plain.
  public func normalised(_ line: String) -> String {
    var scalars = Array(Self.composed(line).unicodeScalars)
    scalars.removeAll { $0.is(.invisible) }
    // Moses' rules come before spaces are made plain: several ask for the no-break space.
    if let punctuation { scalars = punctuation.normalised(scalars) }
    return String(scalars: Self.withPlainSpaces(scalars))
  }

  private static func composed(_ line: String) -> String {
    // Below U+0300 there is nothing to compose, and most lines have nothing else.
    line.unicodeScalars.allSatisfy { $0.value < 0x300 } ? line : line.precomposedStringWithCanonicalMapping
  }

  private static func withPlainSpaces(_ scalars: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var plain: [Unicode.Scalar] = []
    plain.reserveCapacity(scalars.count)
    for scalar in scalars {
      if !scalar.is(.space) { plain.append(scalar) } else if let last = plain.last, last != " " { plain.append(" ") }
    }
    if plain.last == " " { plain.removeLast() }
    return plain
  }
}
