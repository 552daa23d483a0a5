import Quantities

/// One of attention's two products, done for every head: `S = Q·Kᵀ` (scores) or `O = P·V` (mixing).
///
/// Q and O are `[rows, headWidth]`, K and V are `[keys, headWidth]`, S and P are `[rows, keys]`, for each of `matrices`
/// heads. Neither has weights.
public struct BatchedProduct: Hashable, Sendable {
  /// Which of the two products.
  public enum Use: Hashable, Sendable {
    /// Queries against keys: writes scores.
    case scores
    /// Probabilities against values: reads scores.
    case mixing
  }

  /// Which of the two products.
  public var use: Use
  /// Heads times sequences.
  public var matrices: Double
  /// Queries per matrix.
  public var rows: Extent
  /// Channels of one head.
  public var headWidth: Double
  /// Positions attended to.
  public var keys: Extent

  /// Makes the product of one attention.
  public init(_ use: Use, matrices: Double, rows: Extent, headWidth: Double, keys: Extent) {
    self.use = use
    self.matrices = matrices
    self.rows = rows
    self.headWidth = headWidth
    self.keys = keys
  }

  /// Queries or outputs and keys or values are data; the score matrix is scratch.
  public func work(at lengths: Lengths, _ precision: Precision) -> Work {
    let rows = rows.value(at: lengths)
    let keys = keys.value(at: lengths)
    let channels = matrices * headWidth
    return Work(
      flops: 2 * channels * rows * keys, dataBytes: channels * (rows + keys) * precision.bytesPerElement,
      scratchBytes: matrices * rows * keys * precision.bytesPerElement, matrices: matrices)
  }
}
