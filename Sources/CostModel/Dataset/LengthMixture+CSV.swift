import TransformerIR

/// Histograms of sentence lengths: one line for each pair of lengths, with how many sentences have them.
///
/// ```
/// source,target,count
/// 8,9,3
/// 20,18,1
/// ```
extension LengthMixture {
  private static let columns = ["source", "target", "count"]

  /// Reads the histogram in the CSV file at `path`.
  ///
  /// Columns are found by name, so further ones do no harm. Lengths are in tokens, end symbols counted; lines with the same
  /// lengths are added up.
  ///
  /// - Throws: ``CostModelError`` with file, line and column for a missing column or anything but a whole number in range.
  public static func load(csv path: String) throws(CostModelError) -> LengthMixture {
    try read(CSVTable(path: path))
  }

  /// Reads a histogram from CSV text; `name` is what errors call it.
  ///
  /// - Throws: ``CostModelError``, as ``load(csv:)`` does.
  public static func parse(csv text: String, name: String) throws(CostModelError) -> LengthMixture {
    try read(CSVTable(text: text, file: name))
  }

  private static func read(_ table: CSVTable) throws(CostModelError) -> LengthMixture {
    var places: [Int] = []
    for name in columns {
      guard let place = table.header.firstIndex(of: name) else {
        throw .malformedRow(
          file: table.file, line: 1, column: name, found: "no such column",
          expected: "the columns \(columns.joined(separator: ", "))")
      }
      places.append(place)
    }
    var entries: [Entry] = []
    entries.reserveCapacity(table.rows.count)
    for row in table.rows {
      var numbers: [Int] = []
      for (place, limit) in zip(places, [Limits.length, Limits.length, sentenceLimit]) {
        numbers.append(try number(table, row.line, place, row.fields[place], limit: limit))
      }
      entries.append(Entry(source: numbers[0], target: numbers[1], count: numbers[2]))
    }
    do throws(TransformerIRError) {
      return try LengthMixture(entries)
    } catch {
      throw .unreadable(file: table.file, reason: "\(error)")
    }
  }

  /// The whole number in a field, from 1 to `limit`.
  private static func number(
    _ table: CSVTable, _ line: Int, _ column: Int, _ field: Substring, limit: Int
  ) throws(CostModelError) -> Int {
    guard let number = Int(field), (1...limit).contains(number) else {
      throw .malformedRow(
        file: table.file, line: line, column: table.header[column], found: "'\(field.prefix(40))'",
        expected: "a whole number from 1 to \(limit)")
    }
    return number
  }
}
