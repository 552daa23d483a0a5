import Quantities

/// All of attention in one operator: `O = softmax(Q·Kᵀ)·V` for every head, with scores that never leave the core.
///
/// Q and O are `[rows, headWidth]`, K and V are `[keys, headWidth]`, for each of `matrices` heads. It is what fusing
/// ``BatchedProduct`` scores, ``RowSoftmax`` and ``BatchedProduct`` mixing gives; it has no weights. It writes over its
/// queries.
public struct Attention: Hashable, Sendable {
  /// Heads times sequences.
  public var matrices: Double
  /// Queries per matrix.
  public var rows: Extent
  /// Channels of one head.
  public var headWidth: Double
  /// Positions attended to.
  public var keys: Extent

  /// Makes the attention of `matrices` heads.
  public init(matrices: Double, rows: Extent, headWidth: Double, keys: Extent) {
    self.matrices = matrices
    self.rows = rows
    self.headWidth = headWidth
    self.keys = keys
  }

  /// Both products; queries, keys and values are read and outputs written once. There is no scratch.
  public func work(at lengths: Lengths, _ precision: Precision) -> Work {
    let rows = rows.value(at: lengths)
    let keys = keys.value(at: lengths)
    let channels = matrices * headWidth
    return Work(
      flops: 4 * channels * rows * keys, dataBytes: 2 * channels * (rows + keys) * precision.bytesPerElement,
      matrices: matrices)
  }
}
