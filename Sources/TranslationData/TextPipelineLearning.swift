extension TextPipeline {
  /// Learns merges, vocabularies and, if the text is lower-cased, the target's capitals.
  ///
  /// - Parameters:
  ///   - source: The raw lines of the training part.
  ///   - target: Their translations, line by line.
  /// - Throws: ``TranslationDataError`` if there is no text, the numbers of lines differ or a setting cannot be.
  public static func learn(
    _ settings: Settings, source: [String], target: [String]
  ) throws(TranslationDataError) -> TextPipeline {
    try settings.check()
    guard source.count == target.count else {
      throw .unpaired(
        source: "training text in \(settings.source)", sourceLines: source.count,
        target: "training text in \(settings.target)", targetLines: target.count)
    }
    let counts = (words(of: source, settings, .source), words(of: target, settings, .target))
    guard !counts.0.isEmpty, !counts.1.isEmpty else {
      throw .empty("the training text has no words: give text in both languages")
    }
    let encodings = learnEncodings(settings, counts)
    let recaser = settings.lowercases ? learnRecaser(settings, target) : nil
    return TextPipeline(
      settings, vocabularies: learnVocabularies(settings, counts, encodings), encodings: encodings, recaser: recaser)
  }

  private typealias Counts = [Spelling: Int]

  private static func words(of lines: [String], _ settings: Settings, _ side: Side) -> Counts {
    let splitter = WordSplitter(settings, side)
    var counts: Counts = [:]
    for line in lines { for word in splitter.words(line) { counts[Spelling(word), default: 0] += 1 } }
    return counts
  }

  private static func learnEncodings(
    _ settings: Settings, _ counts: (Counts, Counts)
  ) -> (BytePairEncoding?, BytePairEncoding?) {
    guard settings.merges > 0 else { return (nil, nil) }
    func learn(_ counts: Counts) -> BytePairEncoding {
      .learn(from: counts.lazy.map { ($0.key, $0.value) }, merges: settings.merges)
    }
    guard settings.sharesVocabulary else { return (learn(counts.0), learn(counts.1)) }
    let joint = learn(counts.0.merging(counts.1, uniquingKeysWith: +))
    return (joint, joint)
  }

  private static func learnVocabularies(
    _ settings: Settings, _ counts: (Counts, Counts), _ encodings: (BytePairEncoding?, BytePairEncoding?)
  ) -> (Vocabulary, Vocabulary) {
    func make(_ counts: Counts) -> Vocabulary {
      .make(from: counts.lazy.map { ($0.key, $0.value) }, threshold: settings.vocabularyThreshold)
    }
    let pieces = (pieces(counts.0, encodings.0), pieces(counts.1, encodings.1))
    guard settings.sharesVocabulary else { return (make(pieces.0), make(pieces.1)) }
    let joint = make(pieces.0.merging(pieces.1, uniquingKeysWith: +))
    return (joint, joint)
  }

  private static func pieces(_ counts: Counts, _ encoding: BytePairEncoding?) -> Counts {
    guard let encoding else { return counts }
    var pieces: Counts = [:]
    for (word, count) in counts {
      for piece in encoding.pieces(of: word.text) { pieces[Spelling(piece), default: 0] += count }
    }
    return pieces
  }

  private static func learnRecaser(_ settings: Settings, _ lines: [String]) -> Recaser {
    let splitter = WordSplitter(settings, .target)
    return Recaser.learn(from: lines.lazy.map(splitter.casedWords))
  }
}
