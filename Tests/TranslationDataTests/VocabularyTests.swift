import Foundation
import TestSupport
import Testing

@testable import TranslationData

@Suite struct VocabularyTests {
  private let example = Vocabulary.make(from: ["b": 2, "a": 2, "z": 9, "rare": 1], threshold: 2)

  /// Four specials, z, then a and b, which are equally frequent, and one word to make eight.
  @Test func wordsFollowByFallingCountThenByCodePoints() {
    #expect(
      (0..<8).map { example.word($0) } == ["<s>", "<pad>", "</s>", "<unk>", "z", "a", "b", "madeupword0000"])
    #expect(example.count == 8)
    #expect(example.frequency(4) == 9 && example.frequency(7) == 0 && example.frequency(2) == 0)
  }

  @Test func unknownWordsHaveOneNumber() {
    #expect(example.number(of: "z") == 4)
    #expect(example.number(of: "rare") == Vocabulary.unknown)
  }

  /// A text that spells them must not end or fill up a sentence.
  @Test(arguments: Vocabulary.specials) func specialsInATextAreUnknownWords(word: String) {
    #expect(example.number(of: word) == Vocabulary.unknown)
  }

  @Test func aLimitKeepsTheMostFrequentWords() {
    let words = Vocabulary.make(from: ["b": 2, "a": 2, "z": 9], paddedTo: 1, limit: 2)
    #expect(words.text == "z 9\na 2\n")
  }

  @Test func specialsInTheTextGetNoSecondNumber() {
    #expect(Vocabulary.make(from: ["<unk>": 5, "a": 1], paddedTo: 1).text == "a 1\n")
  }

  /// The letter Å and the sign of the ångström are one string to Swift and two words to everyone else.
  @Test func wordsAreTheirCodePoints() {
    let words = Vocabulary(
      entries: [.init(word: Spelling("\u{C5}"), count: 2), .init(word: Spelling("\u{212B}"), count: 1)])
    #expect(words.number(of: "\u{C5}") == 4)
    #expect(words.number(of: "\u{212B}") == 5)
    #expect(words.number(of: "A\u{30A}") == Vocabulary.unknown)
  }

  @Test func aVocabularySurvivesItsFile() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("dict.en.txt").path
      try example.write(to: file)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == "z 9\na 2\nb 2\nmadeupword0000 0\n")
      #expect(try Vocabulary(file: file) == example)
    }
  }

  @Test(arguments: [
    ("a 1\na 2\n", ":2: found 'a' again, expected every word once; it is also on line 1"),
    ("a 1\n<unk> 2\n", ":2: found '<unk>' again, expected no special"), ("a 1\nb\n", ":2: found 'b'"),
    ("a one\n", ":1: found 'a one'"), (" 5\n", ":1: found ' 5'"), ("a -5\n", ":1: found 'a -5'"),
  ]) func brokenFilesAreRefusedWithTheirLine(text: String, expected: String) throws {
    try read(Data(text.utf8), expected)
  }

  @Test func onlyTextIsRead() throws { try read(Data([0x61, 0xFF, 0x20, 0x31]), "not UTF-8") }

  private func read(_ data: Data, _ expected: String) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("dict.en.txt")
      try data.write(to: file)
      #expect(message { _ = try Vocabulary(file: file.path) }.contains(expected))
    }
  }
}
