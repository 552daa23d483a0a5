import Files

/// A comma-separated file with a header line, kept as text with line numbers.
///
/// RFC 4180: fields may be quoted, quotes are doubled inside, and a quoted field may hold commas and line breaks. Stricter
/// than most readers on purpose: a row with too few or too many fields is an error with its line, never padded. A byte order
/// mark, which spreadsheets write, is skipped.
struct CSVTable {
  let file: String
  let header: [String]
  let rows: [(line: Int, fields: [Substring])]

  /// A dataset of a million rows stays below this.
  private static let sizeLimit = 1 << 30

  init(path: String) throws(CostModelError) {
    let text: String
    do throws(FileError) {
      text = try WholeFile.readText(path, limit: Self.sizeLimit)
    } catch {
      throw .unreadable(file: path, reason: "\(error)")
    }
    try self.init(text: text, file: path)
  }

  init(text: String, file: String) throws(CostModelError) {
    var scanner = Scanner(text: text, file: file)
    guard let first = try scanner.nextRow() else {
      throw .unreadable(file: file, reason: "it is empty; the first line must name the columns")
    }
    let header = first.fields.map(String.init)
    var names: Set<String> = []
    for name in header where !names.insert(name).inserted {
      throw .malformedRow(file: file, line: 1, column: name, found: "it twice", expected: "every column once")
    }
    var rows: [(line: Int, fields: [Substring])] = []
    while let row = try scanner.nextRow() {
      if row.fields == [""] { continue }
      guard row.fields.count == header.count else {
        throw .malformedRow(
          file: file, line: row.line, column: nil, found: "\(row.fields.count) fields",
          expected: "\(header.count), as in the header")
      }
      rows.append(row)
    }
    self.file = file
    self.header = header
    self.rows = rows
  }

  /// Cuts text into rows of fields.
  private struct Scanner {
    let bytes: Substring.UTF8View
    let text: Substring
    let file: String
    var position: Substring.UTF8View.Index
    var line = 1

    init(text: String, file: String) {
      self.text = text.unicodeScalars.first == "\u{FEFF}" ? Substring(text.unicodeScalars.dropFirst()) : Substring(text)
      self.file = file
      bytes = self.text.utf8
      position = bytes.startIndex
    }

    mutating func nextRow() throws(CostModelError) -> (line: Int, fields: [Substring])? {
      guard position < bytes.endIndex else { return nil }
      let firstLine = line
      var fields: [Substring] = []
      while true {
        fields.append(try nextField())
        guard position < bytes.endIndex else { return (firstLine, fields) }
        let separator = bytes[position]
        position = bytes.index(after: position)
        if separator == UInt8(ascii: "\n") {
          line += 1
          return (firstLine, fields)
        }
      }
    }

    /// A field up to, and not including, the comma or line feed that ends it.
    private mutating func nextField() throws(CostModelError) -> Substring {
      guard position < bytes.endIndex, bytes[position] == UInt8(ascii: "\"") else { return plainField() }
      return try quotedField()
    }

    private mutating func plainField() -> Substring {
      let start = position
      while position < bytes.endIndex, bytes[position] != UInt8(ascii: ","), bytes[position] != UInt8(ascii: "\n") {
        position = bytes.index(after: position)
      }
      let field = text[start..<position]
      return field.utf8.last == UInt8(ascii: "\r") ? Substring(field.utf8.dropLast()) : field
    }

    private mutating func quotedField() throws(CostModelError) -> Substring {
      let firstLine = line
      position = bytes.index(after: position)
      var value: [UInt8] = []
      while position < bytes.endIndex {
        let byte = bytes[position]
        position = bytes.index(after: position)
        if byte == UInt8(ascii: "\"") {
          if position < bytes.endIndex, bytes[position] == byte {
            position = bytes.index(after: position)
          } else {
            try skipToSeparator()
            return Substring(decoding: value, as: UTF8.self)
          }
        } else if byte == UInt8(ascii: "\n") {
          line += 1
        }
        value.append(byte)
      }
      throw .malformedRow(
        file: file, line: firstLine, column: nil, found: "a quote that is never closed", expected: "a closing quote")
    }

    private mutating func skipToSeparator() throws(CostModelError) {
      if position < bytes.endIndex, bytes[position] == UInt8(ascii: "\r") { position = bytes.index(after: position) }
      guard
        position == bytes.endIndex || bytes[position] == UInt8(ascii: ",") || bytes[position] == UInt8(ascii: "\n")
      else {
        throw .malformedRow(
          file: file, line: line, column: nil, found: "text after a closing quote", expected: "a comma or a new line")
      }
    }
  }
}
