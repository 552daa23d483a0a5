import COpenBLAS
import Glibc

/// Kernels for this machine's processor: matrix products by OpenBLAS, the rest in loops that the compiler vectorises.
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

  /// Row by row, in vector registers.
  public func addBias(_ bias: Vector, to y: MutableMatrixView, rectifying: Bool) {
    checkLengths(bias.count, y.columns)
    for i in 0..<y.rows {
      let row = y.row(i)
      for j in laneStarts(of: row.count) {
        let sum = row.lanes(at: j) + bias.lanes(at: j)
        row.store(rectifying ? sum.replacing(with: 0, where: sum .< 0) : sum, at: j)
      }
    }
  }

  /// Row by row, in vector registers.
  public func dAddBias(_ dy: MatrixView, into dBias: MutableVector, adding: Bool) {
    checkLengths(dBias.count, dy.columns)
    if !adding { dBias.update(repeating: 0) }
    for i in 0..<dy.rows {
      let row = Vector(start: dy.base + i * dy.stride, count: dy.columns)
      for j in laneStarts(of: row.count) { dBias.store(dBias.lanes(at: j) + row.lanes(at: j), at: j) }
    }
  }

  /// In vector registers.
  public func relu(_ x: Vector, into y: MutableVector) {
    checkLengths(x.count, y.count)
    for i in laneStarts(of: x.count) {
      let lanes = x.lanes(at: i)
      y.store(lanes.replacing(with: 0, where: lanes .< 0), at: i)
    }
  }

  /// In vector registers.
  public func dRelu(_ dy: Vector, y: Vector, into dx: MutableVector, adding: Bool) {
    checkLengths(dy.count, y.count, dx.count)
    for i in laneStarts(of: dy.count) {
      let passed = dy.lanes(at: i).replacing(with: 0, where: y.lanes(at: i) .<= 0)
      dx.store(adding ? dx.lanes(at: i) + passed : passed, at: i)
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

  /// All five arrays in one pass, in vector registers.
  public func adam(
    _ step: AdamStep, weights: MutableVector, gradient: Vector, mean: MutableVector, square: MutableVector
  ) {
    checkLengths(weights.count, gradient.count, mean.count, square.count)
    for i in laneStarts(of: weights.count) {
      let g = gradient.lanes(at: i)
      let m = step.meanDecay * mean.lanes(at: i) + (1 - step.meanDecay) * g
      let v = step.squareDecay * square.lanes(at: i) + (1 - step.squareDecay) * g * g
      mean.store(m, at: i)
      square.store(v, at: i)
      let spread = squareRoots(of: v) * step.inverseSquareCorrection + step.epsilon
      weights.store(weights.lanes(at: i) * step.weightFactor - step.rate * m / spread, at: i)
    }
  }
}
