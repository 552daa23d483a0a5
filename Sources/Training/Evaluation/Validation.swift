import Glibc
import Inference
import TensorEngine
import TransformerIR
import TransformerModel

/// How well designs predict known translations, without a tape.
public enum Validation {
  /// Tokens that a sentence may have, its end symbol counted.
  public static let longestSentence = EngineCrew.longestSentence

  /// The loss of `design` over pairs of sentences, each with its end symbol, without dropout.
  /// - Parameters:
  ///   - sources: Source tokens of each sentence.
  ///   - targets: Target tokens of each, as many sentences.
  ///   - smoothing: The ε of label smoothing; 0.1 in HAT.
  ///   - maximumTokens: Tokens of either side that go through an engine together.
  ///   - threads: How many engines work side by side.
  ///   - backend: Who does the arithmetic; with several threads it must have no pool of its own.
  /// - Returns: Sums in nats over all target tokens.
  /// - Throws: `InferenceError` that names the sentence by its place, counted from 0.
  public static func loss(
    model: SuperTransformer, parameters: Parameters, design: SubTransformer, sources: [[Int32]], targets: [[Int32]],
    smoothing: Float = 0.1, maximumTokens: Int = 4096, threads: Int = 1, backend: any Backend = CPUBackend()
  ) throws(InferenceError) -> CrossEntropy {
    guard sources.count == targets.count else {
      throw .unpairedSentences(sources: sources.count, targets: targets.count)
    }
    let crew = EngineCrew(
      architecture: model.architecture, weights: PackedWeightCache(parameters, backend: backend), threads: threads)
    try crew.check(sources, .source, limit: EngineCrew.longestSentence)
    try crew.check(targets, .target, limit: EngineCrew.longestSentence)
    let lengths = zip(sources, targets).map { ($0.count, $1.count) }
    let batches = PlannedBatch.teacherForced(lengths, maximumTokens: maximumTokens, threads: threads)
    let parts = try crew.map(batches.map { .init(design: design, batches: [$0]) }) {
      engine, batch throws(InferenceError) in
      try engine.crossEntropy(
        batch.indices.map { sources[$0] }, targets: batch.indices.map { targets[$0] }, smoothing: smoothing)
    }
    return parts.joined().reduce(CrossEntropy(), +)
  }
}

/// What is reported of a loss; nil where no token was counted.
extension CrossEntropy {
  /// The mean negative log-likelihood of a target token, in nats.
  public var nllPerToken: Double? { tokens > 0 ? nll / Double(tokens) : nil }

  /// `exp(nll per token)`: among how many equally likely tokens one would be as unsure.
  public var perplexity: Double? { nllPerToken.map { exp($0) } }

  /// The mean label-smoothed loss of a target token, in bits: what HAT and fairseq report.
  public var smoothedBitsPerToken: Double? { tokens > 0 ? loss / Double(tokens) / log(2) : nil }
}
