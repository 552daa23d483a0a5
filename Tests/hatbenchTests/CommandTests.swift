import Foundation
import TestSupport
import Testing
import TransformerIR

/// The contract of the command line: keys, exit codes, files written. Runs the built program.
@Suite struct CommandTests {
  /// Runs `body` with the largest design of a space in a file.
  func withDesign<Result>(_ body: (_ folder: URL, _ design: String) throws -> Result) throws -> Result {
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("design.yml")
      try SearchSpace.wmt.largest.yaml.write(to: file, atomically: true, encoding: .utf8)
      return try body(folder, file.path)
    }
  }

  @Test func predictPrintsItsKeysAndItsPartsAddUp() throws {
    try withDesign { _, design in
      let run = try CommandLine.run("predict", "--profile", "raspberry-pi-4", "--design", design, "--json")
      #expect(run.status == 0, "\(run.errors)")
      let json = try run.json
      let keys: Set = [
        "profile", "design", "scope", "parameters", "flops", "latency_second", "interval_second", "encoder_second",
        "decoder_second", "bound", "operators",
      ]
      #expect(keys.isSubset(of: json.keys))
      let latency = try #require(json["latency_second"] as? Double)
      let interval = try #require(json["interval_second"] as? [Double])
      #expect(interval.count == 2 && interval[0] < latency && latency < interval[1])
      let operators = try #require(json["operators"] as? [[String: Any]])
      #expect(Set(["kind", "phase", "count", "flops", "bytes", "second", "bound"]).isSubset(of: operators[0].keys))
      let sum = operators.compactMap { $0["second"] as? Double }.reduce(0, +)
      #expect(abs(sum - latency) < 1e-9 * latency)
    }
  }

  @Test func searchWritesADesignWithinTheLimit() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let run = try CommandLine.run(
        "search", "--profile", "raspberry-pi-4", "--space", "wmt", "--limit", "5s", "--generations", "3", "--json",
        in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let json = try run.json
      let keys: Set = ["profile", "space", "limit_second", "seed", "evaluations", "objective", "best", "front"]
      #expect(keys.isSubset(of: json.keys))
      let best = try #require(json["best"] as? [String: Any])
      #expect(Set(["design", "parameters", "latency_second", "interval_second"]).isSubset(of: best.keys))
      #expect(try #require((best["interval_second"] as? [Double])?.last) <= 5)
      let (design, warnings) = try SubTransformer.load(
        file: folder.appendingPathComponent("raspberry-pi-4-wmt-5s.yml").path)
      #expect(SearchSpace.wmt.contains(design) && warnings.isEmpty)
    }
  }

  @Test func theSameSeedFindsTheSameDesign() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let runs = try (0..<2).map { _ in
        try CommandLine.run(
          "search", "--profile", "xeon-e5-2640-v4", "--limit", "250ms", "--generations", "3", "--seed", "7", "--output",
          "/dev/null", "--json", in: folder)
      }
      #expect(runs[0].status == 0 && runs[0].output == runs[1].output)
    }
  }

  @Test func anUnreachableLimitExits1WithTheFastestLatencySeen() throws {
    let run = try CommandLine.run("search", "--profile", "raspberry-pi-4", "--limit", "1s", "--json")
    #expect(run.status == 1)
    let fastest = try #require(try run.json["fastest_seen_second"] as? Double)
    #expect(fastest > 1 && fastest < 5)
    let plain = try CommandLine.run("search", "--profile", "raspberry-pi-4", "--limit", "1s")
    #expect(plain.status == 1 && plain.errors.contains("raise the limit to at least that"))
  }

  @Test func aFrontNeedsNoLimit() throws {
    let run = try CommandLine.run(
      "search", "--profile", "titan-xp", "--front", "--generations", "3", "--json", "--output", "/dev/null")
    #expect(run.status == 0)
    let front = try #require(try run.json["front"] as? [[String: Any]])
    let latencies = front.compactMap { $0["latency_second"] as? Double }
    #expect(latencies.count > 3 && latencies == latencies.sorted())
  }

  @Test func profilesListsTheShippedOnesAndShowsOne() throws {
    let list = try CommandLine.run("profiles")
    #expect(list.status == 0)
    for name in ["raspberry-pi-4", "titan-xp", "xeon-e5-2640-v4"] { #expect(list.output.contains(name)) }
    let one = try CommandLine.run("profiles", "titan-xp")
    #expect(one.output.contains("decoder_layer") && one.output.contains("547.7 GB/s"))
    // Two models, each with what its latencies depend on.
    for space in ["wmt", "iwslt"] { #expect(one.output.contains("what latency of 202 designs of \(space) depends on")) }
    #expect(one.output.contains("advice: time 1600 more whole designs: the 90 % interval would"))
  }

  /// Rows made from a shipped profile itself, with one percent of noise.
  @Test func fitAndCompareJudgeADataset() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let csv = folder.appendingPathComponent("rows.csv")
      try SyntheticRows.csv(count: 120).write(to: csv, atomically: true, encoding: .utf8)
      let profile = folder.appendingPathComponent("mine.json").path
      let page = folder.appendingPathComponent("page.html").path
      let fit = try CommandLine.run(
        "fit", "--dataset", csv.path, "--estimators", "linear,hybrid", "--json", "--output", profile)
      #expect(fit.status == 0, "\(fit.errors)")
      let estimators = try #require(try fit.json["estimators"] as? [String: [String: Any]])
      let steady = try #require(estimators["hybrid"]?["steady"] as? [String: Any])
      #expect(try #require(steady["mape_percent"] as? Double) < 2)
      let compare = try CommandLine.run(
        "compare", "--profile", profile, "--dataset", csv.path, "--json", "--report", page)
      #expect(compare.status == 0, "\(compare.errors)")
      #expect(try #require(try compare.json["cases"] as? [[String: Any]]).count == 120)
      #expect(try #require(try compare.json["accuracy"] as? [String: Any])["all"] != nil)
      #expect(try String(contentsOfFile: page, encoding: .utf8).contains("<html"))
    }
  }

  @Test func whatTheWorldGetsWrongExits1AndSaysWhatToDo() throws {
    let unknown = try CommandLine.run("predict", "--profile", "pi", "--design", "x.yml")
    #expect(unknown.status == 1 && unknown.errors.contains("known are raspberry-pi-4"))
    let missing = try CommandLine.run("predict", "--profile", "titan-xp", "--design", "/no/such.yml")
    #expect(missing.status == 1 && missing.errors.contains("there is no such file"))
    let unwritable = try CommandLine.run(
      "search", "--profile", "titan-xp", "--limit", "100ms", "--generations", "2", "--output", "/no/such/d.yml")
    #expect(unwritable.status == 1 && unwritable.errors.contains("choose another --output"))
    let full = try CommandLine.run(
      "search", "--profile", "titan-xp", "--limit", "100ms", "--generations", "2", "--output", "/dev/full")
    #expect(full.status == 1 && full.errors.contains("no space left"))
  }

  @Test func aWrongCommandLineExits64() throws {
    #expect(try CommandLine.run("search", "--profile", "titan-xp", "--limit", "5").status == 64)
    #expect(try CommandLine.run("compare", "--profile", "titan-xp").status == 64)
    #expect(try CommandLine.run("fit", "--dataset", "x.csv", "--estimators", "oracle").status == 64)
    #expect(try CommandLine.run("search", "--profile", "titan-xp").status == 64)
  }
}
