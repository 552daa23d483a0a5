import Inference
import TensorEngine
import TransformerIR
import TransformerModel

/// Judges one design: its loss on known translations, and the BLEU of its own.
///
/// ```swift
/// let evaluator = Evaluator(model: model, parameters: parameters, design: design, threads: 8)
/// let (result, translations) = try evaluator.evaluate(
///   text, words: { pipeline.words($0, .target) }, text: { pipeline.text($0, .target) })
/// ```
public struct Evaluator {
  /// A text with its translations as a model's tokens, as words and as plain text; all have as many sentences.
  public struct Text: Sendable {
    /// Source tokens of each sentence, with the end symbol.
    public var sources: [[Int32]]
    /// Target tokens of each sentence, with the end symbol.
    public var targets: [[Int32]]
    /// The words of each reference, for tokenised BLEU.
    public var referenceWords: [[String]]
    /// The words of each reference with their capitals, where ``referenceWords`` have none.
    public var casedReferenceWords: [[String]]?
    /// Each reference as it was written, for SacreBLEU and exact matches.
    public var references: [String]

    /// Makes a text of views of the same sentences.
    public init(
      sources: [[Int32]], targets: [[Int32]], referenceWords: [[String]], casedReferenceWords: [[String]]? = nil,
      references: [String]
    ) {
      precondition(
        [targets.count, referenceWords.count, references.count, casedReferenceWords?.count ?? sources.count]
          .allSatisfy { $0 == sources.count },
        "\(sources.count) sources, \(targets.count) targets, \(referenceWords.count) references in words and "
          + "\(references.count) as text")
      self.sources = sources
      self.targets = targets
      self.referenceWords = referenceWords
      self.casedReferenceWords = casedReferenceWords
      self.references = references
    }
  }

  /// How translations are searched for.
  public var search: BeamSearch
  /// How long they may become.
  public var limit: LengthLimit
  /// The ε of the smoothed loss; 0.1 in HAT.
  public var smoothing: Float = 0.1
  /// Whether words are split at hyphens for tokenised BLEU, as HAT's scripts do for WMT.
  public var splitsCompounds = false
  /// A word of the references that matches nothing; nil for none.
  public var unknownWord: String?
  private let model: SuperTransformer
  private let parameters: Parameters
  private let design: SubTransformer
  private let threads: Int

  /// Makes an evaluator of `design` with a SuperTransformer's `parameters`.
  /// - Parameter threads: How many sentences' batches are worked on side by side.
  public init(
    model: SuperTransformer, parameters: Parameters, design: SubTransformer, search: BeamSearch = BeamSearch(),
    limit: LengthLimit = LengthLimit(), threads: Int = 1
  ) {
    self.model = model
    self.parameters = parameters
    self.design = design
    self.search = search
    self.limit = limit
    self.threads = threads
  }

  /// Translates `text`, and compares.
  /// - Parameters:
  ///   - words: Turns target tokens, without the end symbol, into words as those of the references.
  ///   - casedWords: Turns them into words with capitals, where the text has such references.
  ///   - plain: Turns them into text as a reader wants it.
  ///   - progress: Told how many sentences are translated; by any thread, by one at a time.
  /// - Returns: The numbers, and the translations' tokens in the order of the text, without end symbols.
  /// - Throws: `InferenceError` that names the sentence by its place, counted from 0; `wrongCheckpoint` if the weights
  ///   give no finite loss.
  public func evaluate(
    _ text: Text, words: ([Int32]) -> [String], casedWords: ([Int32]) -> [String] = { _ in [] },
    text plain: ([Int32]) -> String, progress: ((_ finished: Int) -> Void)? = nil
  ) throws -> (result: EvaluationResult, translations: [[Int32]]) {
    let loss = try Validation.loss(
      model: model, parameters: parameters, design: design, sources: text.sources, targets: text.targets,
      smoothing: smoothing, threads: threads)
    guard loss.loss.isFinite, loss.perplexity?.isFinite ?? true else {
      throw TrainingError.wrongCheckpoint(
        "these weights give no finite loss: the run had diverged, or the checkpoint is damaged; take an earlier one")
    }
    let translations = try Translator(
      model: model, parameters: parameters, design: design, search: search, limit: limit, threads: threads
    ).translate(text.sources, progress: progress)
    var result = result(text, loss, translations.map(words), translations.map(plain))
    if let references = text.casedReferenceWords, !references.isEmpty {
      result.bleuCased = bleu(translations.map(casedWords), references, unknown: unknownWord).score
    }
    return (result, translations)
  }

  private func bleu(_ system: [[String]], _ references: [[String]], unknown: String?) -> BLEU {
    BLEU.tokenised(system, references: references, unknown: unknown, splittingCompounds: splitsCompounds)
  }

  private func result(
    _ text: Text, _ loss: CrossEntropy, _ words: [[String]], _ plain: [String]
  ) -> EvaluationResult {
    func lowercased(_ sentences: [[String]]) -> [[String]] { sentences.map { $0.map { $0.lowercased() } } }
    let tokenised = bleu(words, text.referenceWords, unknown: unknownWord)
    let sacre = BLEU.sacreBLEU(plain, references: text.references)
    let interval = sacre.interval()
    let isEmpty = text.sources.isEmpty
    return EvaluationResult(
      loss: loss.nllPerToken, perplexity: loss.perplexity, smoothedLossBits: loss.smoothedBitsPerToken,
      bleu: isEmpty ? nil : tokenised.score,
      bleuSignature: "case:\(text.casedReferenceWords == nil ? "as-trained" : "lc")|\(tokenised.signature)",
      bleuLowercased: isEmpty
        ? nil : bleu(lowercased(words), lowercased(text.referenceWords), unknown: unknownWord?.lowercased()).score,
      sacreBLEU: isEmpty ? nil : sacre.score,
      sacreBLEULowercased: isEmpty ? nil : BLEU.sacreBLEU(plain, references: text.references, isCased: false).score,
      sacreBLEUInterval: interval.map { [$0.lowerBound, $0.upperBound] }, signature: sacre.signature,
      exactMatchPercent: ExactMatch.percent(plain, references: text.references), sentences: text.sources.count,
      tokens: loss.tokens, unknownSourcePercent: unknownPercent(text.sources),
      unknownTargetPercent: unknownPercent(text.targets), beam: search.beam, lengthPenalty: search.lengthPenalty,
      stopsEarly: search.stopsEarly, lengthLimit: "\(limit.perToken)·n + \(limit.constant)", design: "\(design)")
  }

  /// The share of tokens that the vocabulary does not know.
  private func unknownPercent(_ sentences: [[Int32]]) -> Double? {
    let tokens = sentences.reduce(0) { $0 + $1.count }
    let unknown = sentences.reduce(0) { sum, sentence in sum + sentence.count { $0 == SpecialToken.unknown } }
    return tokens == 0 ? nil : 100 * Double(unknown) / Double(tokens)
  }
}
