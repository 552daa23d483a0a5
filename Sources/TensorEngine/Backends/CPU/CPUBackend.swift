import CKernels
import COpenBLAS
import Glibc

/// Kernels for this machine's processor: matrix products by OpenBLAS, what else takes time by CKernels.
///
/// It may be called from several threads at once, each with memory of its own; set ``BLASLibrary/threadCount`` to 1
/// then, so that the threads do not compete with OpenBLAS's.
public struct CPUBackend: Backend {
  /// Makes the backend; it has no state.
  public init() {}

  /// One call of OpenBLAS: a matrix-vector product for a single row, a matrix product otherwise.
  public func multiply(_ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView, adding: Bool) {
    checkProduct(a, b, c)
    if c.rows == 1 && !a.isTransposed {
      multiplyRow(a, b, into: c, adding: adding)
    } else {
      cblas_sgemm(
        CblasRowMajor, a.isTransposed ? CblasTrans : CblasNoTrans, b.isTransposed ? CblasTrans : CblasNoTrans,
        Int32(c.rows), Int32(c.columns), Int32(a.columns),
        1, a.base, Int32(a.stride), b.base, Int32(b.stride), adding ? 1 : 0, c.base, Int32(c.stride))
    }
  }

  /// `c = a·b` for a single row: OpenBLAS's matrix-vector product is several times as fast as its matrix product here.
  private func multiplyRow(_ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView, adding: Bool) {
    let (rows, columns) = b.isTransposed ? (b.columns, b.rows) : (b.rows, b.columns)
    cblas_sgemv(
      CblasRowMajor, b.isTransposed ? CblasNoTrans : CblasTrans, Int32(rows), Int32(columns),
      1, b.base, Int32(b.stride), a.base, 1, adding ? 1 : 0, c.base, 1)
  }

  /// One call of CKernels.
  public func addBias(_ bias: Vector, to y: MutableMatrixView, rectifying: Bool) {
    checkLengths(bias.count, y.columns)
    ck_add_bias(y.rows, y.columns, y.stride, bias.baseAddress, y.base, rectifying)
  }

  /// One call of CKernels.
  public func dAddBias(_ dy: MatrixView, into dBias: MutableVector, adding: Bool) {
    checkLengths(dBias.count, dy.columns)
    precondition(!dy.isTransposed, "the bias's gradient from a transposed matrix")
    if !adding { dBias.update(repeating: 0) }
    ck_d_add_bias(dy.rows, dy.columns, dy.stride, dy.base, dBias.baseAddress)
  }

  /// One call of CKernels.
  public func relu(_ x: Vector, into y: MutableVector) {
    checkLengths(x.count, y.count)
    ck_relu(x.count, x.baseAddress, y.baseAddress)
  }

  /// One call of CKernels.
  public func dRelu(_ dy: Vector, y: Vector, into dx: MutableVector, adding: Bool) {
    checkLengths(dy.count, y.count, dx.count)
    ck_d_relu(dy.count, dy.baseAddress, y.baseAddress, dx.baseAddress, adding)
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

  /// One call of CKernels: all arrays in one pass.
  public func adam(
    _ step: AdamStep, weights: MutableVector, gradient: Vector, mean: MutableVector, square: MutableVector
  ) {
    checkLengths(weights.count, gradient.count, mean.count, square.count)
    ck_adam(
      weights.count, ck_adam_step(step), weights.baseAddress, gradient.baseAddress, mean.baseAddress, square.baseAddress
    )
  }
}

extension ck_adam_step {
  fileprivate init(_ step: AdamStep) {
    self.init(
      mean_decay: step.meanDecay, square_decay: step.squareDecay, weight_factor: step.weightFactor, rate: step.rate,
      inverse_square_correction: step.inverseSquareCorrection, epsilon: step.epsilon)
  }
}
