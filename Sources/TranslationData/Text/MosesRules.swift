/// The rules of the tokeniser that look at a mark and its neighbours.
///
/// Each is applied to the whole line, from left to right, and a character that took part in one match takes part in no
/// second one of the same rule: so regular expressions work, and results agree only if that is kept.
enum MosesRules {
  /// Sets commas apart, but for those within numbers.
  static func separatingCommas(_ line: [Unicode.Scalar]) -> [Unicode.Scalar] {
    var afterOthers: [Unicode.Scalar] = []
    var index = 0
    while index < line.count {
      let isMatch = index + 1 < line.count && line[index + 1] == "," && !line[index].is(.number)
      afterOthers += isMatch ? [line[index], " ", ",", " "] : [line[index]]
      index += isMatch ? 2 : 1
    }
    var beforeOthers: [Unicode.Scalar] = []
    index = 0
    while index < afterOthers.count {
      let isMatch = afterOthers[index] == "," && index + 1 < afterOthers.count && !afterOthers[index + 1].is(.number)
      beforeOthers += isMatch ? [" ", ",", " ", afterOthers[index + 1]] : [afterOthers[index]]
      index += isMatch ? 2 : 1
    }
    if beforeOthers.count > 1, beforeOthers.last == ",", beforeOthers[beforeOthers.count - 2].is(.number) {
      beforeOthers.insert(" ", at: beforeOthers.count - 1)
    }
    return beforeOthers
  }

  /// Sets apostrophes apart, or gives them to the word before or behind, as the language does.
  static func separatingApostrophes(_ line: [Unicode.Scalar], _ language: Language) -> [Unicode.Scalar] {
    switch language.code {
    case "en": english.reduce(line) { $1.applied(to: $0) }
    case "fr", "it": french.reduce(line) { $1.applied(to: $0) }
    default: line.flatMap { $0 == "'" ? [" ", "'", " "] : [$0] }
    }
  }

  /// What becomes of an apostrophe between two characters.
  private struct ApostropheRule {
    let before, after: @Sendable (Unicode.Scalar) -> Bool
    let replacement: [Unicode.Scalar]

    init(
      _ before: @escaping @Sendable (Unicode.Scalar) -> Bool, _ after: @escaping @Sendable (Unicode.Scalar) -> Bool,
      _ replacement: String
    ) {
      self.before = before
      self.after = after
      self.replacement = Array(replacement.unicodeScalars)
    }

    func applied(to line: [Unicode.Scalar]) -> [Unicode.Scalar] {
      var result: [Unicode.Scalar] = []
      result.reserveCapacity(line.count + 8)
      var index = 0
      while index < line.count {
        guard index + 2 < line.count, line[index + 1] == "'", before(line[index]), after(line[index + 2]) else {
          result.append(line[index])
          index += 1
          continue
        }
        result.append(line[index])
        result += replacement
        result.append(line[index + 2])
        index += 3
      }
      return result
    }
  }

  private static let isLetter: @Sendable (Unicode.Scalar) -> Bool = { $0.is(.alphabetic) }
  private static let isOther: @Sendable (Unicode.Scalar) -> Bool = { !$0.is(.alphabetic) }
  private static let isNumber: @Sendable (Unicode.Scalar) -> Bool = { $0.is(.number) }
  private static let isMark: @Sendable (Unicode.Scalar) -> Bool = { !$0.is([.alphabetic, .number]) }

  private static let english = [
    ApostropheRule(isOther, isOther, " ' "), ApostropheRule(isMark, isLetter, " ' "),
    ApostropheRule(isLetter, isOther, " ' "), ApostropheRule(isLetter, isLetter, " '"),
    ApostropheRule(isNumber, { $0 == "s" }, " '"),
  ]

  private static let french = [
    ApostropheRule(isOther, isOther, " ' "), ApostropheRule(isOther, isLetter, " ' "),
    ApostropheRule(isLetter, isOther, " ' "), ApostropheRule(isLetter, isLetter, "' "),
  ]
}
