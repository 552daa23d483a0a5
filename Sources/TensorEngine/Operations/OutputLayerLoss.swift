/// What is wanted of an output layer: turns a block of logits into its part of a loss.
protocol OutputLayerCriterion {
  /// The sums over `logits`, those of `rows` of the whole; if `gradientScale` is given, the logits are replaced by the
  /// gradient of `gradientScale·loss`.
  func apply(_ logits: MutableMatrixView, rows: Range<Int>, gradientScale: Float?, on tape: Tape) -> CrossEntropy
}

extension Tape {
  /// The loss by `criterion` of the logits `x·Wᵀ`, times `scale`; of these, `block` rows exist at a time.
  func outputLayerLoss(
    _ x: Variable, weight: MatrixSlice, _ criterion: some OutputLayerCriterion, scale: Float, block: Int,
    sums: inout CrossEntropy
  ) -> Variable {
    let result = CrossEntropyResult()
    let output = record(from: [x, weight.variable], shape: []) { output in
      OutputLayerLoss(
        x: x, weight: weight, criterion: criterion, scale: scale, block: block,
        dx: isDifferentiable(x) || isDifferentiable(weight.variable) ? scratch(x.rows * x.columns) : nil,
        result: result, output: output)
    }
    sums = sums + result.sums
    return output
  }

  /// Rows of logits at one time, if `matrices` of them are needed side by side.
  func outputLayerBlock(rows: Int, vocabulary: Int, matrices: Int = 1) -> Int {
    min(max(rows, 1), max(leastBlockRows, blockElements / (matrices * vocabulary)))
  }
}

/// Where the operation leaves its sums.
private final class CrossEntropyResult {
  var sums = CrossEntropy()
}

/// The output layer and the loss in one. For the gradient, each block of logits is used up while it is there.
private struct OutputLayerLoss<Criterion: OutputLayerCriterion>: Operation {
  let x: Variable
  let weight: MatrixSlice
  let criterion: Criterion
  let scale: Float
  let block: Int
  /// The gradient of x, computed with the loss; nil if no gradient is wanted.
  let dx: MutableVector?
  let result: CrossEntropyResult
  let output: Variable

  func apply(on tape: Tape) {
    let weights = tape.matrix(weight)
    let vocabulary = weights.rows
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
      + criterion.apply(logits, rows: rows, gradientScale: dx == nil ? nil : scale * tape.seed, on: tape)
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
