import Foundation
import TensorEngine

extension OperationCase {
  /// `y = dropout(relu?(x·Wᵀ + b)) + r` with the first rows and columns of W; the residual comes with the dropout.
  static func linear(
    _ name: String, rows: Int, inner: Int, columns: Int, fullInner: Int? = nil, fullColumns: Int? = nil,
    rectified: Bool = false, dropout: Dropout? = nil
  ) -> OperationCase {
    let full = (columns: fullColumns ?? columns, inner: fullInner ?? inner)
    let hasResidual = dropout != nil && !rectified
    return OperationCase(
      name, [[rows, inner], [full.columns, full.inner], [full.columns]] + (hasResidual ? [[rows, columns]] : []),
      flops: 2 * Double(rows * inner * columns)
    ) { tape, inputs in
      tape.linear(
        [inputs[0]], weights: [inputs[1].slice(rows: 0..<columns, columns: inner)],
        bias: inputs[2].elements(0..<columns), rectified: rectified, dropout: dropout,
        residual: hasResidual ? inputs[3] : nil)
    } formula: { inputs in
      DoubleMatrix(rows: rows, columns: columns) { i, j in
        let sum = (0..<inner).reduce(inputs[2].values[j]) { $0 + inputs[0][i, $1] * inputs[1][j, $1] }
        let kept = factor(dropout, i * columns + j) * (rectified ? max(sum, 0) : sum)
        return kept + (hasResidual ? inputs[3][i, j] : 0)
      }.values
    }
  }

  /// One linear layer with its weight in two matrices over three inputs, one of them used twice.
  static func concatenated(_ name: String, rows: Int, inner: Int, columns: Int) -> OperationCase {
    OperationCase(
      name, [[rows, inner], [rows + 1, inner], [columns, inner], [columns + 1, inner], [2 * columns + 1]]
    ) { tape, inputs in
      tape.linear(
        [inputs[0], inputs[1], inputs[0]], weights: [inputs[2].slice(), inputs[3].slice()],
        bias: inputs[4].elements(0..<2 * columns + 1))
    } formula: { inputs in
      [inputs[0], inputs[1], inputs[0]].flatMap { x in
        DoubleMatrix(rows: x.rows, columns: 2 * columns + 1) { i, j in
          let (weight, row) = j < columns ? (inputs[2], j) : (inputs[3], j - columns)
          return (0..<inner).reduce(inputs[4].values[j]) { $0 + x[i, $1] * weight[row, $1] }
        }.values
      }
    }
  }

  static func elementwise(
    _ name: String, _ shape: [Int], _ record: @escaping @Sendable (Tape, Variable) -> Variable,
    _ function: @escaping @Sendable (Double) -> Double
  ) -> OperationCase {
    OperationCase(name, [shape]) {
      record($0, $1[0])
    } formula: {
      $0[0].values.map(function)
    }
  }

  static func meanSquaredError(_ name: String, _ shape: [Int]) -> OperationCase {
    OperationCase(name, [shape]) { tape, inputs in
      tape.meanSquaredError(inputs[0], target: tape.constant(Tensor(repeating: 0.25, shape: shape)))
    } formula: { inputs in
      let values = inputs[0].values
      return [values.reduce(0) { $0 + ($1 - 0.25) * ($1 - 0.25) } / Double(values.count)]
    }
  }

  static func usedTwice(_ name: String, size: Int) -> OperationCase {
    OperationCase(name, [[size, size], [size]]) { tape, inputs in
      tape.linear(tape.tanh(inputs[0]), weight: inputs[0], bias: inputs[1])
    } formula: { inputs in
      DoubleMatrix(rows: size, columns: size) { i, j in
        (0..<size).reduce(inputs[1].values[j]) { $0 + tanh(inputs[0][i, $1]) * inputs[0][j, $1] }
      }.values
    }
  }

  static func layerNorm(_ name: String, rows: Int, columns: Int, full: Int) -> OperationCase {
    OperationCase(name, [[rows, columns], [full], [full]]) { tape, inputs in
      tape.layerNorm(inputs[0], gain: inputs[1].elements(0..<columns), bias: inputs[2].elements(0..<columns))
    } formula: { inputs in
      (0..<rows).flatMap { i in
        let row = (0..<columns).map { inputs[0][i, $0] }
        let mean = row.reduce(0, +) / Double(columns)
        let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(columns)
        return (0..<columns).map {
          (row[$0] - mean) / (variance + 1e-5).squareRoot() * inputs[1].values[$0] + inputs[2].values[$0]
        }
      }
    }
  }

  static func embedding(
    _ name: String, tokens: [Int32], vocabulary: Int, columns: Int, full: Int, dropout: Dropout? = nil
  ) -> OperationCase {
    let positions = SinusoidalPositions(length: tokens.count, width: max(full, 4))
    let places = tokens.indices.map { Int32(SinusoidalPositions.firstRow + $0) }
    return OperationCase(name, [[vocabulary, full]]) { tape, inputs in
      tape.embedding(
        tokens, table: inputs[0].slice(columns: columns), scale: 1.5, positions: positions, places: places,
        dropout: dropout)
    } formula: { inputs in
      tokens.indices.flatMap { i in
        (0..<columns).map { j in
          let sum = 1.5 * inputs[0][Int(tokens[i]), j] + Double(positions.table[Int(places[i]), j])
          return factor(dropout, i * columns + j) * sum
        }
      }
    }
  }

  /// What element `index` is multiplied by.
  static func factor(_ dropout: Dropout?, _ index: Int) -> Double {
    guard let dropout else { return 1 }
    return dropout.keeps(index) ? 1 / (1 - Double(dropout.rate)) : 0
  }
}
