/// Merges by the numbers of the symbols they join.
struct MergeTable: Sendable {
  struct Entry: Sendable {
    let left, right, result: Int32
    /// The place in the order of learning.
    let rank: Int32
  }

  /// The number of a character that no merge knows.
  static let none: Int32 = -1

  /// The symbols that are one character within a word.
  private(set) var inner: [Unicode.Scalar: Int32] = [:]
  /// The symbols that are one character with the mark of the word's end.
  private(set) var final: [Unicode.Scalar: Int32] = [:]
  /// The mark alone.
  private(set) var end = none
  private var entries: [UInt64: Entry] = [:]

  init(_ merges: [BytePairEncoding.Merge]) {
    var numbers: [Spelling: Int32] = [:]
    func number(_ symbol: Spelling) -> Int32 {
      if let known = numbers[symbol] { return known }
      numbers[symbol] = Int32(numbers.count)
      return Int32(numbers.count - 1)
    }
    for (rank, merge) in merges.enumerated() {
      let left = number(merge.left)
      let right = number(merge.right)
      let result = number(Spelling(merge.left.text + merge.right.text))
      // Of a merge that a file holds twice, the first counts.
      if entries[Self.key(left, right)] == nil {
        entries[Self.key(left, right)] = Entry(left: left, right: right, result: result, rank: Int32(rank))
      }
    }
    let mark = Array(BytePairEncoding.endMark.unicodeScalars)
    for (symbol, number) in numbers {
      let scalars = Array(symbol.text.unicodeScalars)
      if scalars.count == 1 { inner[scalars[0]] = number }
      if scalars.count == 1 + mark.count, scalars.dropFirst().elementsEqual(mark) { final[scalars[0]] = number }
      if scalars == mark { end = number }
    }
  }

  subscript(left: Int32, right: Int32) -> Entry? {
    left == Self.none || right == Self.none ? nil : entries[Self.key(left, right)]
  }

  private static func key(_ left: Int32, _ right: Int32) -> UInt64 {
    UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
  }
}
