/// A matrix of doubles: what the plain formulas of ``OperationCase`` are written in.
public struct DoubleMatrix: Sendable {
  /// Its size.
  public let rows, columns: Int
  /// Its elements, row by row.
  public var values: [Double]

  /// Makes a matrix of `values`, row by row.
  public init(rows: Int, columns: Int, _ values: [Double]) {
    precondition(values.count == rows * columns)
    self.rows = rows
    self.columns = columns
    self.values = values
  }

  /// Element (i, j) is `element(i, j)`.
  public init(rows: Int, columns: Int, _ element: (Int, Int) -> Double) {
    self.init(rows: rows, columns: columns, (0..<rows).flatMap { i in (0..<columns).map { element(i, $0) } })
  }

  /// Element (`row`, `column`).
  public subscript(row: Int, column: Int) -> Double { values[row * columns + column] }
}
