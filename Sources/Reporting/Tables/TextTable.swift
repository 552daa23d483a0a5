/// A table of text cells that prints on a terminal, in Markdown and in a page: one value, three renderings.
///
/// ```swift
/// let table = TextTable(columns: [.init("kind"), .init("time", .right)], rows: [["linear", "4.1 ms"]])
/// print(table)
/// ```
/// prints
/// ```
/// kind      time
/// ──────  ──────
/// linear  4.1 ms
/// ```
/// The caller formats the numbers (``Numeral`` helps); a cell that was not measured is its own text, say "–".
public struct TextTable: Hashable, Sendable {
  /// The side of its column that a cell leans on.
  public enum Alignment: Hashable, Sendable {
    case left, right
  }

  /// A column's header and the alignment of its cells.
  public struct Column: Hashable, Sendable {
    /// The header.
    public var title: String
    /// The side on which header and cells stand: text left, numbers right.
    public var alignment: Alignment

    /// Makes a column; `.left` unless told.
    public init(_ title: String, _ alignment: Alignment = .left) {
      self.title = title
      self.alignment = alignment
    }
  }

  /// The columns, left to right.
  public let columns: [Column]
  /// The cells, row by row, each row as long as `columns`.
  public private(set) var rows: [[String]]

  /// Makes a table.
  /// - Precondition: there is a column, and each row has one cell per column.
  public init(columns: [Column], rows: [[String]] = []) {
    precondition(!columns.isEmpty, "a table needs at least one column")
    self.columns = columns
    self.rows = []
    for row in rows { append(row) }
  }

  /// Adds a row at the bottom.
  /// - Precondition: one cell per column.
  public mutating func append(_ row: [String]) {
    precondition(
      row.count == columns.count, "a row of \(row.count) cells in a table of \(columns.count) columns: \(row)")
    rows.append(row)
  }
}

extension TextTable: CustomStringConvertible {
  /// The table for a terminal: padded columns two spaces apart, a rule under the header, no line at the end.
  ///
  /// Widths count Unicode scalars. Control characters become spaces, so that a row is one line and a hostile cell
  /// cannot move the cursor.
  public var description: String {
    let grid = PaddedGrid(self) { $0.withoutControls }
    let rule = grid.widths.map { String(repeating: "─", count: $0) }
    return ([grid.header, rule] + grid.rows).map { line in
      let text = line.joined(separator: "  ")
      return String(text.reversed().drop { $0 == " " }.reversed())
    }.joined(separator: "\n")
  }
}

/// A table's cells, rewritten and padded to their columns' widths.
struct PaddedGrid {
  let widths: [Int]
  let header: [String]
  let rows: [[String]]

  init(_ table: TextTable, minimumWidth: Int = 1, rewrite: (String) -> String) {
    let lines = ([table.columns.map(\.title)] + table.rows).map { $0.map(rewrite) }
    let widths = table.columns.indices.map { column in
      lines.reduce(minimumWidth) { max($0, $1[column].unicodeScalars.count) }
    }
    let padded = lines.map { line in
      zip(line, zip(widths, table.columns)).map { cell, slot in
        let padding = String(repeating: " ", count: slot.0 - cell.unicodeScalars.count)
        return slot.1.alignment == .right ? padding + cell : cell + padding
      }
    }
    self.widths = widths
    header = padded[0]
    rows = Array(padded.dropFirst())
  }
}
