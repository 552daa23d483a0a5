/// Gives lower-cased words their capitals back.
///
/// Each word gets the form that was most frequent within sentences of the training text; a word that only ever started a
/// sentence gets its form there; one that was never seen gets a capital if the word it ends with has one. Where the word
/// before decides (German `weg` and `der Weg`), a table of pairs overrules. The first word of a sentence gets a capital.
///
/// Words are what the tokeniser makes; punctuation passes through.
public struct Recaser: Hashable, Sendable {
  /// The usual form of a lower-cased word: where it differs from it, or from what ``compoundForm(_:)`` would say.
  var forms: [String: String]
  /// The form of a lower-cased word (second) behind another (first); only where it differs from the usual one.
  var formsInContext: [Pair: String]

  /// A word and the one before it, both lower-cased.
  struct Pair: Hashable, Sendable {
    let previous, word: String
  }

  init(forms: [String: String], formsInContext: [Pair: String]) {
    self.forms = forms
    self.formsInContext = formsInContext
  }

  /// The words with their capitals.
  public func recased(_ words: [String]) -> [String] {
    var result: [String] = []
    result.reserveCapacity(words.count)
    var previous: String?
    var isAtStart = true
    for word in words {
      let key = word.lowercased()
      let inContext = previous.flatMap { formsInContext[Pair(previous: $0, word: key)] }
      let form = inContext ?? forms[key] ?? compoundForm(key) ?? word
      result.append(isAtStart ? Self.capitalised(form) : form)
      // Quotes and brackets may come before the first word.
      if Self.hasWord(word) { isAtStart = false }
      if Self.endsSentence(word) { isAtStart = true }
      previous = key
    }
    return result
  }

  /// The form of a word that was never seen, by the longest known word that it ends with: German writes compounds as one
  /// word, and what they end with says what they are.
  func compoundForm(_ key: String) -> String? {
    var rest = key.unicodeScalars.dropFirst().suffix(Self.mostEnd)
    while rest.count >= Self.leastEnd {
      let end = String(rest)
      if let form = forms[end] { return form == Self.capitalised(end) ? Self.compound(key, endingWith: form) : nil }
      rest = rest.dropFirst()
    }
    return nil
  }

  /// Behind a hyphen the end keeps its capital: `Schäferhund`, but `Haus-Hund`.
  private static func compound(_ key: String, endingWith form: String) -> String {
    let start = String(key.unicodeScalars.dropLast(form.unicodeScalars.count))
    return capitalised(start.hasSuffix("-") ? start + form : key)
  }

  /// Shorter ends, in characters, are too often chance.
  private static let leastEnd = 4
  /// Longer ends are no words; looking them all up would take long for a line without spaces.
  private static let mostEnd = 60

  static func capitalised(_ word: String) -> String {
    guard let first = word.unicodeScalars.first, first.is(.lowercase) else { return word }
    return first.properties.titlecaseMapping + String(word.unicodeScalars.dropFirst())
  }

  /// Whether `word` has a letter or digit.
  static func hasWord(_ word: String) -> Bool { word.unicodeScalars.contains { $0.is([.alphanumeric, .number]) } }

  static func endsSentence(_ word: String) -> Bool { word == "." || word == "!" || word == "?" }
}
