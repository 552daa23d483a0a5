import Randomness
import TensorEngine
import TransformerIR
import TransformerModel

/// A SuperTransformer, its random weights and random sentences.
struct World {
  let space: SearchSpace
  let model: SuperTransformer
  var parameters: Parameters
  /// Tokens of each sentence.
  let length: Int
  let vocabulary: Int

  /// A space's SuperTransformer with the vocabulary and lengths that `options` ask for.
  init(_ space: SearchSpace, _ options: Options, vocabulary standard: Int) {
    let vocabulary = options.number("vocabulary", standard)
    var architecture = space.architecture
    architecture.vocabulary = .init(
      source: vocabulary, target: vocabulary, sharesEmbeddings: architecture.vocabulary.sharesEmbeddings)
    let model = SuperTransformer(
      architecture, encoderFFN: space.encoderFFNs.max() ?? 0, decoderFFN: space.decoderFFNs.max() ?? 0)
    self.init(space, model, options)
  }

  /// Transformer-base of Vaswani et al., 2017, as its own SuperTransformer with three separate embeddings.
  init(transformerBase options: Options) {
    let vocabulary = options.number("vocabulary", 32768)
    let architecture = Architecture(
      attentionWidth: 512, encoderEmbedding: 512, decoderEmbedding: 512, encoderLayers: 6, decoderLayers: 6,
      vocabulary: .init(source: vocabulary, target: vocabulary, sharesEmbeddings: false))
    self.init(.wmt, SuperTransformer(architecture, encoderFFN: 2048, decoderFFN: 2048), options)
  }

  private init(_ space: SearchSpace, _ model: SuperTransformer, _ options: Options) {
    self.space = space
    self.model = model
    length = options.number("length", 30)
    vocabulary = model.architecture.vocabulary.target
    parameters = model.initialParameters(seed: 1)
  }

  func sentences(_ count: Int, seed: UInt64) -> [[Int32]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      (0..<length).map { _ in Int32.random(in: 4..<Int32(vocabulary), using: &generator) }
    }
  }

  /// `design` over sentences of this world's length, in the fused runtime.
  func workload(_ design: SubTransformer, batch: Int = 1, beam: Int = 1, searches: Bool = false) throws -> Workload {
    try Workload(
      design: design, architecture: model.architecture,
      setting: InferenceSetting(
        sourceLength: length, targetLength: length, batch: batch, beam: beam, includesSearch: searches, runtime: .fused)
    )
  }
}

extension SubTransformer {
  /// Transformer-base: six layers of each kind, 8 heads, FFN 2048.
  static let transformerBase = SubTransformer(
    encoder: .init(embedding: 512, layers: Array(repeating: .init(ffn: 2048, heads: 8), count: 6)),
    decoder: .init(
      embedding: 512,
      layers: Array(repeating: .init(ffn: 2048, selfHeads: 8, crossHeads: 8, attended: .last), count: 6)))
}
