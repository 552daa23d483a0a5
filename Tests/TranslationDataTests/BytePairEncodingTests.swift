import Foundation
import Randomness
import TestSupport
import Testing

@testable import TranslationData

/// Against subword-nmt.
@Suite struct BytePairFixtureTests {
  @Test func mergesAreLearnedInTheSameOrder() {
    for example in BytePairCase.all {
      let counts = example.counts.map { (Spelling($0.word), $0.count) }
      let learned = BytePairEncoding.learn(from: counts, merges: 700)
      #expect(Spelling(learned.text) == Spelling(example.codes))
    }
  }

  @Test func wordsFallIntoTheSamePieces() throws {
    for example in BytePairCase.all {
      for (codes, pieces) in [(example.codes, example.pieces), (example.oldCodes, example.oldPieces)] {
        let encoding = try read(codes)
        #expect(Spelling(encoding.text) == Spelling(codes))
        for (word, expected) in zip(example.words, pieces) {
          #expect(Spelling(encoding.pieces(of: word).joined(separator: " ")) == Spelling(expected))
        }
      }
    }
  }
}

@Suite struct BytePairEncodingTests {
  /// `l o` and `o w</w>` both occur 7 times; `o w</w>` sorts later.
  @Test func ofEqualPairsTheLastByCodePointsIsMerged() {
    let encoding = BytePairEncoding.learn(from: ["low": 7], merges: 2)
    #expect(encoding.text == "#version: 0.2\no w</w>\nl ow</w>\n")
  }

  @Test func rarePairsAreNotMerged() {
    #expect(BytePairEncoding.learn(from: ["ab": 1], merges: 5).count == 0)
    #expect(BytePairEncoding.learn(from: ["ab": 1], merges: 5, minimumFrequency: 1).count == 1)
    #expect(BytePairEncoding.learn(from: [:], merges: 5).count == 0)
    #expect(BytePairEncoding.learn(from: ["a": 9], merges: 5).count == 0)
  }

  @Test func onlyTheEndOfAWordMatchesAnEnd() {
    let encoding = BytePairEncoding.learn(from: ["ab": 5], merges: 1)
    #expect(encoding.pieces(of: "ab") == ["ab"])
    #expect(encoding.pieces(of: "aba") == ["a@@", "b@@", "a"])
    #expect(encoding.pieces(of: "xab") == ["x@@", "ab"])
  }

  @Test(arguments: UInt64(0)..<20) func piecesAlwaysMakeTheirWordAgain(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let letters = Array("abcdé中".unicodeScalars)
    func word() -> String {
      String(
        scalars: (0..<Int.random(in: 1...9, using: &generator)).map { _ in letters.randomElement(using: &generator)! })
    }
    var counts: [String: Int] = [:]
    for _ in 0..<40 { counts[word(), default: 0] += 3 }
    let encoding = BytePairEncoding.learn(from: counts, merges: 30)
    let words = (0..<20).map { _ in word() }
    #expect(BytePairEncoding.undo(words.flatMap(encoding.pieces)) == words)
  }

  @Test func anOpenPieceAtTheEndIsClosed() { #expect(BytePairEncoding.undo(["a@@", "b", "c@@"]) == ["ab", "c"]) }

  @Test func ofADoubleMergeTheFirstCounts() throws {
    #expect(try read("#version: 0.2\na b\nb c</w>\na b\n").pieces(of: "abc") == ["ab@@", "c"])
  }

  @Test func brokenFilesAreRefusedWithTheirLine() {
    #expect(message { _ = try read("#version: 0.2\na b\na b c\n") }.contains(":3: found 'a b c'"))
    #expect(message { _ = try read("a b\nc\n") }.contains(":2: found 'c'"))
    #expect(message { _ = try read("#version: 0.3\na b\n") }.contains(":1: found '#version: 0.3'"))
    #expect(throws: TranslationDataError.self) { try BytePairEncoding(file: "/nowhere/codes") }
  }
}

private func read(_ codes: String) throws -> BytePairEncoding {
  try SharedFiles.withTemporaryFolder { folder in
    let file = folder.appendingPathComponent("codes")
    try Data(codes.utf8).write(to: file)
    return try BytePairEncoding(file: file.path)
  }
}
