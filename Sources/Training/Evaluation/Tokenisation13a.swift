/// SacreBLEU's tokenisation `13a`, that of mteval-v13a.pl: punctuation stands alone, but not inside numbers.
///
/// Works on UTF-8 bytes: all rules are about ASCII, and to them every byte of another letter is just no digit.
///
/// Source: `tokenizer_13a.py` and `tokenizer_re.py` of SacreBLEU 2.
enum Tokenisation13a {
  /// The words of one sentence.
  static func words(_ sentence: String) -> [String] {
    var text = Array(trailingSpaceRemoved(sentence).utf8)
    if text.contains(UInt8(ascii: "\n")) || text.contains(UInt8(ascii: "<")) {
      for (old, new) in [("<skipped>", ""), ("-\n", ""), ("\n", " ")] { text = replacing(old, by: new, in: text) }
    }
    if text.contains(UInt8(ascii: "&")) {
      for (old, new) in [("&quot;", "\""), ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">")] {
        text = replacing(old, by: new, in: text)
      }
    }
    text = [space] + text + [space]
    text = text.flatMap { isAlwaysAlone($0) ? [space, $0, space] : [$0] }
    text = rewritingPairs(text) { isDigit($0) || !isPoint($1) ? nil : [$0, space, $1, space] }
    text = rewritingPairs(text) { !isPoint($0) || isDigit($1) ? nil : [space, $0, space, $1] }
    text = rewritingPairs(text) { !isDigit($0) || $1 != UInt8(ascii: "-") ? nil : [$0, space, $1, space] }
    return String(decoding: text, as: UTF8.self).unicodeScalars.split(whereSeparator: isSpace).map { String($0) }
  }

  private static let space = UInt8(ascii: " ")

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

  private static func isPoint(_ byte: UInt8) -> Bool { byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",") }

  /// ASCII's punctuation but `'`, `,`, `-` and `.`, and the space.
  private static func isAlwaysAlone(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x20...0x26, 0x28...0x2B, 0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: true
    default: false
    }
  }

  /// What Python's `str.split` splits at.
  private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1C...0x1F: true
    default: scalar.properties.isWhitespace
    }
  }

  private static func trailingSpaceRemoved(_ sentence: String) -> String {
    guard let last = sentence.unicodeScalars.lastIndex(where: { !isSpace($0) }) else { return "" }
    return String(sentence.unicodeScalars[...last])
  }

  /// `text` with pairs of neighbours replaced, from the left; a pair begins after the one before it, as with regular
  /// expressions.
  private static func rewritingPairs(_ text: [UInt8], _ replacement: (UInt8, UInt8) -> [UInt8]?) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count + 16)
    var index = 0
    while index < text.count {
      if index + 1 < text.count, let pair = replacement(text[index], text[index + 1]) {
        result += pair
        index += 2
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }

  private static func replacing(_ old: String, by new: String, in text: [UInt8]) -> [UInt8] {
    let (old, new) = (Array(old.utf8), Array(new.utf8))
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      if text[index...].starts(with: old) {
        result += new
        index += old.count
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }
}
