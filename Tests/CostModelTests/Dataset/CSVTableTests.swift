import Foundation
import TestSupport
import Testing

@testable import CostModel

@Suite struct CSVTableTests {
  private func fields(_ text: String) throws -> [[String]] {
    let table = try CSVTable(text: text, file: "t.csv")
    return [table.header] + table.rows.map { $0.fields.map(String.init) }
  }

  @Test func commasAndLinesSeparate() throws {
    #expect(try fields("a,b\n1,2\n3,\n") == [["a", "b"], ["1", "2"], ["3", ""]])
  }

  @Test func theLastLineNeedsNoEnd() throws {
    #expect(try fields("a,b\n1,2") == [["a", "b"], ["1", "2"]])
    #expect(try fields("a,b\n1,") == [["a", "b"], ["1", ""]])
  }

  @Test func windowsFilesReadTheSame() throws {
    #expect(try fields("\u{FEFF}a,b\r\n1,2\r\n") == [["a", "b"], ["1", "2"]])
    #expect(try fields("\u{FEFF}\"a\",\"b\"\r\n\"1\",2\r\n") == [["a", "b"], ["1", "2"]])
  }

  @Test func quotedFieldsHoldCommasQuotesAndLines() throws {
    #expect(
      try fields("a,b\n\"1,5\",\"say \"\"x\"\"\"\n\"two\nlines\",\"\"\n") == [
        ["a", "b"], ["1,5", "say \"x\""], ["two\nlines", ""],
      ])
  }

  /// Looking for repeated names among so many must not take a look at every pair.
  @Test func aHeaderOfVeryManyColumnsIsChecked() throws {
    let names = (0..<50_000).map { "c\($0)" }.joined(separator: ",")
    #expect(try CSVTable(text: names + "\n", file: "t.csv").header.count == 50_000)
    #expect(message { _ = try CSVTable(text: names + ",c7\n", file: "t.csv") }.contains("column 'c7': found it twice"))
  }

  @Test func emptyLinesAreSkipped() throws {
    #expect(try fields("a,b\n\n1,2\n\n\n") == [["a", "b"], ["1", "2"]])
  }

  /// A quoted field over two lines and an empty line: the second row begins on line 5.
  @Test func linesAreCountedInTheFile() throws {
    #expect(try CSVTable(text: "a,b\n\"x\ny\",1\n\nz,2\n", file: "t.csv").rows.map(\.line) == [2, 5])
  }

  @Test(arguments: [
    ("", "cannot read 't.csv': it is empty; the first line must name the columns"),
    ("a,b\n1\n", "t.csv:2: found 1 fields, expected 2, as in the header"),
    ("a,b\n1,2\n1,2,3\n", "t.csv:3: found 3 fields, expected 2, as in the header"),
    ("a,b\n  \n", "t.csv:2: found 1 fields, expected 2, as in the header"),
    ("a,b\n1,\"2\n3,4\n", "t.csv:2: found a quote that is never closed, expected a closing quote"),
    ("a,b\n1,2\n\"3\"x,4\n", "t.csv:3: found text after a closing quote, expected a comma or a new line"),
    ("a,b,a\n1,2,3\n", "t.csv:1: column 'a': found it twice, expected every column once"),
    ("\"a\n", "t.csv:1: found a quote that is never closed, expected a closing quote"),
  ])
  func whatIsNotATableSaysWhere(text: String, expected: String) {
    #expect(message { _ = try CSVTable(text: text, file: "t.csv") } == expected)
  }

  @Test func bytesThatAreNotUTF8AreAnError() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("t.csv")
      try Data([0x61, 0x0A, 0xFF, 0xFE, 0x0A]).write(to: file)
      #expect(message { _ = try CSVTable(path: file.path) } == "cannot read '\(file.path)': it is not UTF-8 text")
    }
  }

  @Test func aMissingFileIsAnError() {
    #expect(
      message { _ = try CSVTable(path: "/no/such/t.csv") }
        == "cannot read '/no/such/t.csv': there is no such file or folder")
  }

  @Test func aFolderIsNotAFile() throws {
    try SharedFiles.withTemporaryFolder { folder in
      #expect(message { _ = try CSVTable(path: folder.path) } == "cannot read '\(folder.path)': it is a folder")
    }
  }

  /// Ten million characters in one field.
  @Test func aHugeFieldIsRead() throws {
    let huge = String(repeating: "9", count: 10_000_000)
    #expect(try CSVTable(text: "a,b\n\(huge),2\n", file: "t.csv").rows[0].fields[0].utf8.count == 10_000_000)
  }
}
