extension Tape {
  /// The label-smoothed cross-entropy of `softmax(x·Wᵀ)` against `targets`, summed over rows and times `scale`: the
  /// output layer and the loss of a Transformer in one.
  ///
  /// x is `[rows, inner]`, W a slice of `[vocabulary, inner]`. Logits exist for a block of rows at a time only. For the
  /// gradient, each block is used up while it is there, so that the result must be what the tape is asked to
  /// differentiate, not part of a longer formula. `sums` gets the sums before scaling.
  public func labelSmoothedCrossEntropy(
    _ x: Variable, weight: MatrixSlice, targets: [Int32], smoothing: Float, scale: Float, sums: inout CrossEntropy
  ) -> Variable {
    precondition(
      x.columns == weight.columns && targets.count == x.rows
        && targets.allSatisfy { $0 >= 0 && $0 < weight.rows.count },
      "\(targets.count) targets among \(weight.rows.count) words for \(x.shape) and [.., \(weight.columns)]")
    return outputLayerLoss(
      x, weight: weight, LabelSmoothing(targets: targets, smoothing: smoothing), scale: scale,
      block: outputLayerBlock(rows: x.rows, vocabulary: weight.rows.count), sums: &sums)
  }
}

/// Targets with some of their probability spread over the vocabulary.
private struct LabelSmoothing: OutputLayerCriterion {
  let targets: [Int32]
  let smoothing: Float

  func apply(_ logits: MutableMatrixView, rows: Range<Int>, gradientScale: Float?, on tape: Tape) -> CrossEntropy {
    targets.withUnsafeBufferPointer {
      tape.backend.crossEntropy(
        logits, targets: UnsafeBufferPointer(rebasing: $0[rows]), smoothing: smoothing, gradientScale: gradientScale,
        rows: nil)
    }
  }
}
