extension Tape {
  /// Attention of each position to its own sentence: `softmax(scale·Q·Kᵀ)·V` in every head of every group of `layout`.
  ///
  /// `projections` is `[rows, 3·width]`: queries, keys and values side by side. No other operation may read it. The
  /// result is `[rows, width]`. `dropout` is that of the probabilities.
  public func selfAttention(_ projections: Variable, _ layout: AttentionLayout, dropout: Dropout? = nil) -> Variable {
    let width = layout.heads * layout.headWidth
    precondition(projections.columns == 3 * width, "attention of width \(width) on \(projections.shape)")
    return record(from: [projections], shape: [projections.rows, width]) {
      Attention(
        queries: projections, keysAndValues: projections, firstKey: width, layout: layout, dropout: dropout,
        probabilities: scratch(layout.scoreCount), output: $0)
    }
  }

  /// Attention of `queries`, `[rows, width]`, to other rows: `keysAndValues` is `[other rows, 2·width]`, keys and values
  /// side by side. No other operation may read either. The result is `[rows, width]`.
  public func crossAttention(
    _ queries: Variable, to keysAndValues: Variable, _ layout: AttentionLayout, dropout: Dropout? = nil
  ) -> Variable {
    let width = layout.heads * layout.headWidth
    precondition(
      queries.columns == width && keysAndValues.columns == 2 * width,
      "attention of width \(width) from \(queries.shape) to \(keysAndValues.shape)")
    precondition(
      isDifferentiable(queries) == isDifferentiable(keysAndValues), "attention of which only one side is differentiated"
    )
    return record(from: [queries, keysAndValues], shape: [queries.rows, width]) {
      Attention(
        queries: queries, keysAndValues: keysAndValues, firstKey: 0, layout: layout, dropout: dropout,
        probabilities: scratch(layout.scoreCount), output: $0)
    }
  }
}

/// See ``Tape/selfAttention(_:_:dropout:)`` and ``Tape/crossAttention(_:to:_:dropout:)``.
private struct Attention: Operation {
  let queries, keysAndValues: Variable
  /// The column of the first key; values follow after as many columns as there are keys.
  let firstKey: Int
  let layout: AttentionLayout
  let dropout: Dropout?
  let probabilities: MutableVector
  let output: Variable

  private var width: Int { layout.heads * layout.headWidth }
  private var isSelfAttention: Bool { firstKey > 0 }
  private var queryColumns: Range<Int> { 0..<width }
  private var keyColumns: Range<Int> { firstKey..<firstKey + width }
  private var valueColumns: Range<Int> { firstKey + width..<firstKey + 2 * width }

  func apply(on tape: Tape) {
    let others = tape.matrix(keysAndValues)
    tape.backend.attention(
      tape.matrix(queries).columns(queryColumns), others.columns(keyColumns), others.columns(valueColumns), layout,
      dropout: dropout, probabilities: probabilities, into: tape.mutableMatrix(output))
  }

  func dApply(on tape: Tape) {
    tape.accumulate(into: keysAndValues) { dOthers, adding in
      precondition(!adding, "another operation reads the projections of an attention")
      let dOthers = MutableMatrixView(dOthers, like: keysAndValues)
      if isSelfAttention { return dApply(on: tape, dOthers.columns(queryColumns), dOthers) }
      tape.accumulate(into: queries) { dQueries, adding in
        precondition(!adding, "another operation reads the projections of an attention")
        dApply(on: tape, MutableMatrixView(dQueries, like: queries), dOthers)
      }
    }
  }

  private func dApply(on tape: Tape, _ dQueries: MutableMatrixView, _ dOthers: MutableMatrixView) {
    let others = tape.matrix(keysAndValues)
    let scratch = tape.scratch(probabilities.count)
    tape.backend.dAttention(
      AttentionGradient(
        dOutput: MatrixView(Vector(tape.gradient(of: output)), like: output), probabilities: Vector(probabilities),
        dropout: dropout, queries: tape.matrix(queries).columns(queryColumns), keys: others.columns(keyColumns),
        values: others.columns(valueColumns), dQueries: dQueries, dKeys: dOthers.columns(keyColumns),
        dValues: dOthers.columns(valueColumns)),
      layout, scratch: scratch)
    tape.giveBack(scratch)
  }

  func release(on tape: Tape) { tape.giveBack(probabilities) }
}
