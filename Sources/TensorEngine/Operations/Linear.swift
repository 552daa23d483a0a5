extension Tape {
  /// `y = x·Wᵀ + b`, then `max(y, 0)` if `rectified`, then `dropout`, then `+ residual`.
  ///
  /// Several inputs count as one, concatenated along rows, and several weights as one, stacked along outputs; nothing
  /// is copied. Each W is a slice of a `[outputs, inputs]` matrix and b has one element for each output of all; they are
  /// used and differentiated where they lie. y is `[rows of all inputs, outputs of all weights]`, with the leading
  /// dimensions of a single input kept.
  public func linear(
    _ inputs: [Variable], weights: [MatrixSlice], bias: VectorSlice?, rectified: Bool = false, dropout: Dropout? = nil,
    residual: Variable? = nil
  ) -> Variable {
    let outputs = weights.reduce(0) { $0 + $1.rows.count }
    precondition(
      !inputs.isEmpty && weights.allSatisfy { weight in inputs.allSatisfy { $0.columns == weight.columns } }
        && bias.map { $0.range.count == outputs } ?? true,
      "a linear layer to \(outputs) from \(weights.map(\.columns)) channels on \(inputs.map(\.shape))")
    let rows = inputs.count == 1 ? Array(inputs[0].shape.dropLast()) : [inputs.reduce(0) { $0 + $1.rows }]
    precondition(
      residual.map { $0.shape == rows + [outputs] && !rectified } ?? true, "a residual of another shape, or rectified")
    let sources = inputs + weights.map(\.variable) + [bias?.variable, residual].compactMap { $0 }
    return record(from: sources, shape: rows + [outputs]) {
      Linear(
        inputs: inputs, weights: weights, bias: bias, isRectified: rectified, dropout: dropout, residual: residual,
        output: $0)
    }
  }

  /// The same of one input with a whole weight, `[outputs, inputs]`, and bias, `[outputs]`.
  public func linear(_ x: Variable, weight: Variable, bias: Variable, rectified: Bool = false) -> Variable {
    linear([x], weights: [weight.slice()], bias: bias.elements(0..<bias.columns), rectified: rectified)
  }
}

/// See ``Tape/linear(_:weights:bias:rectified:dropout:residual:)``.
private struct Linear: Operation {
  let inputs: [Variable]
  let weights: [MatrixSlice]
  let bias: VectorSlice?
  let isRectified: Bool
  let dropout: Dropout?
  let residual: Variable?
  let output: Variable

  func apply(on tape: Tape) {
    let y = tape.mutableMatrix(output)
    let residual = dropout == nil ? residual.map { tape.matrix($0) } : nil
    forEachBlock { x, rows, weight, columns in
      tape.backend.linear(
        tape.matrix(x), weight: tape.matrix(weight), bias: bias.map { tape.values($0).part(columns) },
        residual: residual?.rows(rows).columns(columns), rectifying: isRectified, into: y.rows(rows).columns(columns))
    }
    guard let dropout else { return }
    tape.backend.dropout(
      dropout, tape.values(output), residual: self.residual.map { tape.values($0) }, into: tape.mutableValues(output),
      adding: false)
  }

  func dApply(on tape: Tape) {
    let gradient = tape.gradient(of: output)
    let dSum = dropout == nil ? gradient : tape.scratch(gradient.count)
    if let dropout { tape.backend.dropout(dropout, Vector(gradient), residual: nil, into: dSum, adding: false) }
    if isRectified { tape.backend.dRelu(Vector(dSum), y: tape.values(output), into: dSum, adding: false) }
    let dy = MatrixView(Vector(dSum), like: output)
    if let bias { tape.accumulate(into: bias) { tape.backend.dAddBias(dy, into: $0, adding: $1) } }
    forEachBlock { x, rows, weight, columns in
      let dBlock = dy.rows(rows).columns(columns)
      tape.accumulate(into: weight) {
        tape.backend.multiply(dBlock.transposed, tape.matrix(x), into: $0, adding: $1)
      }
      tape.accumulate(into: x) {
        tape.backend.multiply(dBlock, tape.matrix(weight), into: MutableMatrixView($0, like: x), adding: $1)
      }
    }
    if dropout != nil { tape.giveBack(dSum) }
    if let residual { tape.handOverGradient(of: output, to: residual) }
  }

  /// Calls `body` with each input and each weight, and the rows and columns of the output that they make.
  private func forEachBlock(_ body: (Variable, Range<Int>, MatrixSlice, Range<Int>) -> Void) {
    var row = 0
    for x in inputs {
      var column = 0
      for weight in weights {
        body(x, row..<row + x.rows, weight, column..<column + weight.rows.count)
        column += weight.rows.count
      }
      row += x.rows
    }
  }
}
