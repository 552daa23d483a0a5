import CostModel
import Foundation
import TestSupport
import Testing
import TransformerIR

@testable import hatbench

/// Lengths of a corpus, against counts by hand.
@Suite struct CorpusLengthsTests {
  private typealias Entry = LengthMixture.Entry

  /// Three lines; the pieces are counted as they are.
  private static let english = ["a dog run@@ s", "the  dog", "a cat sleep@@ s ."]
  private static let german = ["ein Hund läuft", "der Hund", "eine Katze schläf@@ t ."]

  private func withText(_ body: (String) throws -> Void) throws {
    try SharedFiles.withTemporaryFolder { folder in
      try write(Self.english, folder, "test.en")
      try write(Self.german, folder, "test.de")
      try body(folder.path)
    }
  }

  private func write(_ lines: [String], _ folder: URL, _ name: String) throws {
    try lines.map { $0 + "\n" }.joined().write(
      to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
  }

  /// 4, 2 and 5 pieces to 3, 2 and 5, and the end symbol on both sides.
  @Test func piecesThatSpacesSeparateAreCountedAsTheyAre() throws {
    try withText { folder in
      let mixture = try CorpusLengths(data: folder).mixture()
      #expect(
        mixture.entries == [
          Entry(source: 3, target: 3), Entry(source: 5, target: 4), Entry(source: 6, target: 6),
        ])
    }
  }

  @Test func theDirectionCanBeTurned() throws {
    try withText { folder in
      let options = try LengthOptions.parse([
        "--lengths-of", folder, "--lengths-source", "de", "--lengths-target", "en",
      ])
      let mixture = try #require(try options.load())
      #expect(
        mixture.entries == [
          Entry(source: 3, target: 3), Entry(source: 4, target: 5), Entry(source: 6, target: 6),
        ])
    }
  }

  /// A run's prepared text and its checkpoint, and that the lengths are those of the tokens that it was trained on.
  @Test func aCheckpointsPiecesAreCounted() throws {
    try SharedFiles.withTemporaryFolder { folder in
      for part in ["train", "valid", "test"] {
        try write(["a dog runs", "the dog sleeps", "a cat runs"], folder, "\(part).en")
        try write(["ein Hund läuft", "der Hund schläft", "eine Katze läuft"], folder, "\(part).de")
      }
      let trained = try CommandLine.run(
        "train", "--data", folder.path, "--space", "tiny", "--output", "run", "--merges", "20", "--threads", "1",
        "--max-update", "2", "--warmup-updates", "1", in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      let run = folder.appendingPathComponent("run").path
      func lengths(_ arguments: String...) throws -> LengthMixture {
        try #require(try LengthOptions.parse(arguments).load())
      }
      let prepared = try lengths("--lengths-of", run + "/data", "--lengths-part", "valid")
      #expect(prepared.sentences == 3)
      #expect(try lengths("--lengths-of", folder.path, "--lengths-checkpoint", run) == prepared)
      #expect(
        try lengths("--lengths-of", run + "/data", "--lengths-part", "valid", "--lengths-checkpoint", run) == prepared)
      // Twenty merges leave rare words in pieces: whole words are fewer.
      let words = try lengths("--lengths-of", folder.path)
      #expect(words.entries == [Entry(source: 4, target: 4, count: 3)])
      #expect(prepared.meanSource > 4 && prepared.meanTarget > 4)
      let turned = message {
        _ = try lengths("--lengths-of", folder.path, "--lengths-checkpoint", run, "--lengths-source", "de")
      }
      #expect(turned.hasPrefix("the checkpoint translates en to de, and lengths of 'de' were asked for"), "\(turned)")
    }
  }

  /// Its settings promise 10 tokens for a translation in the mean.
  @Test func theBuiltinCorpusIsCountedInItsOwnPieces() throws {
    let mixture = try CorpusLengths(data: "builtin:numbers").mixture()
    #expect(mixture.sentences == 1000)
    #expect((9...11).contains(mixture.meanTarget), "\(mixture.meanTarget)")
  }

  @Test func aPartThatIsNotThereSaysSo() throws {
    try withText { folder in
      let text = message { _ = try LengthOptions.parse(["--lengths-of", folder, "--lengths-part", "valid"]).load() }
      #expect(text == "cannot read '\(folder)': it has no valid part", "\(text)")
    }
  }
}

@Suite struct LengthOptionsTests {
  @Test func withoutOptionsThereIsOneLength() throws {
    #expect(try LengthOptions.parse([]).load() == nil)
  }

  @Test func aHistogramIsRead() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("l.csv")
      try "source,target,count\n8,9,3\n".write(to: file, atomically: true, encoding: .utf8)
      let options = try LengthOptions.parse(["--lengths", file.path])
      #expect(try options.load() == LengthMixture([.init(source: 8, target: 9, count: 3)]))
    }
  }

  @Test(arguments: [
    (["--lengths", "a.csv", "--lengths-of", "text"], "give one of them"),
    (["--lengths-part", "valid"], "--lengths-part belongs to --lengths-of"),
    (["--lengths", "a.csv", "--lengths-checkpoint", "run"], "--lengths-checkpoint belongs to --lengths-of"),
    (["--lengths-test", "t"], "--lengths-test belongs to --lengths-of"),
    (["--lengths-source", "en"], "--lengths-source belongs to --lengths-of"),
    (["--lengths-target", "de"], "--lengths-target belongs to --lengths-of"),
    (["--lengths-of", "text", "--lengths-part", "train", "--lengths-test", "t"], "--lengths-part is train"),
  ])
  func optionsThatContradictAreRefused(arguments: [String], expected: String) {
    let text = message {
      do { _ = try LengthOptions.parse(arguments) } catch { throw Told(text: LengthOptions.message(for: error)) }
    }
    #expect(text.contains(expected), "\(text)")
  }

  /// The parser's error as a user reads it.
  private struct Told: Error, CustomStringConvertible {
    let text: String
    var description: String { text }
  }
}
