/// Splits words into pieces by merges learned from text: frequent words stay whole, rare ones fall into parts.
///
/// A word starts as its characters (Unicode's code points), the last one marked as the end of the word; then the merges
/// are applied in the order in which they were learned.
///
/// ```swift
/// let encoding = BytePairEncoding.learn(from: ["lower": 5, "newer": 6, "low": 7], merges: 4)
/// encoding.pieces(of: "lowest")  // lo@@ w@@ e@@ s@@ t, or the like
/// ```
/// Source: Sennrich, Haddow, Birch. "Neural Machine Translation of Rare Words with Subword Units." ACL 2016.
/// arXiv:1508.07909. Merges, pieces and files are those of the authors' `subword-nmt`.
public struct BytePairEncoding: Sendable {
  /// How the end of a word was marked while the merges were learned.
  enum Version: String, Sendable {
    /// The mark is a symbol of its own behind the last character.
    case separateEnd = "0.1"
    /// The mark is part of the last character.
    case joinedEnd = "0.2"
  }

  /// Two neighbouring symbols that become one.
  struct Merge: Hashable, Sendable {
    let left, right: Spelling
  }

  static let endMark = "</w>"
  /// What every piece of a word but the last ends with.
  static let continuation = "@@"

  let version: Version
  let merges: [Merge]
  private let table: MergeTable

  /// How many merges there are.
  public var count: Int { merges.count }

  init(_ merges: [Merge], version: Version = .joinedEnd) {
    self.merges = merges
    self.version = version
    table = MergeTable(merges)
  }

  /// The pieces of `word`: every one but the last ends with `@@`.
  ///
  /// Nothing is kept from word to word: who splits long texts keeps the pieces of each word.
  public func pieces(of word: String) -> [String] {
    let characters = Array(word.unicodeScalars)
    guard characters.count > 1 else { return [word] }
    var pieces: [String] = []
    var start = 0
    for length in lengths(characters) {
      let piece = String(scalars: characters[start..<start + length])
      start += length
      pieces.append(start < characters.count ? piece + Self.continuation : piece)
    }
    return pieces
  }

  /// The words that `pieces` make: each that ends with `@@` is joined to the next.
  public static func undo(_ pieces: [String]) -> [String] {
    var words: [String] = []
    var isOpen = false
    for piece in pieces {
      let continues = piece.utf8.suffix(2).elementsEqual(continuation.utf8)
      let part = continues ? String(piece.dropLast(2)) : piece
      if isOpen { words[words.count - 1] += part } else { words.append(part) }
      isOpen = continues
    }
    return words
  }

  /// How many characters each piece has; together all.
  private func lengths(_ characters: [Unicode.Scalar]) -> [Int] {
    var parts = characters.map { (symbol: table.inner[$0] ?? MergeTable.none, length: 1) }
    switch version {
    case .joinedEnd: parts[parts.count - 1].symbol = table.final[characters.last!] ?? MergeTable.none
    case .separateEnd: parts.append((table.end, 0))
    }
    while let best = firstMerge(in: parts.map(\.symbol)) {
      var merged: [(symbol: Int32, length: Int)] = []
      var index = 0
      while index < parts.count {
        if index + 1 < parts.count, parts[index].symbol == best.left, parts[index + 1].symbol == best.right {
          merged.append((best.result, parts[index].length + parts[index + 1].length))
          index += 2
        } else {
          merged.append(parts[index])
          index += 1
        }
      }
      parts = merged
    }
    return parts.map(\.length).filter { $0 > 0 }
  }

  /// The earliest learned merge that fits anywhere.
  private func firstMerge(in symbols: [Int32]) -> MergeTable.Entry? {
    var best: MergeTable.Entry?
    for (left, right) in zip(symbols, symbols.dropFirst()) {
      if let entry = table[left, right], entry.rank < best?.rank ?? .max { best = entry }
    }
    return best
  }
}

extension BytePairEncoding: Hashable {
  /// Whether both have the same merges in the same order.
  public static func == (left: BytePairEncoding, right: BytePairEncoding) -> Bool {
    left.version == right.version && left.merges == right.merges
  }

  /// Feeds the merges.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(version)
    hasher.combine(merges)
  }
}
