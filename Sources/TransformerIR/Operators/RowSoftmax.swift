import Quantities

/// Softmax, or its logarithm, of each row of a `[rows, columns]` matrix, in place.
public struct RowSoftmax: Hashable, Sendable {
  /// What is normalised.
  public enum Use: Hashable, Sendable {
    /// Attention scores, which stay in a core's cache.
    case attention
    /// The logarithm over the vocabulary, before a search picks words.
    case vocabulary
  }

  /// What is normalised.
  public var use: Use
  /// Sequences times heads; 1 for the vocabulary.
  public var matrices: Double
  /// Rows per matrix.
  public var rows: Extent
  /// Columns per row.
  public var columns: Extent

  /// Makes the softmax of `matrices` matrices of `rows` rows.
  public init(_ use: Use, matrices: Double, rows: Extent, columns: Extent) {
    self.use = use
    self.matrices = matrices
    self.rows = rows
    self.columns = columns
  }

  /// Every element is read and written once.
  public func work(at lengths: Lengths, _ precision: Precision) -> Work {
    let bytes =
      2 * matrices * rows.value(at: lengths) * columns.value(at: lengths) * precision.bytesPerElement
    switch use {
    case .attention: return Work(scratchBytes: bytes)
    case .vocabulary: return Work(dataBytes: bytes)
    }
  }
}
