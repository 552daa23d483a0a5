extension Tape {
  /// `y[i] = dropout(scale·table[tokens[i]] + positions[places[i]])`: the rows of some tokens, cut to the table slice's
  /// columns, and where each stands in its sentence.
  ///
  /// `positions` is `[…, at least as many columns]` and gets no gradient. Tokens and places must be rows that exist.
  public func embedding(
    _ tokens: [Int32], table: MatrixSlice, scale: Float, positions: SinusoidalPositions, places: [Int32],
    dropout: Dropout? = nil
  ) -> Variable {
    precondition(
      tokens.count == places.count && tokens.allSatisfy { $0 >= 0 && $0 < table.rows.count }
        && places.allSatisfy { $0 >= 0 && $0 < positions.table.shape[0] }
        && positions.table.shape[1] >= table.columns,
      "tokens or places outside tables of \(table.rows.count) and \(positions.table.shape) rows")
    return record(from: [table.variable], shape: [tokens.count, table.columns]) {
      Embedding(
        tokens: tokens, table: table, scale: scale, positions: positions, places: places, dropout: dropout, output: $0)
    }
  }
}

/// See ``Tape/embedding(_:table:scale:positions:places:dropout:)``.
private struct Embedding: Operation {
  let tokens: [Int32]
  let table: MatrixSlice
  let scale: Float
  let positions: SinusoidalPositions
  let places: [Int32]
  let dropout: Dropout?
  let output: Variable

  func apply(on tape: Tape) {
    tokens.withUnsafeBufferPointer { tokens in
      places.withUnsafeBufferPointer { places in
        positions.table.withMatrix { positions in
          tape.backend.embed(
            tokens, table: tape.matrix(table), scale: scale, positions: positions.columns(0..<table.columns),
            places: places, into: tape.mutableMatrix(output))
        }
      }
    }
    guard let dropout else { return }
    let y = tape.mutableValues(output)
    tape.backend.dropout(dropout, Vector(y), residual: nil, into: y, adding: false)
  }

  func dApply(on tape: Tape) {
    let gradient = tape.gradient(of: output)
    if let dropout { tape.backend.dropout(dropout, Vector(gradient), residual: nil, into: gradient, adding: false) }
    tape.accumulate(into: table) { dTable, adding in
      if !adding { tape.backend.clear(dTable) }
      tokens.withUnsafeBufferPointer {
        tape.backend.dEmbed($0, MatrixView(Vector(gradient), like: output), scale: scale, into: dTable)
      }
    }
  }
}
