extension TextPipeline {
  /// How text is made into words and pieces.
  public struct Settings: Codable, Hashable, Sendable {
    /// The language that is translated from.
    public var source: Language
    /// The language that is translated to.
    public var target: Language
    /// Whether the model reads and writes small letters only; capitals are then restored in the target.
    public var lowercases = false
    /// Whether lines are normalised and split by Moses' rules. If not, words are what spaces separate, lines are taken as
    /// they are, and words are joined by spaces.
    public var tokenises = true
    /// Whether Moses' rules of punctuation are applied, if lines are split at all.
    public var normalisesPunctuation = true
    /// Whether `well-known` becomes three words, the hyphen as `@-@`.
    public var splitsHyphens = false
    /// How many byte-pair merges are learned; 0 leaves words whole.
    public var merges = 10_000
    /// Whether both languages share merges and vocabulary.
    public var sharesVocabulary = true
    /// How often a piece must occur to get a number.
    public var vocabularyThreshold = 0

    /// The usual settings for a pair of languages.
    public init(source: Language, target: Language) {
      self.source = source
      self.target = target
    }

    /// The language of one side.
    public func language(_ side: Side) -> Language { side == .source ? source : target }

    func check() throws(TranslationDataError) {
      guard merges >= 0, vocabularyThreshold >= 0 else {
        throw .impossible(
          "\(merges) merges and a vocabulary threshold of \(vocabularyThreshold): neither can be below zero")
      }
      guard source != target || sharesVocabulary else {
        throw .impossible(
          "source and target are both '\(source)' and do not share a vocabulary: their dictionaries would have the same "
            + "name; share it, or give two languages")
      }
    }
  }
}

/// Splits lines of one language into words.
struct WordSplitter: Sendable {
  private let normaliser: TextNormaliser?
  private let tokeniser: MosesTokeniser
  private let lowercases: Bool

  init(_ settings: TextPipeline.Settings, _ side: Side) {
    let language = settings.language(side)
    normaliser =
      settings.tokenises ? TextNormaliser(language, normalisesPunctuation: settings.normalisesPunctuation) : nil
    tokeniser = MosesTokeniser(language, splitsHyphens: settings.splitsHyphens)
    lowercases = settings.lowercases
  }

  func words(_ line: String) -> [String] {
    let words = casedWords(line)
    return lowercases ? words.map { $0.lowercased() } : words
  }

  func casedWords(_ line: String) -> [String] {
    guard let normaliser else { return line.spaceSeparated }
    return tokeniser.tokens(of: normaliser.normalised(line))
  }
}
