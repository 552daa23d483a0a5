/// Numbers in `[rows, columns]`, row by row: the amounts of work behind each measurement.
struct FeatureMatrix: Sendable {
  let columns: Int
  private(set) var values: [Double] = []

  init(columns: Int) { self.columns = columns }

  init(_ rows: [[Double]], columns: Int) {
    self.columns = columns
    for row in rows { append(row) }
  }

  var rowCount: Int { columns == 0 ? 0 : values.count / columns }

  mutating func append(_ row: [Double]) {
    precondition(row.count == columns, "a row of \(row.count) numbers in a matrix of \(columns) columns")
    values += row
  }

  subscript(row: Int, column: Int) -> Double { values[row * columns + column] }

  func row(_ index: Int) -> ArraySlice<Double> { values[index * columns..<(index + 1) * columns] }

  /// The matrix of only the rows at `indices`.
  func selecting(_ indices: [Int]) -> FeatureMatrix {
    var selection = FeatureMatrix(columns: columns)
    for index in indices { selection.values += row(index) }
    return selection
  }

  /// The product with a vector of one number per column.
  func times(_ vector: [Double]) -> [Double] {
    precondition(vector.count == columns, "a vector of \(vector.count) numbers for \(columns) columns")
    return values.withUnsafeBufferPointer { values in
      (0..<rowCount).map { row in
        var sum = 0.0
        for column in 0..<columns { sum += values[row * columns + column] * vector[column] }
        return sum
      }
    }
  }

  /// `AᵀWA` and `AᵀWb` for a diagonal W, `[columns, columns]` row by row.
  func normalEquations(weights: [Double], targets: [Double]) -> (gram: [Double], moment: [Double]) {
    var gram = [Double](repeating: 0, count: columns * columns)
    var moment = [Double](repeating: 0, count: columns)
    values.withUnsafeBufferPointer { values in
      for row in 0..<rowCount {
        let weight = weights[row]
        guard weight > 0 else { continue }
        let base = row * columns
        for first in 0..<columns {
          let scaled = weight * values[base + first]
          moment[first] += scaled * targets[row]
          for second in 0...first { gram[first * columns + second] += scaled * values[base + second] }
        }
      }
    }
    for first in 0..<columns {
      for second in 0..<first { gram[second * columns + first] = gram[first * columns + second] }
    }
    return (gram, moment)
  }
}
