/// What a student learns from: the features of a teacher, and the output layer that turns them into logits.
public struct Teacher {
  /// The inputs of the teacher's output layer, `[rows, width]`.
  public var features: Tensor
  /// The teacher's output layer: a slice of `[vocabulary, width]`.
  public var weight: MatrixSlice

  /// Makes a teacher from its features and output layer.
  public init(features: Tensor, weight: MatrixSlice) {
    self.features = features
    self.weight = weight
  }
}

extension Tape {
  /// The cross-entropy of `q = softmax(x·Wᵀ)` against a teacher's softmax p, summed over rows and times `scale`:
  /// `scale·Σ_rows ((1-λ)·Σᵥ -p(v)·log q(v) + λ·nll)`, λ being `labelShare`.
  ///
  /// x is `[rows, inner]`, W a slice of `[vocabulary, inner]`; the teacher has as many rows and words. Its output layer
  /// may be a wider slice of the same parameter. No gradient flows to the teacher. As in
  /// ``labelSmoothedCrossEntropy(_:weight:targets:smoothing:scale:sums:)``, logits exist for a block of rows at a time
  /// only, and the result must be what the tape is asked to differentiate. `sums` gets the sums before scaling: the loss
  /// against the teacher, the likelihood of `targets`, and the rows.
  ///
  /// Source: Hinton, Vinyals, Dean. "Distilling the Knowledge in a Neural Network." 2015. arXiv:1503.02531 (temperature
  /// 1); in place: Yu et al. "BigNAS." ECCV 2020. arXiv:2003.11142.
  public func distillationCrossEntropy(
    _ x: Variable, weight: MatrixSlice, teacher: Teacher, targets: [Int32], labelShare: Float = 0, scale: Float,
    sums: inout CrossEntropy
  ) -> Variable {
    let vocabulary = weight.rows.count
    precondition(
      x.columns == weight.columns && targets.count == x.rows
        && targets.allSatisfy { $0 >= 0 && $0 < vocabulary },
      "\(targets.count) targets among \(vocabulary) words for \(x.shape) and [.., \(weight.columns)]")
    precondition(
      teacher.features.shape == [x.rows, teacher.weight.columns] && teacher.weight.rows.count == vocabulary,
      "a teacher of \(teacher.features.shape) and [\(teacher.weight.rows.count), \(teacher.weight.columns)] for \(x.rows) "
        + "rows and \(vocabulary) words")
    precondition(labelShare >= 0 && labelShare <= 1, "a share of the labels of \(labelShare)")
    let block = outputLayerBlock(rows: x.rows, vocabulary: vocabulary, matrices: 2)
    let criterion = Distillation(
      targets: targets, labelShare: labelShare, features: constant(teacher.features),
      weight: backend.pack(matrix(teacher.weight)), logits: scratch(block * vocabulary))
    defer { giveBack(criterion.logits) }
    return outputLayerLoss(x, weight: weight, criterion, scale: scale, block: block, sums: &sums)
  }
}

/// A teacher's probabilities, mixed with those of the targets.
private struct Distillation: OutputLayerCriterion {
  let targets: [Int32]
  let labelShare: Float
  let features: Variable
  let weight: PackedMatrix
  /// Room for the teacher's logits of one block.
  let logits: MutableVector

  func apply(_ student: MutableMatrixView, rows: Range<Int>, gradientScale: Float?, on tape: Tape) -> CrossEntropy {
    guard let base = logits.baseAddress else { return CrossEntropy() }
    let teacher = MutableMatrixView(base, rows: student.rows, columns: student.columns)
    tape.backend.linear(tape.matrix(features).rows(rows), weight, into: teacher)
    return targets.withUnsafeBufferPointer {
      tape.backend.distillation(
        student, teacher: teacher, targets: UnsafeBufferPointer(rebasing: $0[rows]), labelShare: labelShare,
        gradientScale: gradientScale)
    }
  }
}
