import Foundation
import TestSupport
import Testing

/// The commands from text to translations, on a text of a few lines.
@Suite struct TrainingCommandTests {
  private static let english = ["a dog runs", "the dog sleeps", "a cat runs", "the cat sleeps", "the dog runs"]
  private static let german = [
    "ein Hund läuft", "der Hund schläft", "eine Katze läuft", "die Katze schläft", "der Hund läuft",
  ]

  /// Runs `body` with a folder that holds a text in `text`.
  private func withText(_ body: (URL) throws -> Void) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let text = folder.appendingPathComponent("text")
      try FileManager.default.createDirectory(at: text, withIntermediateDirectories: true)
      for part in ["train", "valid", "test"] {
        try write(Self.english, text.appendingPathComponent("\(part).en"))
        try write(Self.german, text.appendingPathComponent("\(part).de"))
      }
      try body(folder)
    }
  }

  private func write(_ lines: [String], _ file: URL) throws {
    try lines.map { $0 + "\n" }.joined().write(to: file, atomically: true, encoding: .utf8)
  }

  private func train(_ folder: URL, _ more: String...) throws -> CommandLine.Outcome {
    try CommandLine.run(
      [
        "train", "--data", "text", "--space", "tiny", "--output", "run", "--merges", "20", "--warmup-updates", "2",
        "--threads", "1",
      ] + more, in: folder)
  }

  @Test func aTextBecomesTranslations() throws {
    try withText { folder in
      let trained = try train(folder, "--max-update", "4", "--json")
      #expect(trained.status == 0, "\(trained.errors)")
      let keys: Set = ["updates", "epochs", "seconds", "target_tokens_per_second", "data_share", "best_validation"]
      #expect(keys.isSubset(of: try trained.json.keys))
      #expect(try trained.json["updates"] as? Int == 4)

      let evaluated = try CommandLine.run(
        "evaluate", "--checkpoint", "run", "--data", "text", "--json", "--output", "out.txt", in: folder)
      #expect(evaluated.status == 0, "\(evaluated.errors)")
      let contract: Set = ["loss", "perplexity", "bleu", "sacrebleu", "exact_match_percent", "sentences", "tokens"]
      #expect(contract.isSubset(of: try evaluated.json.keys))
      #expect(try evaluated.json["sentences"] as? Int == 5)
      let written = try String(contentsOf: folder.appendingPathComponent("out.txt"), encoding: .utf8)
      #expect(written.split(separator: "\n", omittingEmptySubsequences: false).count == 6)

      let smallest = try CommandLine.run(
        "evaluate", "--checkpoint", "run/checkpoints/last", "--data", "text", "--design", "smallest", in: folder)
      #expect(smallest.status == 0 && smallest.output.contains("decoder 96×1"), "\(smallest.errors)")
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent("run/training.html").path))
    }
  }

  @Test func aRunGoesOnOnlyWhenAsked() throws {
    try withText { folder in
      #expect(try train(folder, "--max-update", "3").status == 0)
      let again = try train(folder, "--max-update", "3")
      #expect(again.status == 1 && again.errors.contains("give --resume"), "\(again.errors)")
      let other = try train(folder, "--max-update", "3", "--resume", "--dropout", "0.3")
      #expect(other.status == 1 && other.errors.contains("its settings differ"), "\(other.errors)")
      let merges = try CommandLine.run(
        "train", "--data", "text", "--space", "tiny", "--output", "run", "--merges", "7", "--resume", in: folder)
      #expect(merges.status == 1 && merges.errors.contains("it has 20 merges"), "\(merges.errors)")
      // The run has its own tokens: the text may go.
      try FileManager.default.removeItem(at: folder.appendingPathComponent("text"))
      let resumed = try train(folder, "--max-update", "3", "--resume")
      #expect(resumed.status == 0, "\(resumed.errors)")
    }
  }

  @Test func linesAreTranslatedOneByOne() throws {
    try withText { folder in
      #expect(try train(folder, "--max-update", "3").status == 0)
      let input = folder.appendingPathComponent("in.txt")
      var bytes = Data("a dog runs\n\nthe cat ".utf8)
      bytes.append(contentsOf: [0xFF, 0x0A])
      try bytes.write(to: input)
      let run = try CommandLine.run("translate", "--checkpoint", "run", in: folder, input: input)
      #expect(run.status == 0, "\(run.errors)")
      let lines = run.output.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 4 && lines[1].isEmpty)
      #expect(run.errors.contains("1 of 3 lines are not UTF-8 (3)"), "\(run.errors)")
    }
  }

  @Test(arguments: [
    (["--data", "nowhere"], "no such folder"), (["--data", "builtin:letters"], "builtin:numbers"),
    (["--source", "fr"], "nothing in 'fr'"), (["--sampling", "sometimes"], "uniform, flops"),
    (["--max-epoch", "9223372036854775807"], "at most"), (["--space", "tiny-ish"], "tiny-ish"),
    (["--dropout", "1"], "dropout of 1.0"), (["--initial", "nowhere"], "holds no checkpoint"),
    (["--max-length", "5000"], "--max-length"), (["--lr", "-1"], "learning rate"),
  ])
  func whatCannotBeTrainedIsRefused(options: [String], message: String) throws {
    try withText { folder in
      // The last of two options counts.
      let run = try CommandLine.run(
        ["train", "--data", "text", "--space", "tiny", "--output", "run", "--warmup-updates", "2"] + options, in: folder
      )
      #expect(run.status != 0 && run.errors.contains(message), "\(run.status): \(run.errors)")
    }
  }

  @Test func linesThatDoNotPairUpAreCounted() throws {
    try withText { folder in
      try write(Array(Self.english.dropLast()), folder.appendingPathComponent("text/train.en"))
      let run = try train(folder, "--max-update", "3")
      #expect(run.status == 1 && run.errors.contains("has 4 lines and"), "\(run.errors)")
    }
  }
}
