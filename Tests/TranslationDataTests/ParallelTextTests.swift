import Files
import Foundation
import TestSupport
import Testing
import TranslationData

@Suite struct ParallelTextTests {
  private func read(
    _ source: [UInt8], _ target: String, keeping: ParallelText.Keeping = .usableLines
  ) throws -> ParallelText {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("a.en").path
      try WholeFile.write([source], to: path)
      return try .read(source: path, target: CorpusFiles.write(target, folder, "a.de"), keeping: keeping)
    }
  }

  /// Lines 2 and 4 lack a side, line 3 has a byte of Latin-1.
  @Test func pairsThatCannotBeUsedAreLeftOutAndReported() throws {
    let source = Array("one\n \nf".utf8) + [0xFC] + Array("\nfour\nfive\n".utf8)
    let text = try read(source, "eins\nzwei\ndrei\n\u{A0}\nfünf\n")
    #expect(text.source == ["one", "five"])
    #expect(text.target == ["eins", "fünf"])
    #expect(text.lineNumbers == [1, 5])
    #expect(
      text.report.description
        == "5 pairs read, 2 kept; left out: 1 because a side is not UTF-8 (line 3), 2 because a side is empty (lines 2, 4)"
    )
  }

  @Test func filesOfDifferentLengthsDoNotBelongTogether() {
    let text = message { _ = try read(Array("one\ntwo\n".utf8), "eins\n") }
    #expect(text.contains("has 2 lines") && text.contains("has 1; line n of one must translate line n"))
  }

  @Test func aTestKeepsEveryLineOrIsAnError() throws {
    #expect(try read(Array("a\nb\n".utf8), "c\nd\n", keeping: .everyLine).target == ["c", "d"])
    let empty = message { _ = try read(Array("a\nb\n".utf8), "c\n\n", keeping: .everyLine) }
    #expect(empty.contains("a.de:2: found an empty line"))
    let damaged = message { _ = try read([0xFF, 0x0A], "c\n", keeping: .everyLine) }
    #expect(damaged.contains("a.en:1: found bytes that are not UTF-8"))
  }

  @Test func nothingToUseIsAnError() {
    #expect(
      message { _ = try read(Array("\n".utf8), "c\n") }.contains("no pair of sentences to use: 1 pair read, 0 kept"))
    #expect(message { _ = try read([], "") }.contains("0 pairs read"))
  }

  @Test(.enabled(if: SharedFiles.data("multi30k/train.en.gz") != nil, "no Multi30k beside the checkout"))
  func multi30kHas29000Pairs() throws {
    let source = try #require(SharedFiles.data("multi30k/train.en.gz"))
    let target = try #require(SharedFiles.data("multi30k/train.de.gz"))
    let text = try ParallelText.read(source: source.path, target: target.path)
    #expect(text.report.description == "29,000 pairs read, 29,000 kept")
    #expect(text.source.count == 29_000 && text.target.count == 29_000)
  }
}

@Suite struct CorpusReportTests {
  @Test func longCountsAreGroupedAndOnlyFiveLinesAreNamed() {
    var report = CorpusReport(read: 1_234_567)
    for line in 1000..<1007 { report.leaveOut(line: line, because: .tooLong) }
    #expect(
      report.description == "1,234,567 pairs read, 1,234,560 kept; left out: 7 because a side is too long "
        + "(lines 1,000, 1,001, 1,002, 1,003, 1,004, …)")
  }

  @Test func aReportSurvivesItsFile() throws {
    var report = CorpusReport(read: 3)
    report.leaveOut(line: 2, because: .ratio)
    let text = String(decoding: try JSONEncoder().encode(report), as: UTF8.self)
    #expect(text.contains("\"ratio\":{"))
    #expect(try JSONDecoder().decode(CorpusReport.self, from: Data(text.utf8)) == report)
  }
}

@Suite struct CorpusFilterTests {
  /// Lengths with their end symbols: 1 is an empty sentence, 5:2 is a ratio of 4 words to 1.
  @Test func aPairIsLeftOutForTheFirstReason() {
    let filter = CorpusFilter(maximumLength: 10, maximumRatio: 3)
    #expect(filter.objection(source: 1, target: 5) == .tooShort)
    #expect(filter.objection(source: 11, target: 10) == .tooLong)
    #expect(filter.objection(source: 10, target: 10) == nil)
    #expect(filter.objection(source: 5, target: 2) == .ratio)
    #expect(filter.objection(source: 2, target: 4) == nil)
  }

  @Test func anyRatioPassesWhereNoneIsSet() {
    #expect(CorpusFilter(maximumRatio: nil).objection(source: 2, target: 175) == nil)
  }
}
