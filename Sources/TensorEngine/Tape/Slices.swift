/// The part of a matrix on a ``Tape`` that an operation multiplies with, in place: some of its rows, and of these the
/// first columns. The gradient of the rest is zero.
public struct MatrixSlice: Sendable {
  /// The whole matrix.
  let variable: Variable
  /// The rows used.
  let rows: Range<Int>
  /// How many of the first columns are used.
  let columns: Int
}

/// The part of a vector on a ``Tape`` that an operation uses.
public struct VectorSlice: Sendable {
  /// The whole vector.
  let variable: Variable
  /// The elements used.
  let range: Range<Int>
}

extension Variable {
  /// The first `columns` elements of `rows` of this matrix; by default all of it.
  public func slice(rows: Range<Int>? = nil, columns: Int? = nil) -> MatrixSlice {
    let slice = MatrixSlice(variable: self, rows: rows ?? 0..<self.rows, columns: columns ?? self.columns)
    precondition(
      shape.count == 2 && slice.rows.lowerBound >= 0 && slice.rows.upperBound <= self.rows && slice.columns >= 0
        && slice.columns <= self.columns,
      "rows \(slice.rows) and \(slice.columns) columns of a matrix of shape \(shape)")
    return slice
  }

  /// The elements in `range` of this vector.
  public func elements(_ range: Range<Int>) -> VectorSlice {
    precondition(
      shape.count == 1 && range.lowerBound >= 0 && range.upperBound <= columns,
      "elements \(range) of a vector of shape \(shape)")
    return VectorSlice(variable: self, range: range)
  }
}

extension Tape {
  /// The elements of `slice`, where they lie.
  func matrix(_ slice: MatrixSlice) -> MatrixView {
    matrix(slice.variable).rows(slice.rows).columns(0..<slice.columns)
  }

  /// The elements of `slice`, where they lie.
  func values(_ slice: VectorSlice) -> Vector { values(slice.variable).part(slice.range) }
}
