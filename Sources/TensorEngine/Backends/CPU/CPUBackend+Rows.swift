import CKernels

extension CPUBackend {
  /// CKernels.
  public func layerNorm(
    _ x: MatrixView, residual: MatrixView?, gain: Vector, bias: Vector, into y: MutableMatrixView,
    moments: MutableVector?
  ) {
    checkLengths(gain.count, bias.count, x.columns, y.columns)
    rowParts(x.rows, columns: x.columns) { rows in
      let first = rows.lowerBound
      ck_layer_norm(
        rows.count, x.columns, x.base + first * x.stride, x.stride, residual.map { $0.base + first * $0.stride },
        residual?.stride ?? 0, gain.baseAddress, bias.baseAddress, layerNormEpsilon, y.base + first * y.stride,
        y.stride, moments?.baseAddress.map { $0 + 2 * first })
    }
  }

  /// CKernels.
  public func dLayerNorm(
    _ dy: MatrixView, x: MatrixView, moments: Vector, gain: Vector, into dx: MutableMatrixView, adding: Bool
  ) {
    checkLengths(moments.count, 2 * x.rows)
    rowParts(x.rows, columns: x.columns) { rows in
      let first = rows.lowerBound
      ck_d_layer_norm(
        rows.count, x.columns, dy.base + first * dy.stride, dy.stride, x.base + first * x.stride, x.stride,
        moments.part(2 * first..<moments.count).baseAddress, gain.baseAddress, dx.base + first * dx.stride, dx.stride,
        adding)
    }
  }

  /// CKernels, side by side over columns.
  public func dLayerNormWeights(
    _ dy: MatrixView, x: MatrixView, moments: Vector, intoGain dGain: MutableVector, bias dBias: MutableVector,
    adding: Bool
  ) {
    checkLengths(dGain.count, dBias.count, x.columns)
    if !adding {
      dGain.update(repeating: 0)
      dBias.update(repeating: 0)
    }
    guard let gain = dGain.baseAddress, let bias = dBias.baseAddress else { return }
    columnParts(x.columns, rows: x.rows) { columns in
      let first = columns.lowerBound
      ck_d_layer_norm_weights(
        x.rows, columns.count, dy.base + first, dy.stride, x.base + first, x.stride, moments.baseAddress,
        gain + first, bias + first)
    }
  }

  /// Row by row.
  public func embed(
    _ tokens: UnsafeBufferPointer<Int32>, table: MatrixView, scale: Float, positions: MatrixView?,
    places: UnsafeBufferPointer<Int32>, into y: MutableMatrixView
  ) {
    checkLengths(tokens.count, y.rows)
    rowParts(y.rows, columns: y.columns) { rows in
      for i in rows {
        ck_scale_add(
          y.columns, scale, table.base + Int(tokens[i]) * table.stride,
          positions.map { $0.base + Int(places[i]) * $0.stride }, y.base + i * y.stride)
      }
    }
  }

  /// Row by row, side by side over columns: two rows may belong to one token.
  public func dEmbed(
    _ tokens: UnsafeBufferPointer<Int32>, _ dy: MatrixView, scale: Float, into dTable: MutableMatrixView
  ) {
    checkLengths(tokens.count, dy.rows)
    columnParts(dy.columns, rows: dy.rows) { columns in
      for i in 0..<dy.rows {
        let target = dTable.base + Int(tokens[i]) * dTable.stride + columns.lowerBound
        ck_scale_add(columns.count, scale, dy.base + i * dy.stride + columns.lowerBound, target, target)
      }
    }
  }

  /// Row by row.
  public func addPositions(
    _ positions: MatrixView, places: UnsafeBufferPointer<Int32>, scale: Float, to y: MutableMatrixView
  ) {
    checkLengths(places.count, y.rows)
    rowParts(y.rows, columns: y.columns) { rows in
      for i in rows {
        let row = y.base + i * y.stride
        ck_scale_add(y.columns, scale, row, positions.base + Int(places[i]) * positions.stride, row)
      }
    }
  }

  /// CKernels.
  public func logSoftmax(_ x: MutableMatrixView) {
    rowParts(x.rows, columns: x.columns) {
      ck_log_softmax($0.count, x.columns, x.stride, x.base + $0.lowerBound * x.stride)
    }
  }

  /// CKernels.
  public func topK(
    _ x: MatrixView, count: Int, normalised: Bool, values: MutableVector, indices: UnsafeMutableBufferPointer<UInt32>
  ) {
    precondition(count <= x.columns && !x.isTransposed, "the \(count) best of \(x.columns)")
    checkLengths(values.count, indices.count, x.rows * count)
    guard let values = values.baseAddress, let indices = indices.baseAddress else { return }
    rowParts(x.rows, columns: x.columns) { rows in
      for i in rows {
        let row = x.base + i * x.stride
        let found = ck_top_k(x.columns, row, count, values + i * count, indices + i * count)
        for rank in found..<count { (values[i * count + rank], indices[i * count + rank]) = (-.infinity, 0) }
        guard normalised else { continue }
        let shift = ck_log_sum_exp(x.columns, row)
        for rank in 0..<count { values[i * count + rank] -= shift }
      }
    }
  }

  /// CKernels. Rows are shared out; their sums are added in order.
  public func crossEntropy(
    _ logits: MutableMatrixView, targets: UnsafeBufferPointer<Int32>, smoothing: Float, gradientScale: Float?,
    rows wanted: UnsafeMutableBufferPointer<CrossEntropy>?
  ) -> CrossEntropy {
    checkLengths(targets.count, logits.rows, wanted?.count ?? logits.rows)
    return withUnsafeTemporaryAllocation(of: ck_cross_entropy.self, capacity: logits.rows) { sums in
      rowParts(logits.rows, columns: logits.columns) { rows in
        for i in rows {
          let row = logits.base + i * logits.stride
          sums[i] = ck_cross_entropy(
            logits.columns, row, Int(targets[i]), smoothing, gradientScale ?? 0, gradientScale != nil)
          wanted?[i] = CrossEntropy(loss: sums[i].loss, nll: sums[i].nll, tokens: 1)
        }
      }
      return sums.reduce(CrossEntropy()) { $0 + CrossEntropy(loss: $1.loss, nll: $1.nll, tokens: 1) }
    }
  }

  /// CKernels. Rows are shared out; their sums are added in order.
  public func distillation(
    _ logits: MutableMatrixView, teacher: MutableMatrixView, targets: UnsafeBufferPointer<Int32>, labelShare: Float,
    gradientScale: Float?
  ) -> CrossEntropy {
    checkLengths(targets.count, logits.rows, teacher.rows)
    checkLengths(logits.columns, teacher.columns)
    return withUnsafeTemporaryAllocation(of: ck_cross_entropy.self, capacity: logits.rows) { sums in
      rowParts(logits.rows, columns: 2 * logits.columns) { rows in
        for i in rows {
          sums[i] = ck_distillation(
            logits.columns, logits.base + i * logits.stride, teacher.base + i * teacher.stride, Int(targets[i]),
            labelShare, gradientScale ?? 0, gradientScale != nil)
        }
      }
      return sums.reduce(CrossEntropy()) { $0 + CrossEntropy(loss: $1.loss, nll: $1.nll, tokens: 1) }
    }
  }

  /// A plain single-precision sum.
  public func meanSquaredError(_ x: Vector, target: Vector) -> Float {
    checkLengths(x.count, target.count)
    var sum: Float = 0
    for i in 0..<x.count { sum += (x[i] - target[i]) * (x[i] - target[i]) }
    return sum / Float(x.count)
  }

  /// Element by element.
  public func dMeanSquaredError(_ dy: Float, x: Vector, target: Vector, into dx: MutableVector, adding: Bool) {
    checkLengths(x.count, target.count, dx.count)
    let scale = 2 * dy / Float(x.count)
    for i in 0..<x.count { dx[i] = (adding ? dx[i] : 0) + scale * (x[i] - target[i]) }
  }
}
