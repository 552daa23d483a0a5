import Files
import Foundation
import TestSupport
import Testing

@testable import TranslationData

@Suite struct PipelineFilesTests {
  private let source = ["a small dog", "a dog", "the dogs"]
  private let target = ["ein kleiner Hund", "ein Hund", "die Hunde"]

  private func pipeline(_ change: (inout TextPipeline.Settings) -> Void = { _ in }) throws -> TextPipeline {
    var settings = TextPipeline.Settings(source: .english, target: .german)
    settings.merges = 12
    change(&settings)
    return try TextPipeline.learn(settings, source: source, target: target)
  }

  @Test(arguments: [true, false], [0, 12]) func aPipelineSurvivesItsFiles(shares: Bool, merges: Int) throws {
    let pipeline = try pipeline {
      $0.sharesVocabulary = shares
      $0.lowercases = shares
      $0.merges = merges
    }
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("new/text").path
      try pipeline.save(to: path)
      let loaded = try TextPipeline.load(folder: path)
      #expect(loaded.settings == pipeline.settings)
      #expect(loaded.fingerprint == pipeline.fingerprint)
      for line in target { #expect(loaded.tokens(line, .target) == pipeline.tokens(line, .target)) }
    }
  }

  @Test func theFilesHaveTheNamesThatOtherToolsExpect() throws {
    try SharedFiles.withTemporaryFolder { folder in
      try pipeline { $0.lowercases = true }.save(to: folder.path)
      #expect(try names(folder) == ["case.de.txt", "codes", "dict.de.txt", "dict.en.txt", "text.json"])
    }
    try SharedFiles.withTemporaryFolder { folder in
      try pipeline { $0.sharesVocabulary = false }.save(to: folder.path)
      #expect(try names(folder) == ["codes.source", "codes.target", "dict.de.txt", "dict.en.txt", "text.json"])
    }
  }

  @Test func theFingerprintKnowsEverySettingAndWord() throws {
    let prints = try [
      pipeline(), pipeline { $0.merges = 11 }, pipeline { $0.lowercases = true }, pipeline { $0.splitsHyphens = true },
      pipeline { $0.sharesVocabulary = false }, pipeline { $0.vocabularyThreshold = 2 },
    ].map(\.fingerprint)
    #expect(Set(prints).count == prints.count)
    #expect(prints[0] == (try pipeline().fingerprint))
    #expect(prints[0].count == 16)
  }

  /// FNV-1a of the empty text is its offset; of "a" and "b" the two arrangements differ.
  @Test func theFingerprintKeepsNeighboursApart() {
    #expect(Fingerprint.of([(name: String, text: String)]()) == "cbf29ce484222325")
    #expect(Fingerprint.of([("a", "b")]) != Fingerprint.of([("ab", "")]))
  }

  @Test func dictionariesOfOtherToolsAreRead() throws {
    try SharedFiles.withTemporaryFolder { folder in
      try write("lo@@ 5\nw 3\n", "dict.en.txt", folder)
      try write("tief 2\n", "dict.de.txt", folder)
      let plain = try TextPipeline(dictionariesIn: folder.path, source: .english, target: .german)
      #expect(plain.tokens("lo@@ w ,", .source) == [4, 5, 3, 2])
      #expect(plain.text([4, 5, 3], .source) == "low <unk>")
      #expect(!plain.settings.sharesVocabulary)
      try write("#version: 0.2\nl o\n", "code", folder)
      let coded = try TextPipeline(dictionariesIn: folder.path, source: .english, target: .german)
      #expect(coded.tokens("low", .source) == [4, 5, 2])
      try coded.save(to: folder.path)
      #expect(try TextPipeline.load(folder: folder.path).fingerprint == coded.fingerprint)
    }
  }

  @Test func foldersThatMissSomethingAreRefused() throws {
    try SharedFiles.withTemporaryFolder { folder in
      #expect(message { _ = try TextPipeline.load(folder: folder.path) }.contains("text.json"))
      #expect(
        message { _ = try TextPipeline(dictionariesIn: folder.path, source: .english, target: .german) }
          .contains("dict.en.txt"))
      try pipeline().save(to: folder.path)
      try write("other 2\n", "dict.de.txt", folder)
      #expect(message { _ = try TextPipeline.load(folder: folder.path) }.contains("differ"))
      try write("{}", "text.json", folder)
      #expect(message { _ = try TextPipeline.load(folder: folder.path) }.contains("no settings"))
    }
  }

  private func names(_ folder: URL) throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
  }

  private func write(_ text: String, _ name: String, _ folder: URL) throws {
    try Data(text.utf8).write(to: folder.appendingPathComponent(name))
  }
}
