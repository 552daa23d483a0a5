import Files
import Foundation
import TestSupport
import Testing
import TranslationData

/// The fixture was written by `Fixtures/fairseq/make.py`, which knows fairseq's format and nothing of ours: 12 pairs, the
/// source in 16 bits, the target in 32.
@Suite struct BinaryCorpusTests {
  private static let fixture = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Fixtures/fairseq")
  private let languages: (source: Language, target: Language)

  init() throws { languages = (try Language("en"), try Language("de")) }

  private func open(_ folder: URL, words: (source: Int, target: Int) = (60, 60)) throws -> BinaryCorpus {
    try BinaryCorpus(
      folder: folder.path, part: "train", source: languages.source, target: languages.target, vocabularySizes: words)
  }

  private func writeCorpus(
    _ pairs: [(source: [Int32], target: [Int32])], _ folder: URL, words: (source: Int, target: Int)
  ) throws {
    try BinaryCorpus.write(
      pairs, folder: folder.path, part: "train", source: languages.source, target: languages.target,
      vocabularySizes: words)
  }

  /// The formulas of `make.py`.
  private var expected: [(source: [Int32], target: [Int32])] {
    (0..<12).map { i in
      (
        (0..<i % 6).map { Int32(4 + (7 * i + 3 * $0) % 56) } + [2],
        (0..<1 + i % 4).map { Int32(4 + (5 * i + $0) % 56) } + [2]
      )
    }
  }

  @Test func theFilesOfFairseqsFormatAreRead() throws {
    let corpus = try open(Self.fixture)
    #expect(corpus.count == 12)
    #expect(corpus.tokens == (42, 42))
    for (index, pair) in expected.enumerated() {
      #expect(corpus.source(index) == pair.source && corpus.target(index) == pair.target)
      #expect(corpus.sourceLength(index) == pair.source.count && corpus.targetLength(index) == pair.target.count)
    }
  }

  /// Vocabularies of 60 and 65,500 words give the types that the fixture has; its files then come out byte for byte.
  @Test func theFilesThatAreWrittenAreFairseqs() throws {
    try SharedFiles.withTemporaryFolder { folder in
      try writeCorpus(expected, folder, words: (60, 65_500))
      for name in ["train.en-de.en.idx", "train.en-de.en.bin", "train.en-de.de.idx", "train.en-de.de.bin"] {
        let ours = try Data(contentsOf: folder.appendingPathComponent(name))
        #expect(ours == (try Data(contentsOf: Self.fixture.appendingPathComponent(name))), "\(name)")
      }
    }
  }

  @Test func anEmptyCorpusIsACorpus() throws {
    try SharedFiles.withTemporaryFolder { folder in
      try writeCorpus([], folder, words: (60, 60))
      #expect(try open(folder).count == 0)
    }
  }

  @Test func tokensBeyondTheVocabularyAreAMismatch() {
    let text = message { _ = try open(Self.fixture, words: (53, 60)) }
    #expect(text.contains("has token 53 and its vocabulary has 53 words"))
    #expect(message { _ = try open(Self.fixture, words: (60, 40)) }.contains("its vocabulary has 40 words"))
  }

  /// Copies the fixture, changes one of its files, and says what opening it says.
  private func damaged(_ name: String, _ change: (inout [UInt8]) -> Void) throws -> String {
    try SharedFiles.withTemporaryFolder { folder in
      let copy = folder.appendingPathComponent("copy")
      try FileManager.default.copyItem(at: Self.fixture, to: copy)
      let path = copy.appendingPathComponent(name).path
      var bytes = try WholeFile.read(path, limit: 1 << 16)
      change(&bytes)
      try WholeFile.write([bytes], to: path)
      return message { _ = try open(copy) }
    }
  }

  @Test func damagedIndicesAreErrors() throws {
    let index = "train.en-de.en.idx"
    #expect(try damaged(index) { $0.replaceSubrange(0..<8, with: "TNTIDX\0\0".utf8) }.contains("--dataset-impl mmap"))
    #expect(try damaged(index) { $0[0] = 0 }.contains("a file of another kind"))
    #expect(try damaged(index) { $0 = Array($0.prefix(20)) }.contains("the file is cut short"))
    #expect(try damaged(index) { $0[9] = 2 }.contains("version 2"))
    #expect(try damaged(index) { $0[17] = 5 }.contains("tokens of type 5"))
    #expect(try damaged(index) { $0.removeLast(12) }.contains("158 bytes for 12 sentences"))
    // A count whose index would have more bytes than there are numbers for.
    #expect(try damaged(index) { $0[25] = 0xFF }.contains("the file is damaged"))
    #expect(try damaged(index) { $0[26] = 0 }.contains("sentence 0 of 0 tokens"))
    #expect(try damaged(index) { $0[29] = 0x80 }.contains("expected at least one token"))
    #expect(try damaged(index) { $0[26 + 48 + 8] ^= 1 }.contains("sentence 1 of 2 tokens at byte 3"))
  }

  @Test func damagedContentsAreErrors() throws {
    #expect(try damaged("train.en-de.en.bin") { $0.removeLast(2) }.contains("82 bytes, expected the 84 of its index"))
    #expect(try damaged("train.en-de.en.bin") { $0[0] = 3 }.contains("expected the end symbol (2)"))
    #expect(try damaged("train.en-de.de.bin") { $0[3] = 0x80 }.contains("has token -2147483"))
  }

  @Test func sidesOfDifferentCountsAreUnpaired() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let other = folder.appendingPathComponent("other")
      try FileManager.default.createDirectory(at: other, withIntermediateDirectories: true)
      try writeCorpus(expected, folder, words: (60, 60))
      try writeCorpus(Array(expected.prefix(3)), other, words: (60, 60))
      for ending in ["idx", "bin"] {
        let name = "train.en-de.de.\(ending)"
        try WholeFile.write(
          [WholeFile.read(other.appendingPathComponent(name).path, limit: 1 << 16)],
          to: folder.appendingPathComponent(name).path)
      }
      #expect(message { _ = try open(folder) }.contains("has 12 lines"))
    }
  }

  @Test func aMissingFileIsNamed() {
    #expect(message { _ = try open(URL(fileURLWithPath: "/none")) }.hasPrefix("cannot read '/none/train.en-de.en.idx'"))
  }
}
