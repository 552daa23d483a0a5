extension ReferenceBackend {
  /// Packs, then does the same as with a packed weight.
  public func linear(
    _ x: MatrixView, weight: MatrixView, bias: Vector?, residual: MatrixView?, rectifying: Bool,
    into y: MutableMatrixView
  ) {
    linear(x, [LinearPart(pack(weight), bias: bias, residual: residual, rectifying: rectifying, into: y)])
  }

  /// A plain copy, row by row.
  public func pack(_ weight: MatrixView) -> PackedMatrix {
    let packed = PackedMatrix(columns: weight.rows, inner: weight.columns, count: weight.rows * weight.columns)
    for i in 0..<weight.rows {
      for j in 0..<weight.columns { packed.storage[i * weight.columns + j] = weight[i, j] }
    }
    return packed
  }

  /// `y[i, j] = max(0, Σₖ x[i, k]·W[j, k] + bias[j] + residual[i, j])`, the maximum only if rectifying.
  public func linear(_ x: MatrixView, _ parts: [LinearPart]) {
    for part in parts {
      part.check(against: x)
      let weight = part.weight
      for i in 0..<x.rows {
        for j in 0..<weight.columns {
          var sum = 0.0
          for k in 0..<x.columns { sum += Double(x[i, k]) * Double(weight.storage[j * x.columns + k]) }
          if let bias = part.bias { sum += Double(bias[j]) }
          if let residual = part.residual { sum += Double(residual[i, j]) }
          part.y.row(i)[j] = Float(part.isRectifying ? max(sum, 0) : sum)
        }
      }
    }
  }
}
