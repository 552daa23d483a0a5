import Quantities

/// `Y = X·Wᵀ + b`, fused also `max(Y, 0)`: X is `[rows, inner]`, W is `[columns, inner]` as HAT stores it, b is `[columns]`.
public struct Linear: Hashable, Sendable {
  /// Rows of the input and the output.
  public var rows: Extent
  /// Input channels and output channels.
  public var inner, columns: Double
  /// Whether a bias is added; the output layer has none.
  public var hasBias: Bool
  /// Whether negative results become zero before they are written.
  public var isRectifying: Bool

  /// Makes a linear map of `rows` vectors from `inner` to `columns` channels.
  public init(rows: Extent, inner: Double, columns: Double, hasBias: Bool = true, isRectifying: Bool = false) {
    self.rows = rows
    self.inner = inner
    self.columns = columns
    self.hasBias = hasBias
    self.isRectifying = isRectifying
  }

  /// Weights are read once however many rows there are; the bias is counted with them. A fused ReLU adds nothing.
  public func work(at lengths: Lengths, _ precision: Precision) -> Work {
    let rows = rows.value(at: lengths)
    return Work(
      flops: 2 * rows * inner * columns,
      weightBytes: (inner + (hasBias ? 1 : 0)) * columns * precision.bytesPerElement,
      dataBytes: rows * (inner + columns) * precision.bytesPerElement)
  }
}
