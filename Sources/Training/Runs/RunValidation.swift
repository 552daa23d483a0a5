import TensorEngine
import TransformerIR
import TransformerModel
import TranslationData

/// The losses of a run's designs over the validation part.
struct RunValidation {
  private let designs: [(name: String, design: SubTransformer)]
  private let model: SuperTransformer
  private let smoothing: Float
  private let sources, targets: [[Int32]]
  private let threads: Int

  /// - Throws: `impossibleSetting` if a sentence is too long: at once, and not after the first epoch.
  init(
    _ plan: TrainingPlan, _ model: SuperTransformer, _ corpus: BinaryCorpus, threads: Int
  ) throws(TrainingError) {
    let longest = (0..<corpus.count).reduce(0) { max($0, corpus.sourceLength($1), corpus.targetLength($1)) }
    guard longest <= Validation.longestSentence else {
      throw .impossibleSetting(
        "a sentence to validate on has \(longest) tokens; at most \(Validation.longestSentence) can be: prepare the text with a "
          + "smaller maximum length")
    }
    designs =
      plan.design.map { [("design", $0)] } ?? [("largest", plan.space.largest), ("smallest", plan.space.smallest)]
    self.model = model
    smoothing = plan.settings.labelSmoothing
    sources = (0..<corpus.count).map(corpus.source)
    targets = (0..<corpus.count).map(corpus.target)
    self.threads = threads
  }

  func record(_ parameters: Parameters) throws -> ValidationRecord {
    ValidationRecord(
      entries: try designs.map { name, design in
        let sums = try Validation.loss(
          model: model, parameters: parameters, design: design, sources: sources, targets: targets,
          smoothing: smoothing,
          threads: threads)
        let tokens = Double(sums.tokens)
        return .init(name: name, loss: sums.loss / tokens, negativeLogLikelihood: sums.nll / tokens)
      })
  }
}
