/// Joins words and marks to a line as people write it: the tokeniser's counterpart.
///
/// Closing marks go to the word before, opening ones to the word behind, quotes in turn; English and French contractions
/// are joined again; `@-@` becomes a hyphen and entities what they stand for. The original's rules for Czech and Finnish
/// endings are left out.
///
/// Source: Moses, `detokenizer.perl`, as `sacremoses.MosesDetokenizer.detokenize` applies it.
public struct MosesDetokeniser: Sendable {
  /// Whose rules are followed.
  public let language: Language

  /// A detokeniser for text in `language`.
  public init(_ language: Language) { self.language = language }

  /// The line that `words` make.
  public func text(of words: [String]) -> String {
    let words = Self.hyphensJoined(words).flatMap { MosesEntities.unescaped($0).spaceSeparated }
    var line = Line()
    for (index, word) in words.enumerated() {
      let previous = index > 0 ? words[index - 1] : nil
      let next = index + 1 < words.count ? words[index + 1] : nil
      add(word, previous: previous, next: next, to: &line)
    }
    return line.text
  }

  /// A line that grows word by word.
  private struct Line {
    var text = ""
    var wantsSpace = false
    /// How many quotes of each kind were set: the even ones open.
    var quotes: [String: Int] = [:]

    mutating func append(_ word: String, joinsPrevious: Bool = false, joinsNext: Bool = false) {
      if wantsSpace, !joinsPrevious, !text.isEmpty { text += " " }
      text += word
      wantsSpace = !joinsNext
    }
  }

  private func add(_ word: String, previous: String?, next: String?, to line: inout Line) {
    if language.code != "ko", CJK.contains(word.unicodeScalars.first!) {
      line.append(word, joinsPrevious: previous.map { CJK.contains($0.unicodeScalars.last!) } ?? false)
    } else if Self.isOpening(word) {
      line.append(word, joinsNext: true)
    } else if Self.isClosing(word) {
      let standsApart = language.code == "fr" && ["?", "!", ":", ";", "\\", "%"].contains(word)
      line.append(standsApart && !line.text.isEmpty ? " " + word : word, joinsPrevious: true)
    } else if language.code == "en", previous != nil, Self.startsWithContraction(word) {
      line.append(word, joinsPrevious: true)
    } else if ["fr", "it", "ga"].contains(language.code), Self.endsWithContraction(word), Self.startsWithLetter(next) {
      line.append(word, joinsNext: true)
    } else if Self.isQuote(word) {
      addQuote(word, previous: previous, to: &line)
    } else {
      line.append(word)
    }
  }

  private func addQuote(_ word: String, previous: String?, to line: inout Line) {
    let kind = word.unicodeScalars.allSatisfy { $0 == "„" || $0 == "“" } ? "\"" : word
    if line.quotes[kind, default: 0].isMultiple(of: 2) {
      // The possessive of a word in s: "the Joneses' house".
      if language.code == "en", word == "'", previous?.utf8.last == 0x73 {
        line.append(word, joinsPrevious: true)
        return
      }
      line.append(word, joinsNext: true)
    } else {
      line.append(word, joinsPrevious: true)
    }
    line.quotes[kind, default: 0] += 1
  }

  private static func hyphensJoined(_ words: [String]) -> [String] {
    guard words.contains("@-@") else { return words }
    var joined: [String] = []
    var joinsNext = false
    for word in words {
      // A second mark right behind the first has lost its space to it, and stays: as in the original.
      let isHyphen = word == "@-@" && !joinsNext
      if (isHyphen || joinsNext), !joined.isEmpty {
        joined[joined.count - 1] += isHyphen ? "-" : word
      } else {
        joined.append(isHyphen ? "-" : word)
      }
      joinsNext = isHyphen
    }
    return joined
  }

  private static func isOpening(_ word: String) -> Bool {
    word.unicodeScalars.allSatisfy { $0.is(.currency) || "([{¿¡".unicodeScalars.contains($0) }
  }

  private static func isClosing(_ word: String) -> Bool {
    word.unicodeScalars.allSatisfy { ",.?!:;\\%}])".unicodeScalars.contains($0) }
  }

  private static func isQuote(_ word: String) -> Bool {
    word.unicodeScalars.allSatisfy { "'\"„“`".unicodeScalars.contains($0) }
  }

  private static func startsWithContraction(_ word: String) -> Bool {
    let scalars = word.unicodeScalars
    return scalars.first == "'" && isLetter(scalars.dropFirst().first)
  }

  private static func endsWithContraction(_ word: String) -> Bool {
    let scalars = word.unicodeScalars
    return scalars.last == "'" && isLetter(scalars.dropLast().last)
  }

  private static func startsWithLetter(_ word: String?) -> Bool {
    isLetter(word?.unicodeScalars.first)
  }

  /// Unlike the tokeniser's letters, without the marks of Indic scripts: as in the original.
  private static func isLetter(_ scalar: Unicode.Scalar?) -> Bool { scalar?.properties.isAlphabetic ?? false }
}
