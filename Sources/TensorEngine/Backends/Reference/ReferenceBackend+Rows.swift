import Glibc

/// ε of every layer norm: PyTorch's default, and HAT's.
let layerNormEpsilon: Float = 1e-5

extension ReferenceBackend {
  /// With the biased variance over the row.
  public func layerNorm(
    _ x: MatrixView, residual: MatrixView?, gain: Vector, bias: Vector, into y: MutableMatrixView,
    moments: MutableVector?
  ) {
    checkLengths(gain.count, bias.count, x.columns, y.columns)
    for i in 0..<x.rows {
      let s = (0..<x.columns).map { Double(x[i, $0]) + Double(residual?[i, $0] ?? 0) }
      let mean = s.reduce(0, +) / Double(s.count)
      let variance = s.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(s.count)
      let inverse = 1 / (variance + Double(layerNormEpsilon)).squareRoot()
      for j in 0..<x.columns { y.row(i)[j] = Float((s[j] - mean) * inverse * Double(gain[j]) + Double(bias[j])) }
      moments?[2 * i] = Float(mean)
      moments?[2 * i + 1] = Float(inverse)
    }
  }

  /// With x̂ the normalised row and g = gain∘dy: `dx = (g - mean(g) - x̂·mean(g∘x̂))/deviation`.
  public func dLayerNorm(
    _ dy: MatrixView, x: MatrixView, moments: Vector, gain: Vector, into dx: MutableMatrixView, adding: Bool
  ) {
    checkLengths(moments.count, 2 * x.rows)
    for i in 0..<x.rows {
      let inverse = Double(moments[2 * i + 1])
      let normal = (0..<x.columns).map { (Double(x[i, $0]) - Double(moments[2 * i])) * inverse }
      let g = (0..<x.columns).map { Double(dy[i, $0]) * Double(gain[$0]) }
      let mean = g.reduce(0, +) / Double(g.count)
      let slope = zip(g, normal).reduce(0) { $0 + $1.0 * $1.1 } / Double(g.count)
      for j in 0..<x.columns {
        dx.row(i)[j] = (adding ? dx.row(i)[j] : 0) + Float((g[j] - mean - normal[j] * slope) * inverse)
      }
    }
  }

  /// `dGain[j] = Σᵢ dy[i, j]·x̂[i, j]`, `dBias[j] = Σᵢ dy[i, j]`.
  public func dLayerNormWeights(
    _ dy: MatrixView, x: MatrixView, moments: Vector, intoGain dGain: MutableVector, bias dBias: MutableVector,
    adding: Bool
  ) {
    checkLengths(dGain.count, dBias.count, x.columns)
    for j in 0..<x.columns {
      var (gain, bias) = (0.0, 0.0)
      for i in 0..<x.rows {
        gain += Double(dy[i, j]) * (Double(x[i, j]) - Double(moments[2 * i])) * Double(moments[2 * i + 1])
        bias += Double(dy[i, j])
      }
      dGain[j] = Float((adding ? Double(dGain[j]) : 0) + gain)
      dBias[j] = Float((adding ? Double(dBias[j]) : 0) + bias)
    }
  }

  /// Row by row.
  public func embed(
    _ tokens: UnsafeBufferPointer<Int32>, table: MatrixView, scale: Float, positions: MatrixView?,
    places: UnsafeBufferPointer<Int32>, into y: MutableMatrixView
  ) {
    checkLengths(tokens.count, y.rows)
    for i in 0..<y.rows {
      for j in 0..<y.columns {
        y.row(i)[j] = scale * table[Int(tokens[i]), j] + (positions?[Int(places[i]), j] ?? 0)
      }
    }
  }

  /// Row by row.
  public func dEmbed(
    _ tokens: UnsafeBufferPointer<Int32>, _ dy: MatrixView, scale: Float, into dTable: MutableMatrixView
  ) {
    checkLengths(tokens.count, dy.rows)
    for i in 0..<dy.rows {
      for j in 0..<dy.columns { dTable.row(Int(tokens[i]))[j] += scale * dy[i, j] }
    }
  }

  /// Row by row.
  public func addPositions(
    _ positions: MatrixView, places: UnsafeBufferPointer<Int32>, scale: Float, to y: MutableMatrixView
  ) {
    checkLengths(places.count, y.rows)
    for i in 0..<y.rows {
      for j in 0..<y.columns { y.row(i)[j] = scale * y.row(i)[j] + positions[Int(places[i]), j] }
    }
  }

  /// `x[i, j] - log Σⱼ exp x[i, j]`.
  public func logSoftmax(_ x: MutableMatrixView) {
    for i in 0..<x.rows {
      let sum = logSumExp(Vector(x.row(i)))
      for j in 0..<x.columns { x.row(i)[j] = Float(Double(x.row(i)[j]) - sum) }
    }
  }

  /// By sorting each row.
  public func topK(
    _ x: MatrixView, count: Int, normalised: Bool, values: MutableVector, indices: UnsafeMutableBufferPointer<UInt32>
  ) {
    precondition(count <= x.columns && !x.isTransposed, "the \(count) best of \(x.columns)")
    checkLengths(values.count, indices.count, x.rows * count)
    for i in 0..<x.rows {
      let row = Vector(start: x.base + i * x.stride, count: x.columns)
      let shift = normalised ? logSumExp(row) : 0
      let numbers = row.indices.filter { !row[$0].isNaN }
      let best = numbers.sorted { (row[$0], $1) > (row[$1], $0) }
      for rank in 0..<count {
        let column = rank < best.count ? best[rank] : nil
        values[i * count + rank] = column.map { Float(Double(row[$0]) - shift) } ?? -.infinity
        indices[i * count + rank] = UInt32(column ?? 0)
      }
    }
  }

  /// `loss = (1-ε)·nll + ε/V·Σⱼ(lse - xⱼ)`, whose gradient is `softmax - (1-ε)·onehot - ε/V`.
  public func crossEntropy(
    _ logits: MutableMatrixView, targets: UnsafeBufferPointer<Int32>, smoothing: Float, gradientScale: Float?,
    rows: UnsafeMutableBufferPointer<CrossEntropy>?
  ) -> CrossEntropy {
    checkLengths(targets.count, logits.rows, rows?.count ?? logits.rows)
    var total = CrossEntropy()
    let (smoothing, width) = (Double(smoothing), Double(logits.columns))
    for i in 0..<logits.rows {
      let row = logits.row(i)
      let target = Int(targets[i])
      let sum = logSumExp(Vector(row))
      let nll = sum - Double(row[target])
      let spread = row.reduce(0.0) { $0 + sum - Double($1) }
      let own = CrossEntropy(loss: (1 - smoothing) * nll + smoothing / width * spread, nll: nll, tokens: 1)
      rows?[i] = own
      total = total + own
      guard let gradientScale else { continue }
      for j in row.indices {
        let wanted = (j == target ? 1 - smoothing : 0) + smoothing / width
        row[j] = Float(Double(gradientScale) * (exp(Double(row[j]) - sum) - wanted))
      }
    }
    return total
  }

  /// `loss = lse - (1-λ)·Σⱼ pⱼ·xⱼ - λ·x[target]`, whose gradient is `softmax - (1-λ)·p - λ·onehot`.
  public func distillation(
    _ logits: MutableMatrixView, teacher: MutableMatrixView, targets: UnsafeBufferPointer<Int32>, labelShare: Float,
    gradientScale: Float?
  ) -> CrossEntropy {
    checkLengths(targets.count, logits.rows, teacher.rows)
    checkLengths(logits.columns, teacher.columns)
    var total = CrossEntropy()
    let share = Double(labelShare)
    for i in 0..<logits.rows {
      let (row, target) = (logits.row(i), Int(targets[i]))
      let (sum, teacherSum) = (logSumExp(Vector(row)), logSumExp(Vector(teacher.row(i))))
      let wanted = row.indices.map { j in
        (1 - share) * exp(Double(teacher.row(i)[j]) - teacherSum) + (j == target ? share : 0)
      }
      let loss = row.indices.reduce(0.0) { $0 + wanted[$1] * (sum - Double(row[$1])) }
      total = total + CrossEntropy(loss: loss, nll: sum - Double(row[target]), tokens: 1)
      guard let gradientScale else { continue }
      for j in row.indices { row[j] = Float(Double(gradientScale) * (exp(Double(row[j]) - sum) - wanted[j])) }
    }
    return total
  }

  private func logSumExp(_ x: Vector) -> Double {
    let greatest = Double(x.max() ?? 0)
    return greatest + log(x.reduce(0.0) { $0 + exp(Double($1) - greatest) })
  }
}
