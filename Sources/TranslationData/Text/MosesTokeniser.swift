/// Splits a line into words and marks of punctuation by Moses' rules.
///
/// ```swift
/// MosesTokeniser(.english).tokens(of: "Mr. Smith isn't here.")  // Mr. Smith isn 't here .
/// ```
/// Marks are set apart; periods stay in abbreviations, commas in numbers, runs of dots together; apostrophes go to the
/// following word in English, to the preceding one in French and Italian, and stand alone elsewhere. Chinese, Japanese and
/// Korean characters count as letters, as in the original.
///
/// Source: Moses, `tokenizer.perl`, as `sacremoses.MosesTokenizer.tokenize` applies it.
public struct MosesTokeniser: Sendable {
  /// Whose rules are followed.
  public let language: Language
  /// Whether `well-known` becomes `well @-@ known`.
  public let splitsHyphens: Bool
  /// Whether the characters that Moses' own files reserve become entities: `&` becomes `&amp;`.
  public let escapes: Bool

  private let prefixes: NonbreakingPrefixes

  /// A tokeniser for text in `language`.
  public init(_ language: Language, splitsHyphens: Bool = false, escapes: Bool = false) {
    self.language = language
    self.splitsHyphens = splitsHyphens
    self.escapes = escapes
    prefixes = NonbreakingPrefixes(language)
  }

  /// The words and marks of `line`, none of them empty.
  public func tokens(of line: String) -> [String] {
    var text = spaced(Self.trimmed(line))
    if text.contains(",") { text = MosesRules.separatingCommas(text) }
    if text.contains("'") { text = MosesRules.separatingApostrophes(text, language) }
    var tokens: [String] = []
    let words = text.split { $0.is(.space) }
    tokens.reserveCapacity(words.count + 1)
    for (index, word) in words.enumerated() {
      if endsSentence(word, next: index + 1 < words.count ? words[index + 1] : nil) {
        tokens.append(String(scalars: word.dropLast()))
        tokens.append(".")
      } else if index + 1 == words.count, word.count > 1, word.suffix(2).elementsEqual([".", "'"]) {
        if word.count > 2 { tokens.append(String(scalars: word.dropLast(2))) }
        tokens += [".", "'"]
      } else {
        tokens.append(String(scalars: word))
      }
    }
    return escapes ? tokens.map(MosesEntities.escaped) : tokens
  }

  private static func trimmed(_ line: String) -> [Unicode.Scalar] {
    let scalars = line.unicodeScalars.map { $0.is(.space) ? " " : $0 }.filter { $0.value >= 0x20 }
    guard let first = scalars.firstIndex(where: { $0 != " " }), let last = scalars.lastIndex(where: { $0 != " " })
    else {
      return []
    }
    return Array(scalars[first...last])
  }

  /// Spaces around every mark but `.`, `'`, a backtick, `,` and `-`, and around runs of dots.
  private func spaced(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var result: [Unicode.Scalar] = []
    result.reserveCapacity(line.count + 16)
    var index = 0
    while index < line.count {
      let scalar = line[index]
      index += 1
      switch scalar {
      case " ", "'", "`", ",": result.append(scalar)
      case ".":
        var end = index
        while end < line.count, line[end] == "." { end += 1 }
        let isRun = end > index
        if isRun { result.append(" ") }
        result += repeatElement(".", count: end - index + 1)
        if isRun { result.append(" ") }
        index = end
      case "-":
        let isInside =
          splitsHyphens && index > 1 && index < line.count && line[index - 2].is(.alphanumeric)
          && line[index].is(.alphanumeric)
        result += isInside ? [" ", "@", "-", "@", " "] : ["-"]
      default: result += scalar.is([.alphanumeric, .space]) ? [scalar] : [" ", scalar, " "]
      }
    }
    return result
  }

  /// Whether the last period of `word` is one that ends a sentence.
  private func endsSentence(_ word: ArraySlice<Unicode.Scalar>, next: ArraySlice<Unicode.Scalar>?) -> Bool {
    guard word.count > 1, word.last == "." else { return false }
    let prefix = word.dropLast()
    // Runs of dots stay together.
    if prefix.allSatisfy({ $0 == "." }) { return false }
    if prefix.contains("."), prefix.contains(where: { $0.is(.alphabetic) }) { return false }
    if let first = next?.first, first.is(.lowercase) { return false }
    let text = String(scalars: prefix)
    if prefixes.always.contains(text) { return false }
    if prefixes.beforeNumbers.contains(text), let first = next?.first, ("0"..."9").contains(first) { return false }
    return true
  }
}
