/// A linear layer's weight in the order of one backend's kernel: made by ``Backend/pack(_:)``, read by
/// ``Backend/linear(_:_:)`` of the same backend.
public final class PackedMatrix: @unchecked Sendable {
  /// Output channels and input channels.
  public let columns, inner: Int
  /// The packed weights; never written after the backend has filled them.
  let storage: MutableVector

  /// Makes room for `count` floats that the caller fills.
  init(columns: Int, inner: Int, count: Int) {
    self.columns = columns
    self.inner = inner
    storage = .allocate(capacity: count)
  }

  deinit { storage.deallocate() }

  /// The memory it takes, in bytes.
  public var byteCount: Int { storage.count * MemoryLayout<Float>.stride }
}

/// One linear layer among several that read the same input: `y = x·Wᵀ + bias + residual`, then `max(y, 0)` if rectifying.
public struct LinearPart {
  /// W, `[columns, inner]`.
  public var weight: PackedMatrix
  /// Added to each row, `[columns]`.
  public var bias: Vector?
  /// Added element by element, shaped like y; it may be y's own memory.
  public var residual: MatrixView?
  /// Whether negative results become zero.
  public var isRectifying: Bool
  /// The result, `[rows, columns]`.
  public var y: MutableMatrixView

  /// Makes a part.
  public init(
    _ weight: PackedMatrix, bias: Vector? = nil, residual: MatrixView? = nil, rectifying: Bool = false,
    into y: MutableMatrixView
  ) {
    self.weight = weight
    self.bias = bias
    self.residual = residual
    isRectifying = rectifying
    self.y = y
  }

  /// Traps unless the sizes fit an input of `x`'s shape.
  func check(against x: MatrixView) {
    precondition(
      weight.inner == x.columns && y.rows == x.rows && y.columns == weight.columns && !x.isTransposed,
      "a packed weight [\(weight.columns), \(weight.inner)] on [\(x.rows), \(x.columns)] does not give [\(y.rows), \(y.columns)]"
    )
    if let bias { checkLengths(bias.count, y.columns) }
    if let residual {
      precondition(
        residual.rows == y.rows && residual.columns == y.columns && !residual.isTransposed,
        "a residual [\(residual.rows), \(residual.columns)] for [\(y.rows), \(y.columns)]")
    }
  }
}
