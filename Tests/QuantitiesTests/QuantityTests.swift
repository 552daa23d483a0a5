import Foundation
import Quantities
import Testing

@Suite struct QuantityTests {
  @Test func amountsOfOneKindAddAndCompare() {
    #expect(Seconds(1) + Seconds(0.5) == Seconds(1.5))
    #expect(ByteCount(3) - ByteCount(1) == ByteCount(2))
    #expect(FLOPCount(2) < FLOPCount(3))
    #expect(2 * Seconds(3) == Seconds(3) * 2)
    #expect(Seconds(3) / 2 == Seconds(1.5))
    #expect(Seconds.zero == Seconds(0))
  }

  @Test func amountsOfOneKindHaveARatio() {
    #expect(ByteCount(6) / ByteCount(4) == 1.5)
  }

  @Test func millisecondsAreThousandthsOfASecond() {
    #expect(Seconds(milliseconds: 250) == Seconds(0.25))
    #expect(Seconds(2).milliseconds == 2000)
  }

  /// 6 GB at 2 GB/s; 5 GFLOP at 10 GFLOP/s.
  @Test func anAmountOverItsRateIsATime() {
    #expect(ByteCount(6e9) / Bandwidth(perSecond: ByteCount(2e9)) == Seconds(3))
    #expect(FLOPCount(5e9) / Throughput(perSecond: FLOPCount(1e10)) == Seconds(0.5))
    #expect(Bandwidth(perSecond: ByteCount(1)) < Bandwidth(perSecond: ByteCount(2)))
  }

  /// The largest count that a `Double` holds exactly.
  @Test func countsAreExactUpToTwoToThe53() {
    #expect(FLOPCount(1 << 53) - FLOPCount((1 << 53) - 1) == FLOPCount(1))
  }

  @Test func amountsAndRatesAreBareNumbersInFiles() throws {
    let encoder = JSONEncoder()
    #expect(String(decoding: try encoder.encode([Seconds(1.5)]), as: UTF8.self) == "[1.5]")
    #expect(String(decoding: try encoder.encode([Bandwidth(perSecond: ByteCount(8))]), as: UTF8.self) == "[8]")
    #expect(try JSONDecoder().decode([ByteCount].self, from: Data("[7]".utf8)) == [ByteCount(7)])
    #expect(
      try JSONDecoder().decode([Throughput].self, from: Data("[9]".utf8)) == [Throughput(perSecond: FLOPCount(9))])
  }

  @Test(arguments: [#"["1 s"]"#, #"[{"value":1}]"#, "[null]"])
  func amountsThatAreNotBareNumbersAreErrors(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([Seconds].self, from: Data(json.utf8)) }
  }

  @Test func singlePrecisionTakesFourBytes() {
    #expect(Precision.fp32.bytesPerElement == ByteCount(4))
  }

  @Test func namesInFilesAreThePublishedOnes() {
    #expect(Precision.fp32.rawValue == "fp32")
    #expect(Runtime.allCases.map(\.rawValue) == ["pytorch-eager", "eager", "fused"])
  }
}
