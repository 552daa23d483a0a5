import Foundation
import Quantities
import Reporting
import TestSupport
import Testing
import TransformerIR

@testable import hatbench

@Suite struct ReproductionFolderTests {
  private func withReproduction(_ body: (SyntheticReproduction) throws -> Void) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let reproduction = SyntheticReproduction(folder)
      try reproduction.write()
      try body(reproduction)
    }
  }

  @Test func everythingThatIsThereIsRead() throws {
    try withReproduction { reproduction in
      let found = try reproduction.read()
      #expect(found.designs.map(\.name) == ["largest", "winner-50pc", "winner-75pc", "layers-50pc", "narrow-50pc"])
      #expect(found.designs.map(\.role) == [.largest, .winner, .winner, .baseline, .baseline])
      #expect(found.designs.map(\.design) == reproduction.entries.map(\.design))
      #expect(found.designs.map { $0.latency?.median } == [100.0, 40, 80, 41, 60].map { Seconds($0 / 1000) })
      #expect(found.designs[1].inherited?.loss == 1.7 && found.designs[1].scratch?.sacreBLEU == 38.8)
      #expect(found.designs.map { $0.trainingTime } == [30, 20, 25, 21, 24].map { Seconds($0 * 60) })
      #expect(found.superTrainingTime == Seconds(3600))
      #expect(found.space?.largest == SearchSpace.tiny.largest)
      #expect(found.machine == "Test processor, runtime fused, 2 threads")
      #expect(
        found.missing == ["profile.json is missing: 'hatbench profile --output DIR/profile.json' makes it"]
          && found.doubts.isEmpty)
      let workload = try Workload(
        design: SearchSpace.tiny.largest, architecture: SearchSpace.tiny.architecture,
        setting: SearchSpace.tiny.setting)
      #expect(found.designs[0].parameters == workload.parameterCount())
    }
  }

  /// What 'search --json' writes is what is read.
  @Test func searchesAreReadAsTheyAreWritten() throws {
    try withReproduction { reproduction in
      let found = try reproduction.read()
      let own = try FinishedSearches.random(
        FinishedSearches.pi, limit: Seconds(20), objective: FinishedSearches.loss(.tiny), space: .tiny)
      try #require(found.searches.count == 2)
      let (first, second) = (found.searches[0], found.searches[1])
      #expect(second.best.objective == own.result.best.objective && second.history == own.result.history)
      #expect(second.front.map(\.design.design) == own.result.front.map(\.design))
      #expect(second.evaluations == own.result.counts.objectiveEvaluations && second.verification == nil)
      #expect(first.verification?.winner?.measured.time == Seconds(9))
      #expect([first, second].map(\.winner) == reproduction.entries[1...2].map(\.design))
      #expect(first.limitWords == "within 10 s" && first.limitSecond?.time == Seconds(10))
      let cross = try #require(found.devices?.cross)
      #expect(cross.devices == [FinishedSearches.pi, FinishedSearches.titan] && cross.table.rows.count == 2)
    }
  }

  /// One search is written without the list around it.
  @Test func aSingleSearchIsReadToo() throws {
    try withReproduction { reproduction in
      let entry = try FinishedSearches.random(
        FinishedSearches.pi, limit: Seconds(10), objective: FinishedSearches.loss(.tiny), space: .tiny)
      let text = String(decoding: try JSONEncoder().encode(SearchJSON(entry)), as: UTF8.self)
      try reproduction.put(text, "search/search.json")
      #expect(try reproduction.read().searches.map(\.best.design.design) == [entry.winner.design])
    }
  }

  @Test(arguments: [
    ("search", "search/search.json is missing"), ("devices", "devices/search.json is missing"),
    ("latency.json", "the measured latency of every design"), ("super", "the SuperTransformer's training is missing"),
    ("inherited/winner-50pc.json", "the quality with inherited weights of winner-50pc is missing"),
    ("scratch/largest.json", "the quality from scratch of largest is missing"),
  ])
  func aMissingPartIsSaidAndTheRestIsReported(part: String, sentence: String) throws {
    try withReproduction { reproduction in
      try reproduction.remove(part)
      let found = try reproduction.read()
      #expect(found.missing.contains { $0.hasPrefix(sentence) && $0.contains("hatbench ") }, "\(found.missing)")
      let page = ReproductionPage(ReproductionSummary(found)).page()
      #expect(page.sections.last?.blocks.contains(.paragraph(found.missing[1])) == true)
    }
  }

  @Test(arguments: [
    ("latency.json", "", "it is empty"), ("latency.json", "[1, 2", "it is not JSON"),
    ("latency.json", "{\"space\": \"tiny\"}", "it has no 'runtime'"),
    ("search/search.json", "{}", "it has no 'profile'"),
    ("search/search.json", "{\"searches\": [{}]}", "at searches.[0]"),
    ("devices/search.json", "[]", "devices/search.json"),
    ("inherited/largest.json", "{\"sentences\": \"many\"}", "at sentences"), ("super/run.json", "{}", "no 'space'"),
    ("super/run.json", "{\"space\": \"arch: [\"}", "super/run.json"),
    ("super/log.csv", "update\nfive\n", "no line of it"),
    ("designs/largest.yml", "a: b", "encoder-layer-num"), ("profile.json", "{", "profile.json"),
  ])
  func aDamagedFileIsNamedWithTheReason(file: String, text: String, reason: String) throws {
    try withReproduction { reproduction in
      if file.hasPrefix("super/log") { try reproduction.remove("super/validation.csv") }
      try reproduction.put(text, file)
      let error = try #require(throws: (any Error).self) { try reproduction.read() }
      let words = "\(error)"
      #expect(words.contains(file) && words.contains(reason), "\(words)")
    }
  }

  @Test(arguments: [
    ("\"median_second\":0.1,", "\"median_second\":-1,", "positive seconds"),
    ("\"median_second\":0.1,", "\"median_second\":1e400,", "latency.json"),
    ("[0.099,0.101]", "[2,1]", "two ends of an interval"), ("[0.099,0.101]", "[1]", "two ends of an interval"),
    ("-layer-num-subtransformer\":3", "-layer-num-subtransformer\":9", "a value for each of 9 layers"),
  ])
  func anImpossibleNumberIsRefused(good: String, bad: String, reason: String) throws {
    try withReproduction { reproduction in
      let file = reproduction.folder.appendingPathComponent("latency.json")
      let text = try String(contentsOf: file, encoding: .utf8)
      let damaged = text.replacing(good, with: bad)
      #expect(damaged != text, "\(text)")
      try reproduction.put(damaged, "latency.json")
      let error = try #require(throws: ReproductionError.self) { try reproduction.read() }
      #expect("\(error)".contains(reason), "\(error)")
    }
  }

  /// Numbers of a design that has been replaced under its name are not taken for those of the new one.
  @Test func numbersOfAnotherDesignAreLeftOut() throws {
    try withReproduction { reproduction in
      try reproduction.put(SyntheticReproduction.design(ffn: 128, layers: 3).yaml, "designs/winner-50pc.yml")
      let found = try reproduction.read()
      let winner = try #require(found.designs.first { $0.name == "winner-50pc" })
      #expect(winner.latency == nil && winner.inherited == nil && winner.scratch == nil)
      #expect(found.doubts.prefix(3).allSatisfy { $0.contains("another design") }, "\(found.doubts)")
      #expect(found.doubts.count == 4 && found.doubts[3].contains("'winner-50pc' is not what any search"))
    }
  }

  @Test func anEmptyOrAbsentFolderIsExplained() throws {
    try SharedFiles.withTemporaryFolder { folder in
      #expect(throws: ReproductionError.nothing(folder.path)) { try ReproductionFolder(folder.path).read() }
      let absent = folder.path + "/none"
      #expect(throws: ReproductionError.noFolder(absent)) { try ReproductionFolder(absent).read() }
    }
  }
}
