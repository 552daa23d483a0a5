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
    let result = CrossEntropyResult()
    let output = record(from: [x, weight.variable], shape: []) { output in
      OutputLayerLoss(
        x: x, weight: weight, targets: targets, smoothing: smoothing, scale: scale,
        dx: isDifferentiable(x) || isDifferentiable(weight.variable) ? scratch(x.rows * x.columns) : nil,
        result: result, output: output)
    }
    sums = sums + result.sums
    return output
  }
}

/// Where the operation leaves its sums.
private final class CrossEntropyResult {
  var sums = CrossEntropy()
}

/// See ``Tape/labelSmoothedCrossEntropy(_:weight:targets:smoothing:scale:sums:)``.
private struct OutputLayerLoss: Operation {
  let x: Variable
  let weight: MatrixSlice
  let targets: [Int32]
  let smoothing, scale: Float
  /// The gradient of x, computed with the loss; nil if no gradient is wanted.
  let dx: MutableVector?
  let result: CrossEntropyResult
  let output: Variable

  func apply(on tape: Tape) {
    let weights = tape.matrix(weight)
    let vocabulary = weights.rows
    let block = min(max(x.rows, 1), max(leastBlockRows, blockElements / vocabulary))
    let forward = tape.backend.pack(weights)
    let backward = dx != nil && tape.isDifferentiable(x) ? tape.backend.pack(weights.transposed) : nil
    let logits = tape.scratch(block * vocabulary)
    for start in stride(from: 0, to: x.rows, by: block) {
      guard let base = logits.baseAddress else { break }
      let rows = start..<min(x.rows, start + block)
      apply(
        on: tape, rows, logits: MutableMatrixView(base, rows: rows.count, columns: vocabulary), forward, backward)
    }
    tape.giveBack(logits)
    tape.mutableValues(output)[0] = scale * Float(result.sums.loss)
  }

  private func apply(
    on tape: Tape, _ rows: Range<Int>, logits: MutableMatrixView, _ forward: PackedMatrix, _ backward: PackedMatrix?
  ) {
    let part = tape.matrix(x).rows(rows)
    tape.backend.linear(part, forward, into: logits)
    result.sums =
      result.sums
      + targets.withUnsafeBufferPointer {
        tape.backend.crossEntropy(
          logits, targets: UnsafeBufferPointer(rebasing: $0[rows]), smoothing: smoothing,
          gradientScale: dx == nil ? nil : scale * tape.seed)
      }
    guard let dx else { return }
    let dLogits = MatrixView(logits)
    tape.accumulate(into: weight) {
      tape.backend.multiply(dLogits.transposed, part, into: $0, adding: $1)
    }
    if let backward { tape.backend.linear(dLogits, backward, into: MutableMatrixView(dx, like: x).rows(rows)) }
  }

  func dApply(on tape: Tape) {
    precondition(
      tape.gradient(of: output)[0] == tape.seed, "the loss of an output layer is differentiated as it is or not at all")
    if let dx, !tape.handOver(dx, to: x) { tape.giveBack(dx) }
  }
}

/// Logits that exist at one time: 16 MiB, within a processor's last cache.
private let blockElements = 1 << 22
/// Rows of a block at least, however large the vocabulary: the weights are read once for each block.
private let leastBlockRows = 64
