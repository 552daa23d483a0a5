import Foundation
import TestSupport
import Testing

/// `search --checkpoint`, on a SuperTransformer that has seen a text of a few lines.
@Suite struct SearchCheckpointTests {
  private static let english = ["a dog runs", "the dog sleeps", "a cat runs", "the cat sleeps", "the dog runs"]
  private static let german = [
    "ein Hund läuft", "der Hund schläft", "eine Katze läuft", "die Katze schläft", "der Hund läuft",
  ]

  /// Runs `body` with a folder that holds a text in `text` and a run trained on it in `run`.
  private func withRun(_ more: [String] = [], _ body: (URL) throws -> Void) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let text = folder.appendingPathComponent("text")
      try FileManager.default.createDirectory(at: text, withIntermediateDirectories: true)
      for part in ["train", "valid"] {
        for (language, lines) in [("en", Self.english), ("de", Self.german)] {
          try lines.map { $0 + "\n" }.joined().write(
            to: text.appendingPathComponent("\(part).\(language)"), atomically: true, encoding: .utf8)
        }
      }
      let options = [
        "--space", "tiny", "--merges", "20", "--max-update", "2", "--warmup-updates", "1", "--threads", "1",
      ]
      let trained = try CommandLine.run(
        ["train", "--data", "text", "--output", "run"] + options + more, in: folder)
      #expect(trained.status == 0, "\(trained.errors)")
      try body(folder)
    }
  }

  private func search(_ folder: URL, _ more: String...) throws -> CommandLine.Outcome {
    try CommandLine.run(
      [
        "search", "--checkpoint", "run", "--profile", "raspberry-pi-4", "--generations", "3", "--population", "10",
        "--threads", "1",
      ] + more, in: folder)
  }

  /// A JSON object without what a clock says.
  private func withoutTimes(_ json: [String: Any]) throws -> String {
    var json = json
    json["elapsed_second"] = nil
    json["losses_second"] = nil
    return String(decoding: try JSONSerialization.data(withJSONObject: json, options: .sortedKeys), as: UTF8.self)
  }

  @Test func aKilledSearchFindsTheSameWinner() throws {
    try withRun { folder in
      let limit = ["--limit", "80%", "--json"]
      let whole = try search(folder, limit[0], limit[1], limit[2], "--output", "whole.yml")
      #expect(whole.status == 0, "\(whole.errors)")
      let keys: Set = ["best", "front", "counts", "history", "limit", "limit_second", "objective", "elapsed_second"]
      #expect(keys.isSubset(of: try whole.json.keys))
      #expect(try whole.json["objective"] as? String == "validation-loss")
      // What a kill leaves: some losses, the last of them cut short.
      let losses = folder.appendingPathComponent("whole.losses")
      let bytes = try Data(contentsOf: losses)
      try bytes.prefix(bytes.count / 2).write(to: folder.appendingPathComponent("killed.losses"))
      let killed = try search(folder, limit[0], limit[1], limit[2], "--output", "killed.yml", "--resume")
      #expect(killed.status == 0, "\(killed.errors)")
      let (first, second) = (try whole.json, try killed.json)
      #expect(try withoutTimes(first).replacing("whole", with: "killed") == withoutTimes(second))
      #expect(
        try String(contentsOf: folder.appendingPathComponent("whole.yml"), encoding: .utf8)
          == String(contentsOf: folder.appendingPathComponent("killed.yml"), encoding: .utf8))
      let again = try search(folder, "--limit", "80%", "--output", "whole.yml")
      #expect(again.status == 1 && again.errors.contains("give --resume"), "\(again.errors)")
    }
  }

  @Test func severalDevicesAndLimitsAreSearchedInOneRun() throws {
    try withRun { folder in
      let run = try search(
        folder, "--profile", "titan-xp", "--limit", "85%", "--limit", "100%", "--output", "designs", "--json",
        "--report",
        "page.html")
      #expect(run.status == 0, "\(run.errors)")
      let searches = try #require(try run.json["searches"] as? [[String: Any]])
      #expect(
        searches.map { $0["profile"] as? String } == ["raspberry-pi-4", "raspberry-pi-4", "titan-xp", "titan-xp"])
      let losses = searches.compactMap { ($0["best"] as? [String: Any])?["objective_value"] as? Double }
      #expect(losses.count == 4 && losses[1] <= losses[0] && losses[3] <= losses[2])
      let cross = try #require(try run.json["cross"] as? [String: Any])
      #expect((cross["winners"] as? [Any])?.count == 4)
      let files = try FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("designs").path)
      #expect(
        Set(files).subtracting(["losses.lock"]) == [
          "losses", "raspberry-pi-4-run-85pc.yml", "raspberry-pi-4-run-100pc.yml", "titan-xp-run-85pc.yml",
          "titan-xp-run-100pc.yml",
        ])
      let page = try String(contentsOf: folder.appendingPathComponent("page.html"), encoding: .utf8)
      #expect(page.contains("How designs differ by device"))
      let text = try search(
        folder, "--profile", "titan-xp", "--limit", "85%", "--limit", "100%", "--output", "designs", "--resume",
        "--front",
        "--axis", "parameters")
      #expect(text.status == 0 && text.output.contains("Predicted latency of every winner"), "\(text.errors)")
    }
  }

  @Test func whatCannotBeSearchedIsSaid() throws {
    try withRun { folder in
      let both = try search(folder, "--limit", "5s", "--space", "tiny")
      #expect(both.status == 64 && both.errors.contains("leave --space out"))
      let alone = try CommandLine.run(
        "search", "--profile", "titan-xp", "--limit", "5s", "--objective", "validation-loss", in: folder)
      #expect(alone.status == 64 && alone.errors.contains("give --checkpoint"))
      let impossible = try search(folder, "--limit", "1%", "--output", "a.yml")
      #expect(impossible.status == 1 && impossible.errors.contains("no design meets the limit"), "\(impossible.errors)")
      let elsewhere = try search(folder, "--limit", "90%", "--verify", "2", "--output", "b.yml")
      #expect(elsewhere.status == 1 && !elsewhere.errors.isEmpty)
      try FileManager.default.moveItem(
        at: folder.appendingPathComponent("run/data"), to: folder.appendingPathComponent("data"))
      let homeless = try search(folder, "--limit", "90%", "--output", "c.yml")
      #expect(homeless.status == 1 && homeless.errors.contains("--data"), "\(homeless.errors)")
      let given = try search(folder, "--limit", "90%", "--output", "c.yml", "--data", "text")
      #expect(given.status == 0, "\(given.errors)")
    }
    try withRun(["--design", "smallest"]) { folder in
      let single = try search(folder, "--limit", "90%")
      #expect(single.status == 1 && single.errors.contains("only one design was trained"), "\(single.errors)")
    }
  }
}
