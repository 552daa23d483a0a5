/// Words and their numbers, as fairseq's dictionaries number them.
///
/// Numbers 0 to 3 are the specials: start, padding, end of sentence, unknown. Words follow by falling count, equal counts by
/// code points; then words that stand for nothing fill up to a round number, which suits matrix products.
///
/// Words that differ in any code point are different words.
///
/// Source: fairseq 0.8, `fairseq/data/dictionary.py`.
public struct Vocabulary: Sendable {
  /// The number that starts a sentence: `<s>`.
  public static let start: Int32 = 0
  /// The number that fills short sentences up: `<pad>`.
  public static let padding: Int32 = 1
  /// The number that ends a sentence: `</s>`.
  public static let end: Int32 = 2
  /// The number of every word that is not in the vocabulary: `<unk>`.
  public static let unknown: Int32 = 3

  /// The specials in the order of their numbers.
  public static let specials = ["<s>", "<pad>", "</s>", "<unk>"]

  /// A word and how often it occurred; 0 for those that only fill up.
  struct Entry: Hashable, Sendable {
    let word: Spelling
    let count: Int
  }

  /// The words behind the specials.
  let entries: [Entry]
  private let numbers: [Spelling: Int32]

  init(entries: [Entry]) {
    self.entries = entries
    var numbers: [Spelling: Int32] = [:]
    numbers.reserveCapacity(entries.count)
    for (index, entry) in entries.enumerated() { numbers[entry.word] = Int32(index + Self.specials.count) }
    self.numbers = numbers
  }

  /// How many numbers there are, specials and filling words included: the rows of an embedding.
  public var count: Int { Self.specials.count + entries.count }

  /// The number of `word`, or that of ``unknown``. A text that spells a special, as `<pad>`, says a word that is unknown:
  /// only the data path itself may end or fill up a sentence.
  public func number(of word: String) -> Int32 { numbers[Spelling(word)] ?? Self.unknown }

  /// The word with `number`, which must be one of this vocabulary's.
  public func word(_ number: Int32) -> String {
    precondition(number >= 0 && number < count, "word \(number) of a vocabulary of \(count)")
    let index = Int(number)
    return index < Self.specials.count ? Self.specials[index] : entries[index - Self.specials.count].word.text
  }

  /// How often the word with `number` occurred when the vocabulary was made; 0 for specials and filling words.
  public func frequency(_ number: Int32) -> Int {
    precondition(number >= 0 && number < count, "word \(number) of a vocabulary of \(count)")
    return Int(number) < Self.specials.count ? 0 : entries[Int(number) - Self.specials.count].count
  }
}

extension Vocabulary: Hashable {
  /// Whether both have the same words in the same order, with the same counts.
  public static func == (left: Vocabulary, right: Vocabulary) -> Bool { left.entries == right.entries }

  /// Feeds the words and counts.
  public func hash(into hasher: inout Hasher) { hasher.combine(entries) }
}

extension Vocabulary {
  /// The vocabulary of words and how often each occurs.
  ///
  /// - Parameters:
  ///   - multiple: What ``count`` is filled up to a multiple of.
  ///   - threshold: The least count of a word that gets a number.
  ///   - limit: The most words that get a number, specials and filling words not included; nil for no limit.
  public static func make(
    from counts: [String: Int], paddedTo multiple: Int = 8, threshold: Int = 0, limit: Int? = nil
  ) -> Vocabulary {
    make(
      from: counts.lazy.map { (Spelling($0.key), $0.value) }, paddedTo: multiple, threshold: threshold, limit: limit)
  }

  static func make(
    from counts: some Sequence<(Spelling, Int)>, paddedTo multiple: Int = 8, threshold: Int = 0, limit: Int? = nil
  ) -> Vocabulary {
    let specials = Set(specials.map(Spelling.init))
    var entries = counts.filter { $0.1 >= threshold && !specials.contains($0.0) }.map(Entry.init)
    entries.sort { $0.count != $1.count ? $0.count > $1.count : $0.word < $1.word }
    if let limit { entries.removeLast(max(0, entries.count - max(0, limit))) }
    var filled = 0
    while multiple > 1, !(entries.count + specials.count).isMultiple(of: multiple) {
      let digits = String(filled)
      let name = "madeupword" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
      entries.append(Entry(word: Spelling(name), count: 0))
      filled += 1
    }
    return Vocabulary(entries: entries)
  }
}
