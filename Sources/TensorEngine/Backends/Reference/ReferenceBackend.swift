import Glibc

/// What every kernel means, in the plainest loops: the definition that other backends are tested against.
///
/// Sums run in double precision, so that a disagreement is the other backend's rounding.
public struct ReferenceBackend: Backend {
  /// Makes the backend; it has no state.
  public init() {}

  /// `c[i, j] = Σₖ a[i, k]·b[k, j]`.
  public func multiply(_ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView, adding: Bool) {
    checkProduct(a, b, c)
    for i in 0..<c.rows {
      for j in 0..<c.columns {
        let sum = (0..<a.columns).reduce(0.0) { $0 + Double(a[i, $1]) * Double(b[$1, j]) }
        c.row(i)[j] = Float((adding ? Double(c.row(i)[j]) : 0) + sum)
      }
    }
  }

  /// `y[i, j] += bias[j]`, then `max(y[i, j], 0)` if `rectifying`.
  public func addBias(_ bias: Vector, to y: MutableMatrixView, rectifying: Bool) {
    precondition(bias.count == y.columns, "a bias of \(bias.count) for \(y.columns) columns")
    for i in 0..<y.rows {
      for j in 0..<y.columns {
        let sum = y.row(i)[j] + bias[j]
        y.row(i)[j] = rectifying ? max(sum, 0) : sum
      }
    }
  }

  /// `dBias[j] = Σᵢ dy[i, j]`.
  public func dAddBias(_ dy: MatrixView, into dBias: MutableVector, adding: Bool) {
    precondition(dBias.count == dy.columns, "a bias of \(dBias.count) for \(dy.columns) columns")
    for j in 0..<dy.columns {
      let sum = (0..<dy.rows).reduce(0.0) { $0 + Double(dy[$1, j]) }
      dBias[j] = Float((adding ? Double(dBias[j]) : 0) + sum)
    }
  }

  /// `y[i] = max(x[i], 0)`.
  public func relu(_ x: Vector, into y: MutableVector) {
    checkLengths(x.count, y.count)
    for i in x.indices { y[i] = max(x[i], 0) }
  }

  /// `dx[i] = dy[i]` where `y[i] > 0`, else 0.
  public func dRelu(_ dy: Vector, y: Vector, into dx: MutableVector, adding: Bool) {
    checkLengths(dy.count, y.count, dx.count)
    for i in dy.indices { dx[i] = (adding ? dx[i] : 0) + (y[i] > 0 ? dy[i] : 0) }
  }

  /// `y[i, j] = 0`.
  public func clear(_ y: MutableMatrixView) {
    for i in 0..<y.rows { y.row(i).update(repeating: 0) }
  }

  /// `y[i] = a[i] + b[i]`.
  public func add(_ a: Vector, _ b: Vector, into y: MutableVector) {
    checkLengths(a.count, b.count, y.count)
    for i in a.indices { y[i] = a[i] + b[i] }
  }

  /// `y[i] = residual[i] + (keeps(i) ? x[i]/(1 - rate) : 0)`.
  public func dropout(_ dropout: Dropout, _ x: Vector, residual: Vector?, into y: MutableVector, adding: Bool) {
    checkLengths(x.count, y.count)
    for i in x.indices {
      let kept = dropout.keeps(i) ? x[i] * dropout.scale : 0
      y[i] = (adding ? y[i] : 0) + (residual?[i] ?? 0) + kept
    }
  }

  /// `y[i] = tanh(x[i])`.
  public func tanh(_ x: Vector, into y: MutableVector) {
    checkLengths(x.count, y.count)
    for i in x.indices { y[i] = Float(Glibc.tanh(Double(x[i]))) }
  }

  /// `dx[i] = dy[i]·(1 - y[i]²)`.
  public func dTanh(_ dy: Vector, y: Vector, into dx: MutableVector, adding: Bool) {
    checkLengths(dy.count, y.count, dx.count)
    for i in dy.indices { dx[i] = (adding ? dx[i] : 0) + dy[i] * (1 - y[i] * y[i]) }
  }

  /// `Σᵢ (x[i] - target[i])² / count`.
  public func meanSquaredError(_ x: Vector, target: Vector) -> Float {
    checkLengths(x.count, target.count)
    let sum = x.indices.reduce(0.0) {
      let error = Double(x[$1]) - Double(target[$1])
      return $0 + error * error
    }
    return Float(sum / Double(x.count))
  }

  /// `dx[i] = dy·2·(x[i] - target[i]) / count`.
  public func dMeanSquaredError(_ dy: Float, x: Vector, target: Vector, into dx: MutableVector, adding: Bool) {
    checkLengths(x.count, target.count, dx.count)
    for i in x.indices { dx[i] = (adding ? dx[i] : 0) + dy * 2 * (x[i] - target[i]) / Float(x.count) }
  }

  /// `w = weightFactor·w - rate·m / (√v·inverseSquareCorrection + ε)`, with the new means m and v.
  public func adam(
    _ step: AdamStep, weights: MutableVector, gradient: Vector, mean: MutableVector, square: MutableVector
  ) {
    checkLengths(weights.count, gradient.count, mean.count, square.count)
    for i in weights.indices {
      let g = step.gradientScale * gradient[i]
      mean[i] = step.meanDecay * mean[i] + (1 - step.meanDecay) * g
      square[i] = step.squareDecay * square[i] + (1 - step.squareDecay) * g * g
      let spread = square[i].squareRoot() * step.inverseSquareCorrection + step.epsilon
      weights[i] = weights[i] * step.weightFactor - step.rate * mean[i] / spread
    }
  }
}

/// Traps unless `c` is shaped like `a·b`.
func checkProduct(_ a: MatrixView, _ b: MatrixView, _ c: MutableMatrixView) {
  precondition(
    a.columns == b.rows && c.rows == a.rows && c.columns == b.columns,
    "[\(a.rows), \(a.columns)]·[\(b.rows), \(b.columns)] does not give [\(c.rows), \(c.columns)]")
}

/// Traps unless all lengths are the same.
func checkLengths(_ first: Int, _ others: Int...) {
  precondition(others.allSatisfy { $0 == first }, "vectors of unequal lengths \([first] + others)")
}
