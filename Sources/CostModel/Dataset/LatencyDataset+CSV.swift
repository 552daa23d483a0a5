import Foundation
import Hardware
import Quantities
import TransformerIR

/// HAT's latency files: ten averaged features, then mean and standard deviation of encoder and decoder in milliseconds.
extension LatencyDataset {
  private static let latencyNames = [
    "latency_mean_encoder", "latency_mean_decoder", "latency_std_encoder", "latency_std_decoder",
  ]
  private static let runOrderName = "run_order"
  private static let runtimeName = "runtime"

  /// Reads the dataset in the CSV file at `path`, measured on designs of `space`.
  ///
  /// Columns are found by name, so further ones do no harm. Rows are taken in the order of column `run_order` where there is
  /// one, else in file order.
  ///
  /// - Throws: ``CostModelError`` with file, line and column for a missing column or a number that is not finite, not
  ///   positive, or out of range.
  public static func load(file path: String, space: SearchSpace) throws(CostModelError) -> LatencyDataset {
    try read(CSVTable(path: path), space: space)
  }

  /// Reads a dataset from CSV text; `name` is what errors and the dataset are called.
  public static func parse(csv: String, name: String, space: SearchSpace) throws(CostModelError) -> LatencyDataset {
    try read(CSVTable(text: csv, file: name), space: space)
  }

  private static func read(_ table: CSVTable, space: SearchSpace) throws(CostModelError) -> LatencyDataset {
    var columns: [Int] = []
    for name in DesignAverages.featureNames + latencyNames {
      guard let column = table.header.firstIndex(of: name) else {
        throw .malformedRow(
          file: table.file, line: 1, column: name, found: "no such column",
          expected: "HAT's ten features and four latencies")
      }
      columns.append(column)
    }
    let orderColumn = table.header.firstIndex(of: runOrderName)
    var rows: [Row] = []
    var orders: Set<Int> = []
    rows.reserveCapacity(table.rows.count)
    for (index, row) in table.rows.enumerated() {
      let fields = RowFields(table: table, line: row.line, fields: row.fields)
      let order = try orderColumn.map { column throws(CostModelError) in try fields.order(column) } ?? index
      guard orders.insert(order).inserted else {
        throw fields.malformed(orderColumn!, expected: "every position in run order once")
      }
      rows.append(try fields.row(columns, order: order))
    }
    guard !rows.isEmpty else { throw .unreadable(file: table.file, reason: "it has a header but no rows") }
    if orderColumn != nil { rows.sort { $0.order < $1.order } }
    let name = URL(fileURLWithPath: table.file).deletingPathExtension().lastPathComponent
    return LatencyDataset(
      name: name, architecture: space.architecture, setting: space.setting, rows: rows,
      runtime: try runtime(of: table))
  }

  /// The one runtime of all rows; a latency belongs to a runtime, so rows of two do not mix.
  private static func runtime(of table: CSVTable) throws(CostModelError) -> String? {
    guard let column = table.header.firstIndex(of: runtimeName), let first = table.rows.first?.fields[column] else {
      return nil
    }
    if let other = table.rows.first(where: { $0.fields[column] != first }) {
      throw .malformedRow(
        file: table.file, line: other.line, column: runtimeName, found: "'\(other.fields[column].prefix(40))'",
        expected: "'\(first.prefix(40))', as in the first row")
    }
    return first.isEmpty ? nil : String(first)
  }
}

/// The fields of one line, checked as they are read.
private struct RowFields {
  let table: CSVTable
  let line: Int
  let fields: [Substring]

  func row(_ columns: [Int], order: Int) throws(CostModelError) -> LatencyDataset.Row {
    var numbers: [Double] = []
    for column in columns.prefix(12) { numbers.append(try number(column, above: true)) }
    for column in columns.suffix(2) { numbers.append(try number(column, above: false)) }
    let averages = DesignAverages(features: Array(numbers.prefix(10)))
    try check(averages, columns)
    return LatencyDataset.Row(
      averages: averages,
      encoder: Measurement(
        mean: Seconds(milliseconds: numbers[10]), standardDeviation: Seconds(milliseconds: numbers[12])),
      decoder: Measurement(
        mean: Seconds(milliseconds: numbers[11]), standardDeviation: Seconds(milliseconds: numbers[13])),
      order: order)
  }

  func order(_ column: Int) throws(CostModelError) -> Int {
    guard let order = Int(fields[column]), order >= 0 else {
      throw malformed(column, expected: "a whole number from 0 up")
    }
    return order
  }

  /// Milliseconds and features beyond these are no measurements, and would overflow or vanish in what is done with them.
  private static let plausible = 1e-9...1e12

  /// The number in `column`: finite, and above zero or (where `above` is false) at least zero.
  private func number(_ column: Int, above: Bool) throws(CostModelError) -> Double {
    guard let number = Double(fields[column]), Self.plausible.contains(number) || (!above && number == 0) else {
      throw malformed(
        column, expected: "a \(above ? "positive number" : "number that is not negative") of at most 1e12")
    }
    return number
  }

  private func check(_ averages: DesignAverages, _ columns: [Int]) throws(CostModelError) {
    let features = averages.features
    for index in [1, 5] where features[index] != features[index].rounded() || features[index] > Double(Limits.layers) {
      throw malformed(columns[index], expected: "a whole number of at most \(Limits.layers) layers")
    }
    for index in [0, 2, 4, 6] where !(1...Double(Limits.width)).contains(features[index]) {
      throw malformed(columns[index], expected: "a width from 1 to \(Limits.width)")
    }
    for index in [3, 7, 8] where !(1...Double(Limits.width)).contains(features[index]) {
      throw malformed(columns[index], expected: "from 1 to \(Limits.width) heads")
    }
    if !(1...3).contains(features[9]) {
      throw malformed(columns[9], expected: "between 1 and 3 attended encoder layers")
    }
  }

  func malformed(_ column: Int, expected: String) -> CostModelError {
    .malformedRow(
      file: table.file, line: line, column: table.header[column], found: "'\(fields[column].prefix(40))'",
      expected: expected)
  }
}
