/// The arithmetic that models are made of, for one kind of processor.
///
/// ``ReferenceBackend`` defines what each kernel computes, in loops that anyone can check; another backend must agree
/// with it to rounding. Kernels whose result is a gradient take `adding`: whether to add to what is there or to
/// overwrite it. Sizes that do not fit are a bug of ours and trap. Element-wise kernels may work in place. A backend may
/// use several threads inside a call.
public protocol Backend: Sendable {
  // MARK: Products

  /// The matrix product `C = A·B`, or `C += A·B` if `adding`.
  func multiply(_ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView, adding: Bool)
  /// A linear layer with its weight where it lies: `y = x·Wᵀ + bias + residual`, then `max(y, 0)` if `rectifying`; W is
  /// `[columns, inner]`, the residual shaped like y but not y's own memory.
  func linear(
    _ x: MatrixView, weight: MatrixView, bias: Vector?, residual: MatrixView?, rectifying: Bool,
    into y: MutableMatrixView)
  /// Copies a linear layer's weight, `[columns, inner]`, into the order in which ``linear(_:_:)`` reads it fastest.
  func pack(_ weight: MatrixView) -> PackedMatrix
  /// Several linear layers of one input in one go; see ``LinearPart``.
  func linear(_ x: MatrixView, _ parts: [LinearPart])

  /// Adds `bias` to every row of `y`, then replaces negative elements by zero if `rectifying`.
  func addBias(_ bias: Vector, to y: MutableMatrixView, rectifying: Bool)
  /// The gradient of ``addBias(_:to:rectifying:)`` with respect to the bias: the sum of the rows of `dy`.
  func dAddBias(_ dy: MatrixView, into dBias: MutableVector, adding: Bool)

  // MARK: Elements

  /// `y = max(x, 0)`.
  func relu(_ x: Vector, into y: MutableVector)
  /// The gradient of ``relu(_:into:)``: `dx = dy` where `y > 0`, else 0.
  func dRelu(_ dy: Vector, y: Vector, into dx: MutableVector, adding: Bool)

  /// `y = tanh(x)`.
  func tanh(_ x: Vector, into y: MutableVector)
  /// The gradient of ``tanh(_:into:)``: `dx = dy·(1 - y²)`.
  func dTanh(_ dy: Vector, y: Vector, into dx: MutableVector, adding: Bool)

  /// Sets every element of `y` to zero.
  func clear(_ y: MutableMatrixView)
  /// `y = a + b`; y may be either.
  func add(_ a: Vector, _ b: Vector, into y: MutableVector)
  /// `y = x·keep/(1 - rate)`, where each keep is 1 with probability `1 - rate` and else 0, plus `residual` if there is
  /// one; y may be x or the residual. Added to y if `adding`. It is its own gradient.
  func dropout(_ dropout: Dropout, _ x: Vector, residual: Vector?, into y: MutableVector, adding: Bool)

  // MARK: Attention

  /// `S = scale·Q·Kᵀ` for each group and head of `layout`; the scores are laid out as ``AttentionLayout`` says.
  func attentionScores(_ queries: MatrixView, _ keys: MatrixView, _ layout: AttentionLayout, into scores: MutableVector)
  /// The softmax of each row of scores, in place; a causal layout hides later keys, whose probabilities become 0.
  func attentionSoftmax(_ scores: MutableVector, _ layout: AttentionLayout)
  /// `O = P·V` for each group and head.
  func attentionMixing(
    _ probabilities: Vector, _ values: MatrixView, _ layout: AttentionLayout, into output: MutableMatrixView)
  /// The three above in one go. The probabilities are left in `probabilities` if given, for the gradient; mixing uses
  /// them with `dropout` applied.
  func attention(
    _ queries: MatrixView, _ keys: MatrixView, _ values: MatrixView, _ layout: AttentionLayout, dropout: Dropout?,
    probabilities: MutableVector?, into output: MutableMatrixView)
  /// The gradients of attention with respect to queries, keys and values, from that of its output; see
  /// ``AttentionGradient``. `scratch` is as long as `probabilities` and holds anything.
  func dAttention(_ gradient: AttentionGradient, _ layout: AttentionLayout, scratch: MutableVector)

  // MARK: Rows

  /// `y = (s - mean)/√(variance + ε)·gain + bias` for each row of `s = x + residual`, with ε = 1e-5.
  ///
  /// Keeps each row's mean and `1/√(variance + ε)` in `moments`, `[rows, 2]`, if given.
  func layerNorm(
    _ x: MatrixView, residual: MatrixView?, gain: Vector, bias: Vector, into y: MutableMatrixView,
    moments: MutableVector?)
  /// The gradient of ``layerNorm(_:residual:gain:bias:into:moments:)`` with respect to s, here x; dx may be dy.
  func dLayerNorm(
    _ dy: MatrixView, x: MatrixView, moments: Vector, gain: Vector, into dx: MutableMatrixView, adding: Bool)
  /// The gradient with respect to gain and bias.
  func dLayerNormWeights(
    _ dy: MatrixView, x: MatrixView, moments: Vector, intoGain dGain: MutableVector, bias dBias: MutableVector,
    adding: Bool)

  /// `y[i] = scale·table[tokens[i]] + positions[places[i]]` for each row; without positions only the first.
  func embed(
    _ tokens: UnsafeBufferPointer<Int32>, table: MatrixView, scale: Float, positions: MatrixView?,
    places: UnsafeBufferPointer<Int32>, into y: MutableMatrixView)
  /// The gradient of ``embed(_:table:scale:positions:places:into:)``: adds `scale·dy[i]` to `dTable[tokens[i]]`.
  func dEmbed(_ tokens: UnsafeBufferPointer<Int32>, _ dy: MatrixView, scale: Float, into dTable: MutableMatrixView)
  /// `y[i] = scale·y[i] + positions[places[i]]` for each row.
  func addPositions(
    _ positions: MatrixView, places: UnsafeBufferPointer<Int32>, scale: Float, to y: MutableMatrixView)

  /// The logarithm of the softmax of each row, in place.
  func logSoftmax(_ x: MutableMatrixView)
  /// The `count` largest elements of each row, best first, and their columns; of equal elements the first. NaN
  /// is never chosen: a row with too few numbers goes on with -∞ at column 0. With `normalised`, the values are those of
  /// the row's log-softmax. Both results are `[rows, count]`.
  func topK(
    _ x: MatrixView, count: Int, normalised: Bool, values: MutableVector, indices: UnsafeMutableBufferPointer<UInt32>)

  // MARK: Losses

  /// The mean of `(x - target)²`.
  func meanSquaredError(_ x: Vector, target: Vector) -> Float
  /// The gradient of ``meanSquaredError(_:target:)``: `dx = dy·2·(x - target)/count`.
  func dMeanSquaredError(_ dy: Float, x: Vector, target: Vector, into dx: MutableVector, adding: Bool)
  /// The label-smoothed cross-entropy of each row of logits against its target, summed over rows; see
  /// ``CrossEntropy``. If `gradientScale` is given, the logits are replaced by the gradient of `gradientScale·loss`. Each
  /// row's own is written to `rows`, where they are wanted.
  func crossEntropy(
    _ logits: MutableMatrixView, targets: UnsafeBufferPointer<Int32>, smoothing: Float, gradientScale: Float?,
    rows: UnsafeMutableBufferPointer<CrossEntropy>?
  ) -> CrossEntropy
  /// The cross-entropy of each row of logits against the softmax of the same row of `teacher`, with a share λ of that
  /// against its target, summed over rows: `loss = (1-λ)·Σᵥ -p(v)·log q(v) + λ·nll`, p the teacher's probabilities and q
  /// the row's own. The teacher's logits are used up. If `gradientScale` is given, the logits are replaced by the
  /// gradient of `gradientScale·loss`.
  func distillation(
    _ logits: MutableMatrixView, teacher: MutableMatrixView, targets: UnsafeBufferPointer<Int32>, labelShare: Float,
    gradientScale: Float?
  ) -> CrossEntropy

  // MARK: Steps

  /// One Adam step over equally long stretches of weights, gradient and moments.
  func adam(_ step: AdamStep, weights: MutableVector, gradient: Vector, mean: MutableVector, square: MutableVector)
}

extension Backend {
  /// Attention without dropout, whose probabilities are not kept.
  public func attention(
    _ queries: MatrixView, _ keys: MatrixView, _ values: MatrixView, _ layout: AttentionLayout,
    into output: MutableMatrixView
  ) {
    attention(queries, keys, values, layout, dropout: nil, probabilities: nil, into: output)
  }

  /// One linear layer; see ``LinearPart``.
  public func linear(
    _ x: MatrixView, _ weight: PackedMatrix, bias: Vector? = nil, residual: MatrixView? = nil,
    rectifying: Bool = false, into y: MutableMatrixView
  ) {
    linear(x, [LinearPart(weight, bias: bias, residual: residual, rectifying: rectifying, into: y)])
  }
}
