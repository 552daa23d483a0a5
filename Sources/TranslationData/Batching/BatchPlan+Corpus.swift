extension BatchPlan {
  /// The batches of training on `corpus`; see
  /// ``init(sourceLengths:targetLengths:maximumTokens:maximumSentences:multiple:seed:)``.
  public init(
    _ corpus: BinaryCorpus, maximumTokens: Int, maximumSentences: Int? = nil, multiple: Int = 8, seed: UInt32 = 1
  ) throws(TranslationDataError) {
    try self.init(
      sourceLengths: (0..<corpus.count).map(corpus.sourceLength),
      targetLengths: (0..<corpus.count).map(corpus.targetLength), maximumTokens: maximumTokens,
      maximumSentences: maximumSentences, multiple: multiple, seed: seed)
  }
}
