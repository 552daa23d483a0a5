/// Sentences and their translations as token numbers, mapped from the disk: pair `i` is `source(i)` and `target(i)`.
///
/// The files are those of fairseq's preprocessing with `--dataset-impl mmap`, so either can use what the other made:
/// `<part>.<source>-<target>.<language>.idx` and `.bin` for both languages. A corpus larger than memory can be used; every
/// sentence ends with the end symbol.
public struct BinaryCorpus: Sendable {
  private let sides: (source: TokenFile, target: TokenFile)

  /// Opens a corpus and checks its files, every token included (once, a few hundred million tokens a second).
  ///
  /// - Parameters:
  ///   - folder: Where the files are.
  ///   - part: The part's name in the file names, such as `train`.
  ///   - source: The language to translate from.
  ///   - target: The language to translate to.
  ///   - vocabularySizes: One more than the largest token number that each side may have.
  /// - Throws: `unreadable`, `malformed`; `mismatched` for tokens that the vocabulary does not have; `unpaired`.
  public init(
    folder: String, part: String, source: Language, target: Language, vocabularySizes: (source: Int, target: Int)
  ) throws(TranslationDataError) {
    let prefix = Self.prefix(folder, part, source, target)
    let names = (source: "\(prefix).\(source.code)", target: "\(prefix).\(target.code)")
    sides = (
      try TokenFile(prefix: names.source, vocabularySize: vocabularySizes.source),
      try TokenFile(prefix: names.target, vocabularySize: vocabularySizes.target)
    )
    guard sides.source.count == sides.target.count else {
      throw .unpaired(
        source: names.source, sourceLines: sides.source.count, target: names.target, targetLines: sides.target.count)
    }
  }

  /// Writes a corpus of `pairs`, which ``init(folder:part:source:target:vocabularySizes:)`` opens.
  ///
  /// - Precondition: Every sentence ends with the end symbol and has only numbers below its vocabulary's size.
  /// - Throws: `unwritable`.
  public static func write(
    _ pairs: some Sequence<(source: [Int32], target: [Int32])>, folder: String, part: String, source: Language,
    target: Language, vocabularySizes: (source: Int, target: Int)
  ) throws(TranslationDataError) {
    var writers = (
      source: TokenFileWriter(vocabularySize: vocabularySizes.source),
      target: TokenFileWriter(vocabularySize: vocabularySizes.target)
    )
    for pair in pairs {
      writers.source.append(pair.source)
      writers.target.append(pair.target)
    }
    let prefix = prefix(folder, part, source, target)
    try writers.source.write(prefix: "\(prefix).\(source.code)")
    try writers.target.write(prefix: "\(prefix).\(target.code)")
  }

  private static func prefix(_ folder: String, _ part: String, _ source: Language, _ target: Language) -> String {
    "\(folder)/\(part).\(source.code)-\(target.code)"
  }

  /// How many pairs there are.
  public var count: Int { sides.source.count }

  /// How many tokens each side has, end symbols included.
  public var tokens: (source: Int, target: Int) { (sides.source.tokenCount, sides.target.tokenCount) }

  /// The length of a sentence to translate in tokens, its end symbol included.
  public func sourceLength(_ pair: Int) -> Int { sides.source.length(pair) }

  /// The length of a translation in tokens, its end symbol included.
  public func targetLength(_ pair: Int) -> Int { sides.target.length(pair) }

  /// The tokens of a sentence to translate, its end symbol included.
  public func source(_ pair: Int) -> [Int32] { sides.source.tokens(pair) }

  /// The tokens of a translation, its end symbol included.
  public func target(_ pair: Int) -> [Int32] { sides.target.tokens(pair) }
}
