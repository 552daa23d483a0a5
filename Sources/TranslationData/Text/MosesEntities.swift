/// The characters that Moses' files reserve, and the entities in their place.
enum MosesEntities {
  static func escaped(_ word: String) -> String {
    var result = ""
    for scalar in word.unicodeScalars {
      if let entity = entities[scalar] { result += entity } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }

  static func unescaped(_ word: String) -> String {
    guard word.utf8.contains(0x26) else { return word }
    var result = ""
    var rest = Substring(word)
    while let start = rest.firstIndex(of: "&") {
      result += rest[..<start]
      rest = rest[start...]
      if let (entity, plain) = plainTexts.first(where: { rest.hasPrefix($0.entity) }) {
        result += plain
        rest = rest.dropFirst(entity.count)
      } else {
        result.append(rest.removeFirst())
      }
    }
    return result + rest
  }

  private static let entities: [Unicode.Scalar: String] = [
    "&": "&amp;", "|": "&#124;", "<": "&lt;", ">": "&gt;", "'": "&apos;", "\"": "&quot;", "[": "&#91;", "]": "&#93;",
  ]

  /// Also those of older versions of Moses.
  private static let plainTexts: [(entity: String, plain: String)] =
    entities.map { ($0.value, String($0.key)) } + [("&bar;", "|"), ("&bra;", "["), ("&ket;", "]")]
}
