import CKernels
import Glibc

extension CPUBackend {
  /// CKernels.
  public func addBias(_ bias: Vector, to y: MutableMatrixView, rectifying: Bool) {
    checkLengths(bias.count, y.columns)
    rowParts(y.rows, columns: y.columns) {
      ck_add_bias($0.count, y.columns, y.stride, bias.baseAddress, y.base + $0.lowerBound * y.stride, rectifying)
    }
  }

  /// CKernels, side by side over columns.
  public func dAddBias(_ dy: MatrixView, into dBias: MutableVector, adding: Bool) {
    checkLengths(dBias.count, dy.columns)
    precondition(!dy.isTransposed, "the bias's gradient from a transposed matrix")
    if !adding { dBias.update(repeating: 0) }
    guard let base = dBias.baseAddress else { return }
    columnParts(dy.columns, rows: dy.rows) {
      ck_d_add_bias(dy.rows, $0.count, dy.stride, dy.base + $0.lowerBound, base + $0.lowerBound)
    }
  }

  /// Calls `body` with parts of the columns of a `[rows, columns]` matrix that are worth a worker's while.
  func columnParts(_ columns: Int, rows: Int, _ body: (Range<Int>) -> Void) {
    parts(of: columns, grain: max(64, elementGrain / max(rows, 1)), multiple: 64, body)
  }

  /// CKernels.
  public func relu(_ x: Vector, into y: MutableVector) {
    checkLengths(x.count, y.count)
    parts(of: x.count, grain: elementGrain) { ck_relu($0.count, x.part($0).baseAddress, y.part($0).baseAddress) }
  }

  /// CKernels.
  public func dRelu(_ dy: Vector, y: Vector, into dx: MutableVector, adding: Bool) {
    checkLengths(dy.count, y.count, dx.count)
    parts(of: dy.count, grain: elementGrain) {
      ck_d_relu($0.count, dy.part($0).baseAddress, y.part($0).baseAddress, dx.part($0).baseAddress, adding)
    }
  }

  /// The C library's `tanhf`, element by element.
  public func tanh(_ x: Vector, into y: MutableVector) {
    checkLengths(x.count, y.count)
    for i in 0..<x.count { y[i] = Glibc.tanhf(x[i]) }
  }

  /// Element by element.
  public func dTanh(_ dy: Vector, y: Vector, into dx: MutableVector, adding: Bool) {
    checkLengths(dy.count, y.count, dx.count)
    for i in 0..<dy.count { dx[i] = (adding ? dx[i] : 0) + dy[i] * (1 - y[i] * y[i]) }
  }

  /// Row by row.
  public func clear(_ y: MutableMatrixView) {
    rowParts(y.rows, columns: y.columns) { rows in
      for i in rows { y.row(i).update(repeating: 0) }
    }
  }

  /// CKernels.
  public func add(_ a: Vector, _ b: Vector, into y: MutableVector) {
    checkLengths(a.count, b.count, y.count)
    parts(of: a.count, grain: elementGrain) {
      ck_add($0.count, a.part($0).baseAddress, b.part($0).baseAddress, y.part($0).baseAddress)
    }
  }

  /// CKernels.
  public func dropout(_ dropout: Dropout, _ x: Vector, residual: Vector?, into y: MutableVector, adding: Bool) {
    checkLengths(x.count, y.count, residual?.count ?? x.count)
    parts(of: x.count, grain: elementGrain / 4) {
      ck_dropout(
        $0.count, dropout.key, dropout.first + UInt64($0.lowerBound), dropout.rate, x.part($0).baseAddress,
        residual?.part($0).baseAddress, y.part($0).baseAddress, adding)
    }
  }

  /// CKernels: all arrays in one pass.
  public func adam(
    _ step: AdamStep, weights: MutableVector, gradient: Vector, mean: MutableVector, square: MutableVector
  ) {
    checkLengths(weights.count, gradient.count, mean.count, square.count)
    ck_adam(
      weights.count, ck_adam_step(step), weights.baseAddress, gradient.baseAddress, mean.baseAddress,
      square.baseAddress)
  }
}

extension ck_adam_step {
  fileprivate init(_ step: AdamStep) {
    self.init(
      mean_decay: step.meanDecay, square_decay: step.squareDecay, weight_factor: step.weightFactor, rate: step.rate,
      inverse_square_correction: step.inverseSquareCorrection, epsilon: step.epsilon,
      gradient_scale: step.gradientScale)
  }
}
