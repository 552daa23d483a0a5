import TensorEngine
import TransformerIR

/// One Transformer that holds every design of a space: a design uses the first rows and columns of its weights.
///
/// ```swift
/// let model = SuperTransformer(space)
/// let parameters = model.initialParameters(seed: 1)
/// let loss = tape.gradient(of: parameters, into: &gradients) { tape in
///   model.loss(batch, as: design, smoothing: 0.1, scale: 1 / tokens, on: tape, sums: &sums)
/// }
/// ```
/// The design is an argument of each pass; the model holds no state. Post-norm, ReLU, sinusoidal positions, attention of
/// a fixed inner width, each decoder layer attending to one, two or three encoder outputs.
///
/// Source: Wang et al. "HAT: Hardware-Aware Transformers for Efficient Natural Language Processing." ACL 2020.
public struct SuperTransformer: Hashable, Sendable {
  /// Widths, layer counts and vocabulary.
  public let architecture: Architecture
  /// Inner channels of every feed-forward block of either stack.
  public let encoderFFN, decoderFFN: Int

  /// Makes a model from its architecture and the widths of its feed-forward blocks.
  public init(_ architecture: Architecture, encoderFFN: Int, decoderFFN: Int) {
    self.architecture = architecture
    self.encoderFFN = encoderFFN
    self.decoderFFN = decoderFFN
  }

  /// Makes the model of `space`: as wide and as deep as its largest design, or as the space says.
  public init(_ space: SearchSpace) {
    self.init(
      space.architecture, encoderFFN: space.encoderFFN ?? space.encoderFFNs.max() ?? 0,
      decoderFFN: space.decoderFFN ?? space.decoderFFNs.max() ?? 0)
  }

  /// Checks that `design` is a part of this model; passes trap on one that is not.
  /// - Throws: `TransformerIRError.impossibleDesign`, naming the layer, the number found and what it must be.
  public func validate(_ design: SubTransformer) throws(TransformerIRError) {
    try design.validate(in: architecture)
    let widths = [
      ("encoder", design.encoder.layers.map(\.ffn), encoderFFN),
      ("decoder", design.decoder.layers.map(\.ffn), decoderFFN),
    ]
    for (stack, ffns, limit) in widths {
      for (index, ffn) in ffns.enumerated() where ffn > limit {
        throw .impossibleDesign(
          "FFN width of \(stack) layer \(index) is \(ffn); this SuperTransformer has \(limit) channels there")
      }
    }
  }

  /// Records the label-smoothed loss of translating `batch` with `design`, times `scale`; a scalar.
  ///
  /// - Parameters:
  ///   - smoothing: The probability spread over the whole vocabulary; 0.1 in HAT.
  ///   - scale: 1 for the sum over tokens, 1/tokens for the mean.
  ///   - dropout: What training drops, and the seed that decides what; nothing by default.
  ///   - sums: Gets the batch's loss, likelihood and token count added.
  public func loss(
    _ batch: TranslationBatch, as design: SubTransformer, smoothing: Float, scale: Float,
    dropout: (settings: DropoutSettings, seed: UInt64)? = nil, on tape: Tape, sums: inout CrossEntropy
  ) -> Variable {
    var pass = ForwardPass(self, design, dropout, positions: max(batch.source.longest, batch.target.longest), tape)
    let features = pass.features(batch.source, batch.previousTarget)
    return tape.labelSmoothedCrossEntropy(
      features, weight: pass.outputLayer, targets: batch.target.tokens, smoothing: smoothing, scale: scale, sums: &sums)
  }

  /// Records the logits after each token of `previousTarget`, `[tokens, vocabulary]`.
  public func logits(
    _ source: TokenBatch, previousTarget: TokenBatch, as design: SubTransformer, on tape: Tape
  ) -> Variable {
    var pass = ForwardPass(self, design, nil, positions: max(source.longest, previousTarget.longest), tape)
    let features = pass.features(source, previousTarget)
    return tape.linear([features], weights: [pass.outputLayer], bias: nil)
  }

  /// Records the last encoder output, `[tokens, encoder width]`.
  public func encoderOutput(_ source: TokenBatch, as design: SubTransformer, on tape: Tape) -> Variable {
    var pass = ForwardPass(self, design, nil, positions: source.longest, tape)
    guard let last = pass.encode(source).last else { preconditionFailure("a design without encoder layers") }
    return last
  }
}
