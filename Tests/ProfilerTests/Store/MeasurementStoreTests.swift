import Foundation
import Hardware
import Randomness
import TestSupport
import Testing

@testable import Profiler

/// A plan as a command would write it.
struct TestPlan: Codable, Hashable {
  var space = "tiny"
  var seed = 1
  var keys = ["a", "b"]
}

@Suite struct MeasurementStoreTests {
  private func withPath(_ body: (String) throws -> Void) throws {
    try SharedFiles.withTemporaryFolder { try body($0.appendingPathComponent("x.sqlite").path) }
  }

  /// Doubles of any kind, the odd ones included.
  private func anySample(order: Int, using generator: inout SeededGenerator) -> Sample {
    let odd = [0.0, -0.0, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, 0.1, 1.0 / 3]
    func number(_ generator: inout SeededGenerator) -> Double {
      let drawn = Double(bitPattern: generator.next())
      return generator.happens(0.3) || drawn.isNaN ? odd[generator.index(below: odd.count)] : drawn
    }
    let parts = (0...generator.index(below: 3)).map { "part \($0) 'é\"" }
    var sample = Sample.plain(key: "key '\(order)'; --", visit: order, order: order, began: 0.1 * Double(order))
    sample.parts = parts
    sample.firstCall = parts.map { _ in number(&generator) }
    sample.timings = (0..<generator.index(below: 20)).map { _ in parts.map { _ in number(&generator) } }
    sample.guards.steal = Double.random(in: 0..<1, using: &generator)
    sample.guards.temperature = generator.happens(0.5) ? Double.random(in: 20..<90, using: &generator) : nil
    sample.disturbances = generator.happens(0.5) ? ["steal, \"2 %\""] : []
    return sample
  }

  private func bits(_ sample: Sample) -> [UInt64] {
    (sample.timings.flatMap { $0 } + sample.firstCall + [sample.began]).map(\.bitPattern)
  }

  @Test(arguments: UInt64(0)..<5) func samplesAreReadBackAsTheyWereWritten(seed: UInt64) throws {
    try withPath { path in
      var generator = SeededGenerator(seed: seed)
      let samples = (0..<10).map { anySample(order: $0, using: &generator) }
      do {
        let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: false)
        _ = try store.beginSession()
        for sample in samples { try store.append(sample, stage: "s") }
        try store.appendReference(samples[3], stage: "s")
      }
      let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: true)
      #expect(store.wasResumed)
      #expect(try store.attempts() == samples)
      #expect(try store.attempts().map(bits) == samples.map(bits))
      #expect(try store.references(stage: "s") == [samples[3]])
      #expect(try store.attempts(stage: "other").isEmpty)
    }
  }

  @Test func ofSeveralAttemptsTheLastOfTheLeastDisturbedCounts() throws {
    try withPath { path in
      let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: false)
      _ = try store.beginSession()
      let attempts = [["steal", "load"], ["steal"], ["load"], ["steal", "load"]]
      for (order, reasons) in attempts.enumerated() {
        try store.append(.plain(order: order, disturbances: reasons), stage: "s")
      }
      try store.append(.plain(key: "b", order: 4), stage: "s")
      // The same key in another stage is another configuration.
      try store.append(.plain(order: 5), stage: "t")
      #expect(try store.samples().map(\.order) == [2, 4, 5])
      #expect(try store.samples(stage: "s").map(\.order) == [2, 4])
      #expect(try store.attempts().count == 6)
    }
  }

  @Test func sessionsAreCountedAndKeepTheirEnvironment() throws {
    try withPath { path in
      let environment = Environment(
        processor: "P", cores: 2, hardwareThreads: 2, system: "Linux", kernel: "6", compiler: "c", build: "release",
        threads: 2, date: "2024-01-01T00:00:00Z")
      let clock = RawClock(resolution: 1e-9, readingCost: 0) { 42 }
      for number in 0..<3 {
        let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: number > 0)
        let session = try store.beginSession(in: number == 1 ? nil : environment, clock: clock)
        #expect(session == MeasurementSession(number: number, start: 42))
        try store.setFact("runs", number)
      }
      let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: true)
      #expect(try store.environments() == [environment, nil, environment])
      #expect(try store.fact("runs", as: Int.self) == 2)
      #expect(try store.fact("plan", as: TestPlan.self) == TestPlan())
      #expect(try store.fact("absent", as: Int.self) == nil)
    }
  }

  /// What `kill -9` leaves is the files as they are while the writer is open.
  @Test func everyCommittedSampleSurvivesAKill() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("x.sqlite").path
      let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: false)
      _ = try store.beginSession()
      for order in 0..<6 {
        try store.append(.plain(visit: order, order: order), stage: "s")
        let copy = folder.appendingPathComponent("copy\(order).sqlite").path
        for suffix in ["", "-wal", "-shm"] {
          try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
        }
        let rescued = try MeasurementStore(at: copy, plan: TestPlan(), resuming: true)
        #expect(try rescued.attempts().map(\.order) == Array(0...order))
        #expect(try rescued.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
      }
      // Without syncing each commit, a power cut would lose the last ones: 2 is FULL.
      #expect(try store.read { try Int.fetchOne($0, sql: "PRAGMA synchronous") } == 2)
    }
  }

  @Test func closingLeavesOnlyTheStore() throws {
    try SharedFiles.withTemporaryFolder { folder in
      do {
        let path = folder.appendingPathComponent("x.sqlite").path
        let store = try MeasurementStore(at: path, plan: TestPlan(), resuming: true)
        #expect(!store.wasResumed)
        _ = try store.beginSession()
      }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["x.sqlite"])
    }
  }
}
