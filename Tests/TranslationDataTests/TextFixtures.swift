import Foundation

/// What sacremoses makes of a line and of words; made by `make-text-fixtures.py`.
struct MosesCase: Decodable {
  let line, tokens, splitAndEscaped, normalised, detokenised, words, joined: String

  /// The cases of each language.
  static let all: [String: [MosesCase]] = decoded("moses.json")
}

/// What subword-nmt learns from words and makes of others; made by `make-text-fixtures.py`.
struct BytePairCase: Decodable {
  struct Count: Decodable {
    let word: String
    let count: Int
  }

  let counts: [Count]
  let codes, oldCodes: String
  let words, pieces, oldPieces: [String]

  static let all: [BytePairCase] = decoded("byte-pairs.json")
}

private func decoded<Value: Decodable>(_ name: String) -> Value {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("Fixtures")
  do {
    return try JSONDecoder().decode(Value.self, from: Data(contentsOf: folder.appendingPathComponent(name)))
  } catch {
    fatalError("the fixture '\(name)' cannot be read: \(error)")
  }
}
