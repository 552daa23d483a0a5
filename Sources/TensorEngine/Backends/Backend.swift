/// The arithmetic that operations are made of, for one kind of processor.
///
/// ``ReferenceBackend`` defines what each kernel computes, in loops that anyone can check; another backend must agree
/// with it to rounding. Kernels whose result is a gradient take `adding`: whether to add to what is there or to
/// overwrite it. Sizes that do not fit are a bug of ours and trap. Element-wise kernels may work in place.
public protocol Backend: Sendable {
  /// The matrix product `C = A·B`, or `C += A·B` if `adding`.
  func multiply(_ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView, adding: Bool)

  /// Adds `bias` to every row of `y`, then replaces negative elements by zero if `rectifying`.
  func addBias(_ bias: Vector, to y: MutableMatrixView, rectifying: Bool)
  /// The gradient of ``addBias(_:to:rectifying:)`` with respect to the bias: the sum of the rows of `dy`.
  func dAddBias(_ dy: MatrixView, into dBias: MutableVector, adding: Bool)

  /// `y = max(x, 0)`.
  func relu(_ x: Vector, into y: MutableVector)
  /// The gradient of ``relu(_:into:)``: `dx = dy` where `y > 0`, else 0.
  func dRelu(_ dy: Vector, y: Vector, into dx: MutableVector, adding: Bool)

  /// `y = tanh(x)`.
  func tanh(_ x: Vector, into y: MutableVector)
  /// The gradient of ``tanh(_:into:)``: `dx = dy·(1 - y²)`.
  func dTanh(_ dy: Vector, y: Vector, into dx: MutableVector, adding: Bool)

  /// The mean of `(x - target)²`.
  func meanSquaredError(_ x: Vector, target: Vector) -> Float
  /// The gradient of ``meanSquaredError(_:target:)``: `dx = dy·2·(x - target)/count`.
  func dMeanSquaredError(_ dy: Float, x: Vector, target: Vector, into dx: MutableVector, adding: Bool)

  /// One Adam step over equally long stretches of weights, gradient and moments.
  func adam(_ step: AdamStep, weights: MutableVector, gradient: Vector, mean: MutableVector, square: MutableVector)
}
