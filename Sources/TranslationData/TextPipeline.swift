import Files

/// From a line of text to the numbers that a model reads, and from the numbers it writes to a line of text.
///
/// A line is normalised, split into words, lower-cased if so set, split into pieces, and looked up; on the way back the
/// pieces are joined, capitals restored, marks put where they belong.
///
/// ```swift
/// let pipeline = try TextPipeline.learn(settings, source: englishLines, target: germanLines)
/// let tokens = pipeline.tokens("A dog runs.", .source)   // ends with Vocabulary.end
/// let line = pipeline.text(tokens, .source)              // "A dog runs."
/// ```
/// Words keep their pieces once they are split: the more text of one kind, the faster. It may be used from several threads.
public struct TextPipeline: Sendable {
  /// What was asked for.
  public let settings: Settings
  /// The words or pieces of each language; the same twice if they share one.
  public let vocabularies: (source: Vocabulary, target: Vocabulary)
  /// Sixteen hexadecimal digits that change with any setting, merge, word or capital: corpora and models remember the
  /// pipeline they were made with by it.
  public let fingerprint: String

  let encodings: (source: BytePairEncoding?, target: BytePairEncoding?)
  let recaser: Recaser?
  private let rooms: (source: LanguageRoom, target: LanguageRoom)

  init(
    _ settings: Settings, vocabularies: (source: Vocabulary, target: Vocabulary),
    encodings: (source: BytePairEncoding?, target: BytePairEncoding?), recaser: Recaser?
  ) {
    self.settings = settings
    self.vocabularies = vocabularies
    self.encodings = encodings
    self.recaser = recaser
    fingerprint = Fingerprint.of(
      Self.files(settings, vocabularies: vocabularies, encodings: encodings, recaser: recaser))
    let source = LanguageRoom(settings, .source, vocabularies.source, encodings.source)
    rooms = (source, LanguageRoom(settings, .target, vocabularies.target, encodings.target))
  }

  private func room(_ side: Side) -> LanguageRoom { side == .source ? rooms.source : rooms.target }

  /// The vocabulary of one side.
  public func vocabulary(_ side: Side) -> Vocabulary {
    side == .source ? vocabularies.source : vocabularies.target
  }

  // MARK: - Reading

  /// The words of `line` as the model's text has them: normalised, split, lower-cased if so set; not yet in pieces.
  public func words(_ line: String, _ side: Side) -> [String] { room(side).splitter.words(line) }

  /// The words of `line` with their capitals, whether or not the model's text has them.
  public func casedWords(_ line: String, _ side: Side) -> [String] { room(side).splitter.casedWords(line) }

  /// The numbers of `line`; the last is ``Vocabulary/end``.
  public func tokens(_ line: String, _ side: Side) -> [Int32] { tokens(ofWords: words(line, side), side) }

  /// The numbers of words that ``words(_:_:)-(String,_)`` made; the last is ``Vocabulary/end``.
  public func tokens(ofWords words: [String], _ side: Side) -> [Int32] {
    room(side).tokens.of(words) + [Vocabulary.end]
  }

  // MARK: - Writing

  /// The words that numbers stand for: pieces joined, specials left out. An unknown word is `<unk>`.
  public func words(_ tokens: [Int32], _ side: Side) -> [String] {
    let vocabulary = vocabulary(side)
    let silent = [Vocabulary.start, Vocabulary.padding, Vocabulary.end]
    return BytePairEncoding.undo(tokens.filter { !silent.contains($0) }.map(vocabulary.word))
  }

  /// The words that numbers stand for, with capitals restored where the model's text has none.
  public func casedWords(_ tokens: [Int32], _ side: Side) -> [String] {
    let words = words(tokens, side)
    guard side == .target, let recaser else { return words }
    return recaser.recased(words)
  }

  /// The line that numbers stand for, as people write it.
  ///
  /// Capitals are known only for the target language; a lower-cased source stays so.
  public func text(_ tokens: [Int32], _ side: Side) -> String {
    let words = casedWords(tokens, side)
    return settings.tokenises ? room(side).detokeniser.text(of: words) : words.joined(separator: " ")
  }
}

/// What the work on one language needs.
private struct LanguageRoom: Sendable {
  let splitter: WordSplitter
  let detokeniser: MosesDetokeniser
  let tokens: TokenCache

  init(
    _ settings: TextPipeline.Settings, _ side: Side, _ vocabulary: Vocabulary, _ encoding: BytePairEncoding?
  ) {
    splitter = WordSplitter(settings, side)
    detokeniser = MosesDetokeniser(settings.language(side))
    tokens = TokenCache(vocabulary, encoding)
  }
}
