import TensorEngine

/// What a backend was asked for: the sizes of one call.
enum KernelCall: Equatable {
  case linear(rows: Int, inner: Int, columns: Int, hasBias: Bool, isRectifying: Bool)
  case scores(Meeting)
  case softmax(Meeting)
  case mixing(Meeting)
  case attention(Meeting)
  case logSoftmax(rows: Int, columns: Int)
  case layerNorm(rows: Int, columns: Int, addsResidual: Bool)
  case add(count: Int)
  case relu(count: Int)
  case embed(rows: Int, columns: Int, vocabulary: Int, addsPositions: Bool)
  case addPositions(rows: Int, columns: Int)
  case topK(rows: Int, columns: Int, count: Int, isNormalised: Bool)
  case crossEntropy(rows: Int, columns: Int)

  /// Sizes of an attention whose groups are all alike; -1 where they are not.
  struct Meeting: Equatable {
    var matrices, queries, keys, headWidth: Int
    var isCausal = false

    init(matrices: Int, queries: Int, keys: Int, headWidth: Int, isCausal: Bool = false) {
      self.matrices = matrices
      self.queries = queries
      self.keys = keys
      self.headWidth = headWidth
      self.isCausal = isCausal
    }

    var withoutHeadWidth: Self {
      Self(matrices: matrices, queries: queries, keys: keys, headWidth: 0, isCausal: isCausal)
    }

    init(_ layout: AttentionLayout) {
      func common(_ counts: [Int]) -> Int { Set(counts).count == 1 ? counts[0] : -1 }
      self.init(
        matrices: layout.groups.count * layout.heads, queries: common(layout.groups.map(\.queries.count)),
        keys: common(layout.groups.map(\.keyCount)), headWidth: layout.headWidth, isCausal: layout.isCausal)
    }
  }
}

/// A backend that computes nothing and, if asked to, remembers what it was called with. Its best words are always the
/// first ones after the special tokens.
final class DryBackend: Backend, @unchecked Sendable {
  private let isRecording: Bool
  private(set) var calls: [KernelCall] = []

  init(recording: Bool) { isRecording = recording }

  /// The calls since the last time.
  func takeCalls() -> [KernelCall] {
    defer { calls.removeAll() }
    return calls
  }

  private func record(_ call: @autoclosure () -> KernelCall) {
    if isRecording { calls.append(call()) }
  }

  func pack(_ weight: MatrixView) -> PackedMatrix { ReferenceBackend().pack(weight) }

  func linear(_ x: MatrixView, _ parts: [LinearPart]) {
    for part in parts {
      precondition(part.y.rows == x.rows && part.weight.inner == x.columns && part.y.columns == part.weight.columns)
    }
    record(
      .linear(
        rows: x.rows, inner: x.columns, columns: parts.reduce(0) { $0 + $1.y.columns },
        hasBias: parts.allSatisfy { $0.bias != nil }, isRectifying: parts.allSatisfy(\.isRectifying)))
  }

  func attentionScores(
    _ queries: MatrixView, _ keys: MatrixView, _ layout: AttentionLayout, into scores: MutableVector
  ) {
    precondition(scores.count == layout.scoreCount)
    record(.scores(.init(layout)))
  }

  func attentionSoftmax(_ scores: MutableVector, _ layout: AttentionLayout) {
    // A softmax does not care how wide heads are.
    record(.softmax(KernelCall.Meeting(layout).withoutHeadWidth))
  }

  func attentionMixing(
    _ probabilities: Vector, _ values: MatrixView, _ layout: AttentionLayout, into output: MutableMatrixView
  ) { record(.mixing(.init(layout))) }

  func attention(
    _ queries: MatrixView, _ keys: MatrixView, _ values: MatrixView, _ layout: AttentionLayout, dropout: Dropout?,
    probabilities: MutableVector?, into output: MutableMatrixView
  ) { record(.attention(.init(layout))) }

  func layerNorm(
    _ x: MatrixView, residual: MatrixView?, gain: Vector, bias: Vector, into y: MutableMatrixView,
    moments: MutableVector?
  ) { record(.layerNorm(rows: x.rows, columns: x.columns, addsResidual: residual != nil)) }

  func embed(
    _ tokens: UnsafeBufferPointer<Int32>, table: MatrixView, scale: Float, positions: MatrixView?,
    places: UnsafeBufferPointer<Int32>, into y: MutableMatrixView
  ) {
    precondition(tokens.allSatisfy { $0 >= 0 && $0 < table.rows } && tokens.count == y.rows)
    record(
      .embed(rows: y.rows, columns: y.columns, vocabulary: table.rows, addsPositions: positions != nil))
  }

  func addPositions(
    _ positions: MatrixView, places: UnsafeBufferPointer<Int32>, scale: Float, to y: MutableMatrixView
  ) {
    precondition(places.allSatisfy { $0 >= 0 && $0 < positions.rows })
    record(.addPositions(rows: y.rows, columns: y.columns))
  }

  func relu(_ x: Vector, into y: MutableVector) { record(.relu(count: x.count)) }
  func add(_ a: Vector, _ b: Vector, into y: MutableVector) { record(.add(count: y.count)) }
  func logSoftmax(_ x: MutableMatrixView) { record(.logSoftmax(rows: x.rows, columns: x.columns)) }

  func topK(
    _ x: MatrixView, count: Int, normalised: Bool, values: MutableVector, indices: UnsafeMutableBufferPointer<UInt32>
  ) {
    for row in 0..<x.rows {
      for rank in 0..<count {
        // The second row of every sentence dies, so that caches must move.
        values[row * count + rank] = -Float(rank) - (row % 2 == 1 ? 100 : 0)
        indices[row * count + rank] = UInt32(min(4 + rank, x.columns - 1))
      }
    }
    record(.topK(rows: x.rows, columns: x.columns, count: count, isNormalised: normalised))
  }

  func crossEntropy(
    _ logits: MutableMatrixView, targets: UnsafeBufferPointer<Int32>, smoothing: Float, gradientScale: Float?,
    rows: UnsafeMutableBufferPointer<CrossEntropy>?
  ) -> CrossEntropy {
    record(.crossEntropy(rows: logits.rows, columns: logits.columns))
    rows?.update(repeating: CrossEntropy(tokens: 1))
    return CrossEntropy(tokens: targets.count)
  }
}

/// What no engine calls.
extension DryBackend {
  func multiply(_ a: MatrixView, _ b: MatrixView, into c: MutableMatrixView, adding: Bool) { fatalError("unused") }
  func linear(
    _ x: MatrixView, weight: MatrixView, bias: Vector?, residual: MatrixView?, rectifying: Bool,
    into y: MutableMatrixView
  ) { fatalError("unused") }
  func addBias(_ bias: Vector, to y: MutableMatrixView, rectifying: Bool) { fatalError("unused") }
  func dAddBias(_ dy: MatrixView, into dBias: MutableVector, adding: Bool) { fatalError("unused") }
  func dRelu(_ dy: Vector, y: Vector, into dx: MutableVector, adding: Bool) { fatalError("unused") }
  func tanh(_ x: Vector, into y: MutableVector) { fatalError("unused") }
  func dTanh(_ dy: Vector, y: Vector, into dx: MutableVector, adding: Bool) { fatalError("unused") }
  func clear(_ y: MutableMatrixView) { fatalError("unused") }
  func dropout(_ dropout: Dropout, _ x: Vector, residual: Vector?, into y: MutableVector, adding: Bool) {
    fatalError("unused")
  }
  func distillation(
    _ logits: MutableMatrixView, teacher: MutableMatrixView, targets: UnsafeBufferPointer<Int32>, labelShare: Float,
    gradientScale: Float?
  ) -> CrossEntropy { fatalError("unused") }
  func dAttention(_ gradient: AttentionGradient, _ layout: AttentionLayout, scratch: MutableVector) {
    fatalError("unused")
  }
  func dLayerNorm(
    _ dy: MatrixView, x: MatrixView, moments: Vector, gain: Vector, into dx: MutableMatrixView, adding: Bool
  ) { fatalError("unused") }
  func dLayerNormWeights(
    _ dy: MatrixView, x: MatrixView, moments: Vector, intoGain dGain: MutableVector, bias dBias: MutableVector,
    adding: Bool
  ) { fatalError("unused") }
  func dEmbed(_ tokens: UnsafeBufferPointer<Int32>, _ dy: MatrixView, scale: Float, into dTable: MutableMatrixView) {
    fatalError("unused")
  }
  func meanSquaredError(_ x: Vector, target: Vector) -> Float { fatalError("unused") }
  func dMeanSquaredError(_ dy: Float, x: Vector, target: Vector, into dx: MutableVector, adding: Bool) {
    fatalError("unused")
  }
  func adam(
    _ step: AdamStep, weights: MutableVector, gradient: Vector, mean: MutableVector, square: MutableVector
  ) { fatalError("unused") }
}
