import Foundation
import TestSupport
import Testing
import TransformerIR

@testable import CostModel

/// Every kind of bad latency file gets an error that names file, line and column.
@Suite struct BadLatencyFileTests {
  /// A field of the second of three rows, so of line 3.
  @Test(arguments: [
    ("latency_mean_decoder", "nan", "found 'nan', expected a positive number of at most 1e12"),
    ("latency_mean_decoder", "inf", "found 'inf', expected a positive number"),
    ("latency_mean_decoder", "-inf", "found '-inf', expected a positive number"),
    ("latency_mean_decoder", "0", "found '0', expected a positive number"),
    ("latency_mean_decoder", "-0.0", "found '-0.0', expected a positive number"),
    ("latency_mean_decoder", "-80", "found '-80', expected a positive number"),
    ("latency_mean_decoder", "fast", "found 'fast', expected a positive number"),
    ("latency_mean_decoder", "", "found '', expected a positive number"),
    ("latency_mean_decoder", " 80", "found ' 80', expected a positive number"),
    ("latency_mean_decoder", "80 ms", "found '80 ms', expected a positive number"),
    ("latency_mean_decoder", "1e300", "found '1e300', expected a positive number of at most 1e12"),
    ("latency_mean_decoder", "4.9e-324", "found '4.9e-324', expected a positive number"),
    ("latency_mean_encoder", "0", "found '0', expected a positive number"),
    ("latency_std_encoder", "-1", "found '-1', expected a number that is not negative"),
    ("latency_std_decoder", "nan", "found 'nan', expected a number that is not negative"),
    ("decoder_layer_num", "2.5", "found '2.5', expected a whole number of at most 256 layers"),
    ("encoder_layer_num", "257", "found '257', expected a whole number of at most 256 layers"),
    ("encoder_layer_num", "0", "found '0', expected a positive number"),
    ("encoder_embed_dim", "65537", "found '65537', expected a width from 1 to 65536"),
    ("decoder_embed_dim", "0.5", "found '0.5', expected a width from 1 to 65536"),
    ("encoder_ffn_embed_dim_avg", "1e9", "found '1e9', expected a width from 1 to 65536"),
    ("decoder_ffn_embed_dim_avg", "0", "found '0', expected a positive number"),
    ("encoder_self_attention_heads_avg", "0.5", "found '0.5', expected from 1 to 65536 heads"),
    ("decoder_ende_attention_heads_avg", "1e6", "found '1e6', expected from 1 to 65536 heads"),
    ("decoder_arbitrary_ende_attn_avg", "-1", "found '-1', expected a positive number"),
    ("decoder_arbitrary_ende_attn_avg", "3.5", "found '3.5', expected between 1 and 3 attended encoder layers"),
  ])
  func aBadFieldNamesItsLineAndColumn(column: String, field: String, expected: String) throws {
    var csv = LatencyCSV(rows: 3)
    csv.rows[1][try #require(csv.header.firstIndex(of: column))] = field
    let message = message { _ = try csv.read() }
    #expect(message.hasPrefix("folder/board.csv:3: column '\(column)': \(expected)"), "\(message)")
  }

  @Test(arguments: LatencyCSV().header) func aMissingColumnIsNamed(name: String) throws {
    var csv = LatencyCSV()
    csv.header[try #require(csv.header.firstIndex(of: name))] = "other"
    #expect(
      message { _ = try csv.read() }
        == "folder/board.csv:1: column '\(name)': found no such column, expected HAT's ten features and four latencies")
  }

  @Test(arguments: [("first", "a whole number"), ("-1", "a whole number"), ("0", "every position in run order once")])
  func aBadRunOrderIsNamed(field: String, expected: String) {
    var csv = LatencyCSV(rows: 3)
    csv.append("run_order", ["0", "1", field])
    let message = message { _ = try csv.read() }
    #expect(message.hasPrefix("folder/board.csv:4: column 'run_order': found '\(field)', expected \(expected)"))
  }

  @Test func shortAndLongRowsNameTheirLine() {
    var csv = LatencyCSV(rows: 2)
    csv.rows[1].removeLast()
    #expect(message { _ = try csv.read() } == "folder/board.csv:3: found 13 fields, expected 14, as in the header")
    csv.rows[1] += ["4.0", "5.0"]
    #expect(message { _ = try csv.read() } == "folder/board.csv:3: found 15 fields, expected 14, as in the header")
  }

  @Test func aHeaderWithoutRowsIsAnError() {
    #expect(
      message { _ = try LatencyCSV(rows: 0).read() }
        == "cannot read 'folder/board.csv': it has a header but no rows")
  }

  @Test func anEmptyFileIsAnError() {
    #expect(throws: CostModelError.self) { try LatencyDataset.parse(csv: "", name: "x", space: .wmt) }
  }

  /// A million digits are a number far too large; the message repeats only the first of them.
  @Test func aHugeFieldIsNotRepeatedInFull() {
    var csv = LatencyCSV()
    csv.rows[0][10] = String(repeating: "9", count: 1_000_000)
    let message = message { _ = try csv.read() }
    #expect(message.contains("column 'latency_mean_encoder': found '9999"))
    #expect(message.count < 200)
  }

  @Test func aMissingFileIsAnError() {
    #expect(
      message { _ = try LatencyDataset.load(file: "/no/such.csv", space: .wmt) }
        == "cannot read '/no/such.csv': there is no such file or folder")
  }

  /// Any byte of a good file flipped: an error or a dataset, never a crash.
  @Test(arguments: UInt8(0)..<8) func aFileWithAFlippedBitIsAnErrorOrADataset(bit: UInt8) {
    let bytes = Array(LatencyCSV(rows: 2).text.utf8)
    for position in bytes.indices {
      var flipped = bytes
      flipped[position] ^= 1 << bit
      guard let text = String(validating: flipped, as: UTF8.self) else { continue }
      let dataset = try? LatencyDataset.parse(csv: text, name: "x", space: .wmt)
      #expect(dataset?.rows.allSatisfy { $0.latency.value > 0 } ?? true)
    }
  }
}
