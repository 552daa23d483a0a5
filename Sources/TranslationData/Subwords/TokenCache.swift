import Synchronization

/// The numbers of words, kept from word to word: most words of a text have been met before.
final class TokenCache: Sendable {
  /// Beyond this many words, new ones are no longer kept; they are the rare ones.
  private static let limit = 1 << 20

  private let vocabulary: Vocabulary
  private let encoding: BytePairEncoding?
  private let known = Mutex<[Spelling: [Int32]]>([:])

  init(_ vocabulary: Vocabulary, _ encoding: BytePairEncoding?) {
    self.vocabulary = vocabulary
    self.encoding = encoding
  }

  func of(_ words: [String]) -> [Int32] {
    guard encoding != nil else { return words.map(vocabulary.number) }
    return known.withLock { known in
      var tokens: [Int32] = []
      tokens.reserveCapacity(words.count * 2)
      for word in words {
        let spelling = Spelling(word)
        if let found = known[spelling] {
          tokens += found
        } else {
          let found = split(word)
          if known.count < Self.limit { known[spelling] = found }
          tokens += found
        }
      }
      return tokens
    }
  }

  private func split(_ word: String) -> [Int32] {
    (encoding?.pieces(of: word) ?? [word]).map(vocabulary.number)
  }
}
