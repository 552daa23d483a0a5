import Foundation
import TestSupport
import Testing

/// The commands that measure, as far as a debug build lets them: it refuses to measure anything.
@Suite struct MeasuringCommandTests {
  @Test(arguments: [
    ["profile", "--output", "p.json", "--space", "tiny"],
    ["dataset", "--space", "tiny", "--samples", "2", "--output", "x.csv"],
    ["measure", "--space", "tiny", "--samples", "1"],
  ])
  func aDebugBuildRefusesToMeasure(arguments: [String]) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let run = try CommandLine.run(arguments, in: folder)
      #expect(run.status == 1)
      #expect(run.errors.contains("debug build") && run.errors.contains("release"))
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
  }

  @Test(arguments: [
    (["compare", "--profile", "raspberry-pi-4"], "--live"), (["compare", "--profile", "x", "--live", "0"], "positive"),
    (["compare", "--profile", "x", "--live", "3", "--resume"], "--store"),
    (["dataset", "--samples", "0", "--output", "x.csv"], "positive"), (["measure"], "--design"),
    (["measure", "--samples", "1", "--visits", "0"], "positive"),
    (["profile", "--output", "p.json", "--budget", "soon"], "budget"),
    (["profile", "--output", "p.json", "--threads", "0"], "positive"),
    (["profile", "--output", "p.json", "--runtime", "pytorch-eager"], "eager or fused"),
  ])
  func aWrongCommandLineIsExplained(arguments: [String], word: String) throws {
    let run = try CommandLine.run(arguments)
    #expect(run.status == 64)
    #expect(run.errors.contains(word), "\(run.errors)")
  }

  /// Rows of another program than the one that can be measured here are not compared by accident.
  @Test func aProfileOfAnotherProgramIsNotComparedLive() throws {
    let run = try CommandLine.run("compare", "--profile", "raspberry-pi-4", "--live", "2", "--space", "tiny")
    #expect(run.status == 1)
    #expect(run.errors.contains("pytorch-eager"))
  }
}
