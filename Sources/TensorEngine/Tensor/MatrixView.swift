/// A matrix lent to a kernel: element (i, j) lies at `base[i * stride + j]`, or at `base[j * stride + i]` if transposed.
///
/// It owns nothing and is valid for one call only. The stride may exceed the row length, so that a kernel can work on
/// the top-left part of a larger weight.
public struct MatrixView {
  /// The first element.
  public let base: UnsafePointer<Float>
  /// The number of rows, after any transposition.
  public let rows: Int
  /// The number of columns, after any transposition.
  public let columns: Int
  /// The distance in elements between two stored rows.
  public let stride: Int
  /// Whether the stored rows are this matrix's columns.
  public let isTransposed: Bool

  /// Views `rows` stored rows of `columns` elements each, `stride` elements apart (by default: contiguous).
  public init(_ base: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int? = nil) {
    self.init(base, rows: rows, columns: columns, stride: stride ?? columns, isTransposed: false)
  }

  private init(_ base: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int, isTransposed: Bool) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride
    self.isTransposed = isTransposed
  }

  /// The same memory with rows and columns exchanged.
  public var transposed: MatrixView {
    MatrixView(base, rows: columns, columns: rows, stride: stride, isTransposed: !isTransposed)
  }

  /// The rows in `range`, in place.
  public func rows(_ range: Range<Int>) -> MatrixView {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    return MatrixView(
      base + range.lowerBound * (isTransposed ? 1 : stride), rows: range.count, columns: columns, stride: stride,
      isTransposed: isTransposed)
  }

  /// The columns in `range`, in place.
  public func columns(_ range: Range<Int>) -> MatrixView { transposed.rows(range).transposed }

  /// Element (`row`, `column`); unchecked.
  public subscript(row: Int, column: Int) -> Float {
    isTransposed ? base[column * stride + row] : base[row * stride + column]
  }
}

/// A row-major matrix that a kernel may write: element (i, j) lies at `base[i * stride + j]`.
public struct MutableMatrixView {
  /// The first element.
  public let base: UnsafeMutablePointer<Float>
  /// The number of rows.
  public let rows: Int
  /// The number of columns.
  public let columns: Int
  /// The distance in elements between two rows.
  public let stride: Int

  /// Views `rows` rows of `columns` elements each, `stride` elements apart (by default: contiguous).
  public init(_ base: UnsafeMutablePointer<Float>, rows: Int, columns: Int, stride: Int? = nil) {
    self.base = base
    self.rows = rows
    self.columns = columns
    self.stride = stride ?? columns
  }

  /// The rows in `range`, in place.
  public func rows(_ range: Range<Int>) -> MutableMatrixView {
    precondition(range.lowerBound >= 0 && range.upperBound <= rows, "rows \(range) of \(rows)")
    return MutableMatrixView(base + range.lowerBound * stride, rows: range.count, columns: columns, stride: stride)
  }

  /// The columns in `range`, in place.
  public func columns(_ range: Range<Int>) -> MutableMatrixView {
    precondition(range.lowerBound >= 0 && range.upperBound <= columns, "columns \(range) of \(columns)")
    return MutableMatrixView(base + range.lowerBound, rows: rows, columns: range.count, stride: stride)
  }

  /// Row `index`.
  func row(_ index: Int) -> MutableVector { MutableVector(start: base + index * stride, count: columns) }
}

extension MatrixView {
  /// A matrix that is only read here.
  public init(_ matrix: MutableMatrixView) {
    self.init(matrix.base, rows: matrix.rows, columns: matrix.columns, stride: matrix.stride)
  }
}
