import Quantities

/// What a node of an ``OperatorGraph`` does: a closed list of payloads, one file each.
///
/// A new operator is a new case; the compiler then names the three places that must learn it: its work (here), its
/// kernel and its time. Nothing else switches over operators. Convolutions, windowed or linear attention and sparse or
/// quantised products join as payloads that state their own ``Work``.
public enum Operator: Hashable, Sendable {
  case linear(Linear)
  case batchedProduct(BatchedProduct)
  case softmax(RowSoftmax)
  case layerNorm(LayerNorm)
  case elementwise(Elementwise)
  case embedding(Embedding)
  case topK(TopK)
  case reorderCache(CacheReorder)
  case attention(Attention)

  /// The arithmetic and the traffic of one execution at `lengths`, with elements of `precision`.
  public func work(at lengths: Lengths, _ precision: Precision) -> Work {
    switch self {
    case .linear(let payload): payload.work(at: lengths, precision)
    case .batchedProduct(let payload): payload.work(at: lengths, precision)
    case .softmax(let payload): payload.work(at: lengths, precision)
    case .layerNorm(let payload): payload.work(at: lengths, precision)
    case .elementwise(let payload): payload.work(at: lengths, precision)
    case .embedding(let payload): payload.work(at: lengths, precision)
    case .topK(let payload): payload.work(at: lengths, precision)
    case .reorderCache(let payload): payload.work(at: lengths, precision)
    case .attention(let payload): payload.work(at: lengths, precision)
    }
  }

  /// The operator's kind, for grouping in tables.
  public var kind: OperatorKind {
    switch self {
    case .linear: .linear
    case .batchedProduct: .batchedProduct
    case .softmax: .softmax
    case .layerNorm: .layerNorm
    case .elementwise: .elementwise
    case .embedding: .embedding
    case .topK: .topK
    case .reorderCache: .reorderCache
    case .attention: .attention
    }
  }
}

/// The name of an operator without its shape. Raw values are what files and tables print.
public enum OperatorKind: String, CaseIterable, Codable, Hashable, Sendable {
  case linear
  case batchedProduct = "batched-product"
  case softmax
  case layerNorm = "layer-norm"
  case elementwise
  case embedding
  case topK = "top-k"
  case reorderCache = "reorder-cache"
  case attention
}

/// What executing operators costs, apart from time: counted, not measured.
public struct Work: Hashable, Sendable {
  /// Arithmetic of multiply-accumulates, two FLOPs each; other arithmetic is not counted (HAT's convention).
  public var flops: FLOPCount
  /// Weights read.
  public var weightBytes: ByteCount
  /// Activations and cached keys and values read and written.
  public var dataBytes: ByteCount
  /// Attention scores read and written. They pass from one operator to the next inside a core's cache, and are kept
  /// apart because they alone depend on heads *times* attended length, which a row of averages no longer knows.
  public var scratchBytes: ByteCount
  /// Independent small matrices of a batched product; 0 for anything else.
  public var matrices: Double

  /// Makes work; what is not given is none.
  public init(
    flops: Double = 0, weightBytes: ByteCount = .zero, dataBytes: ByteCount = .zero, scratchBytes: ByteCount = .zero,
    matrices: Double = 0
  ) {
    self.flops = FLOPCount(flops)
    self.weightBytes = weightBytes
    self.dataBytes = dataBytes
    self.scratchBytes = scratchBytes
    self.matrices = matrices
  }

  /// Weights and data together: the traffic of ``OperatorTotals``, scratch left out.
  public var bytes: ByteCount { weightBytes + dataBytes }

  /// What an operator of `kind` reads from wherever it lies, however often a phase runs: weights, and in a decoder step the
  /// cached keys and values that attention reads. The rest passes between operators.
  public func streamedBytes(in phase: PhaseKind, of kind: OperatorKind) -> ByteCount {
    let readsCaches = phase == .decodeStep && (kind == .attention || kind == .batchedProduct)
    return readsCaches ? weightBytes + dataBytes : weightBytes
  }

  /// Work done one after the other.
  public static func + (left: Work, right: Work) -> Work {
    Work(
      flops: left.flops.value + right.flops.value, weightBytes: left.weightBytes + right.weightBytes,
      dataBytes: left.dataBytes + right.dataBytes, scratchBytes: left.scratchBytes + right.scratchBytes,
      matrices: left.matrices + right.matrices)
  }

  /// Work done `times` over.
  public static func * (work: Work, times: Double) -> Work {
    Work(
      flops: work.flops.value * times, weightBytes: work.weightBytes * times, dataBytes: work.dataBytes * times,
      scratchBytes: work.scratchBytes * times, matrices: work.matrices * times)
  }
}
