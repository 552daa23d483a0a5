/// Moses' rules of punctuation: one kind of quote, dash and apostrophe, spaces where they belong.
///
/// The rules are applied one after the other to the whole line, in the order of the original.
///
/// Source: Moses, `normalize-punctuation.perl`, as `sacremoses.MosesPunctNormalizer` applies it without options.
struct MosesPunctuation: Sendable {
  private typealias Rule = @Sendable (inout [Unicode.Scalar]) -> Void

  private let rules: [Rule]

  init(_ language: Language) {
    rules = Self.general + Self.quotesAndCommas(language) + [Self.number(language)]
  }

  func normalised(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var line = line
    for rule in rules { rule(&line) }
    return line
  }

  // MARK: - Rules of all languages

  private static let general: [Rule] =
    [
      replace("\r", ""), replace("(", " ("), replace(")", ") "), oneSpace, closeUpAfterParenthesis,
      replace("( ", "("), replace(" )", ")"), closeUpPercent, replace(" :", ":"), replace(" ;", ";"),
      replace("`", "'"), replace("''", " \" "),
      replace("„", "\""), replace("“", "\""), replace("”", "\""), replace("–", "-"), replace("—", " - "), oneSpace,
      replace("´", "'"), replace("‘", "'"), replace("‚", "'"), replace("’", "'"), replace("''", "\""),
      replace("…", "..."),
    ] + frenchQuotes + noBreakSpaces

  private static let frenchQuotes: [Rule] = [
    replace("\u{A0}«\u{A0}", "\""), replace("«\u{A0}", "\""), replace("«", "\""),
    replace("\u{A0}»\u{A0}", "\""), replace("\u{A0}»", "\""), replace("»", "\""),
  ]

  private static let noBreakSpaces: [Rule] = [
    replace("\u{A0}%", "%"), replace("nº\u{A0}", "nº "), replace("\u{A0}:", ":"), replace("\u{A0}ºC", " ºC"),
    replace("\u{A0}cm", " cm"), replace("\u{A0}?", "?"), replace("\u{A0}!", "!"), replace("\u{A0};", ";"),
    replace(",\u{A0}", ", "), oneSpace,
  ]

  private static let oneSpace: Rule = { line in
    var previous: Unicode.Scalar = "x"
    line.removeAll { scalar in
      defer { previous = scalar }
      return scalar == " " && previous == " "
    }
  }

  /// `) .` becomes `).`
  private static let closeUpAfterParenthesis: Rule = { line in
    guard line.contains(")") else { return }
    var index = 0
    while index + 2 < line.count {
      if line[index] == ")", line[index + 1] == " ", ".!:?;,".unicodeScalars.contains(line[index + 2]) {
        line.remove(at: index + 1)
      }
      index += 1
    }
  }

  /// `5 %` becomes `5%`.
  private static let closeUpPercent: Rule = { line in
    guard line.contains("%") else { return }
    var index = 0
    while index + 2 < line.count {
      if line[index].is(.decimalDigit), line[index + 1] == " ", line[index + 2] == "%" { line.remove(at: index + 1) }
      index += 1
    }
  }

  // MARK: - Rules of some languages

  private static func quotesAndCommas(_ language: Language) -> [Rule] {
    switch language.code {
    case "en": [quoteAfterPoints]
    case "de", "es", "fr": [replace(",\"", "\","), quoteBeforePoints]
    default: []
    }
  }

  /// `",` and `".` become `,"` and `."`, as English sets them.
  private static let quoteAfterPoints: Rule = { line in
    guard line.contains("\"") else { return }
    var index = 0
    while index < line.count {
      var next = index + 1
      if line[index] == "\"" {
        while next < line.count, line[next] == "," || line[next] == "." { next += 1 }
        line.remove(at: index)
        line.insert("\"", at: next - 1)
      }
      index = next
    }
  }

  /// `."` becomes `".` within a sentence; at its end the period stays inside.
  private static let quoteBeforePoints: Rule = { line in
    guard line.contains("\"") else { return }
    var index = 0
    while index < line.count {
      guard line[index] == "." else {
        index += 1
        continue
      }
      var quote = index
      while quote < line.count, line[quote] == "." { quote += 1 }
      guard quote + 1 < line.count, line[quote] == "\"", line[quote + 1] != "<" else {
        index = quote
        continue
      }
      line.remove(at: quote)
      line.insert("\"", at: index)
      index = quote + 1
      // The original's expression swallows the spaces and one character more, which starts no further match.
      while index + 1 < line.count, line[index].is(.space), line[index + 1] != "<" { index += 1 }
      index += 1
    }
  }

  /// A no-break space between digits becomes the mark that the original gives the language.
  private static func number(_ language: Language) -> Rule {
    let mark: Unicode.Scalar = ["de", "es", "cz", "cs", "fr"].contains(language.code) ? "," : "."
    return { line in
      guard line.contains("\u{A0}") else { return }
      var index = 0
      while index + 2 < line.count {
        let isBetween = line[index].is(.decimalDigit) && line[index + 2].is(.decimalDigit)
        guard line[index + 1] == "\u{A0}", isBetween else {
          index += 1
          continue
        }
        line[index + 1] = mark
        // Both digits are used up, as in the original.
        index += 3
      }
    }
  }

  private static func replace(_ found: String, _ replacement: String) -> Rule {
    let found = Array(found.unicodeScalars)
    let replacement = Array(replacement.unicodeScalars)
    return { line in
      guard var index = line.firstIndex(of: found[0]) else { return }
      var result = Array(line[..<index])
      while index < line.count {
        if line[index] == found[0], line[index...].starts(with: found) {
          result += replacement
          index += found.count
        } else {
          result.append(line[index])
          index += 1
        }
      }
      line = result
    }
  }
}
