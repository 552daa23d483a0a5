import Foundation
import TestSupport
import Testing
import TransformerIR

@testable import CostModel

/// Histograms of lengths as files.
@Suite struct LengthHistogramTests {
  private func read(_ lines: String...) throws -> LengthMixture {
    try LengthMixture.parse(csv: lines.map { $0 + "\n" }.joined(), name: "l.csv")
  }

  @Test func linesWithTheSameLengthsAreAddedUp() throws {
    let mixture = try read("source,target,count", "8,9,3", "20,18,1", "8,9,4")
    #expect(
      mixture.entries == [.init(source: 8, target: 9, count: 7), .init(source: 20, target: 18, count: 1)])
  }

  @Test func columnsAreFoundByName() throws {
    #expect(try read("count,corpus,target,source", "3,test,9,8") == read("source,target,count", "8,9,3"))
  }

  @Test func aFileReadsAsItsText() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("l.csv")
      try "source,target,count\n8,9,3\n".write(to: file, atomically: true, encoding: .utf8)
      #expect(try LengthMixture.load(csv: file.path) == read("source,target,count", "8,9,3"))
    }
    #expect(throws: CostModelError.self) { try LengthMixture.load(csv: "/no/such/file.csv") }
  }

  /// A field of the third line.
  @Test(arguments: [
    ("nan,9,3", "source", "nan", "65536"), ("0,9,3", "source", "0", "65536"), ("8,-9,3", "target", "-9", "65536"),
    ("8.5,9,3", "source", "8.5", "65536"), ("8,65537,3", "target", "65537", "65536"), (",9,3", "source", "", "65536"),
    (" 8,9,3", "source", " 8", "65536"), ("8,9,1e3", "count", "1e3", "9007199254740992"),
    ("8,9,0", "count", "0", "9007199254740992"), ("8,9,-1", "count", "-1", "9007199254740992"),
    ("8,9,99999999999999999999", "count", "99999999999999999999", "9007199254740992"),
  ])
  func aBadFieldNamesItsLineAndColumn(line: String, column: String, found: String, limit: String) {
    #expect(
      message { _ = try read("source,target,count", "8,9,3", line) }
        == "l.csv:3: column '\(column)': found '\(found)', expected a whole number from 1 to \(limit)")
  }

  @Test func aMissingColumnOrFieldIsNamed() {
    #expect(
      message { _ = try read("source,count", "8,3") }
        == "l.csv:1: column 'target': found no such column, expected the columns source, target, count")
    #expect(
      message { _ = try read("source,target,count", "8,9") }
        == "l.csv:2: found 2 fields, expected 3, as in the header")
  }

  @Test func aHistogramOfNothingSaysSo() {
    #expect(
      message { _ = try read("source,target,count") }
        == "cannot read 'l.csv': impossible lengths: there are no sentences; give at least one pair of lengths")
  }
}
