import TensorEngine
import TransformerIR

/// In-place distillation: in each step the largest design learns from the labels, and the others learn what the largest
/// says (the sandwich rule).
///
/// ```swift
/// let teacher = model.teacherFeatures(batch, as: space.largest, with: parameters, on: tape)
/// tape.gradient(of: parameters, into: &gradients, adding: true) { tape in
///   model.distillationLoss(batch, as: design, teacher: teacher, scale: 1 / tokens, on: tape, sums: &sums)
/// }
/// ```
/// Source: Yu et al. "BigNAS: Scaling Up Neural Architecture Search with Big Single-Stage Models." ECCV 2020.
/// arXiv:2003.11142.
extension SuperTransformer {
  /// What `design` gives its output layer for each target token of `batch`, `[target tokens, decoder width]`: without
  /// dropout, and without a gradient. `tape` must not be recording.
  public func teacherFeatures(
    _ batch: TranslationBatch, as design: SubTransformer, with parameters: Parameters, on tape: Tape
  ) -> Tensor {
    tape.evaluate(parameters) { tape in
      var pass = ForwardPass(self, design, nil, positions: max(batch.source.longest, batch.target.longest), tape)
      return pass.features(batch.source, batch.previousTarget)
    }
  }

  /// Records the loss of translating `batch` with `design` against the predictions of a teacher, times `scale`; a scalar.
  ///
  /// The teacher's output layer is the first columns of the model's own, as many as its features are wide.
  /// - Parameters:
  ///   - teacher: From ``teacherFeatures(_:as:with:on:)`` for the same batch and parameters.
  ///   - labelShare: The share of the loss that is taken against the labels themselves, in 0...1.
  ///   - scale: 1 for the sum over tokens, 1/tokens for the mean.
  ///   - dropout: What training drops of the student, and the seed that decides what; nothing by default.
  ///   - sums: Gets the batch's loss against the teacher, the labels' likelihood and the token count added.
  public func distillationLoss(
    _ batch: TranslationBatch, as design: SubTransformer, teacher: Tensor, labelShare: Float = 0, scale: Float,
    dropout: (settings: DropoutSettings, seed: UInt64)? = nil, on tape: Tape, sums: inout CrossEntropy
  ) -> Variable {
    let positions = max(batch.source.longest, batch.target.longest)
    var wide = design
    wide.decoder.embedding = teacher.shape.last ?? 0
    let teacher = Teacher(
      features: teacher, weight: ForwardPass(self, wide, nil, positions: positions, tape).outputLayer)
    var pass = ForwardPass(self, design, dropout, positions: positions, tape)
    let features = pass.features(batch.source, batch.previousTarget)
    return tape.distillationCrossEntropy(
      features, weight: pass.outputLayer, teacher: teacher, targets: batch.target.tokens, labelShare: labelShare,
      scale: scale, sums: &sums)
  }
}
