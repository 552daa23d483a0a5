import CostModel
import Foundation
import HATSearch
import Hardware
import Profiler
import Quantities
import TestSupport
import Testing
import TransformerIR

@testable import hatbench

/// Rounds of a verification, really measured, as shortly as can be; the numbers of a debug build mean nothing.
@Suite(.serialized) struct DeviceVerificationTests {
  private static let space: SearchSpace = {
    var space = SearchSpace.tiny
    space.encoderLayers = [1]
    space.decoderLayers = [1]
    space.encoderEmbeddings = [128]
    space.attended = [.last]
    space.setting.sourceLength = 3
    space.setting.targetLength = 3
    return space
  }()

  /// Says one second of everything.
  private struct Fixed: LatencyEstimator {
    let name = "fixed"
    func predict(_ workload: AveragedWorkload) -> LatencyPrediction { LatencyPrediction(latency: Seconds(1)) }
  }

  private var problem: SearchProblem {
    SearchProblem(
      space: Self.space, estimator: Fixed(), limit: nil,
      objective: .capacity(architecture: Self.space.architecture, setting: Self.space.setting))
  }

  private func device(
    _ evaluated: [EvaluatedDesign], store: String, resuming: Bool = false, visits: Int = 1,
    settings: Verification.Settings = .init()
  ) throws -> DeviceVerification {
    let bench = try Bench(
      Self.space, runtime: .fused, includesSearch: false, threads: 1, machine: Machine.current())
    return try DeviceVerification(
      bench, evaluated: evaluated, of: problem, settings: settings, profile: "tested", visits: visits, seed: 3,
      store: store, isKept: true, resuming: resuming, line: ProgressLine(isForced: false))
  }

  /// What a run that was killed after its first round does: the round is told again, not measured again.
  @Test func aFinishedRoundIsNotMeasuredAgain() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let front = try problem.solve(using: RandomSearch(batch: 8), budget: SearchBudget(evaluations: 8), seed: 1).front
      let path = folder.appendingPathComponent("samples.sqlite").path
      let designs = [Self.space.smallest, Self.space.largest]
      let first = try measure(designs, front, path)
      #expect(first.latencies.count == 2 && first.latencies.allSatisfy { $0.value > 0 && $0.value < 10 })
      let second = try measure(designs, front, path, resuming: true)
      #expect(second.latencies == first.latencies && second.samples == first.samples)
      // Another choice in the same round has to be measured.
      let new = try #require(NamedDesign.random(9, from: Self.space, seed: 1).first { !designs.contains($0.design) })
      let other = try measure([new.design], front, path, resuming: true)
      #expect(other.latencies.count == 1 && other.samples > first.samples)
    }
  }

  /// Whoever interrupts is told that nothing is lost, and goes on with another try.
  @Test func anInterruptedRoundGoesOnWhereItWas() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("samples.sqlite").path
      try interrupt(after: 1, path)
      let done = try measure([Self.space.smallest, Self.space.largest], [], path, resuming: true)
      #expect(done.latencies.count == 2)
    }
  }

  /// Measures two designs and interrupts after `samples`.
  private func interrupt(after samples: Int, _ path: String) throws {
    var device = try device([], store: path)
    var asked = 0
    device.isInterrupted = {
      asked += 1
      // Once before the reference, and once before each sample.
      return asked > 1 + samples
    }
    let error = #expect(throws: Interrupted.self) { try device.measure([Self.space.smallest, Self.space.largest]) }
    #expect(error?.store == path)
    #expect(Set(try device.store.attempts().map(\.key)).count == samples)
  }

  @Test func anotherVerificationDoesNotGoOnWithTheStore() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let front = try problem.solve(using: RandomSearch(batch: 8), budget: SearchBudget(evaluations: 8), seed: 1).front
      let path = folder.appendingPathComponent("samples.sqlite").path
      _ = try device(front, store: path)
      #expect(throws: ProfilerError.self) { _ = try device(front, store: path) }
      #expect(throws: ProfilerError.self) { _ = try device(front, store: path, resuming: true, visits: 2) }
      #expect(throws: ProfilerError.self) { _ = try device([], store: path, resuming: true) }
      #expect(throws: ProfilerError.self) {
        _ = try device(front, store: path, resuming: true, settings: .init(designsPerRound: 5))
      }
      // The order of designs decides nothing, and more rounds are no other verification.
      _ = try device(front.reversed(), store: path, resuming: true, settings: .init(roundLimit: 9))
    }
  }

  /// One round, and how many samples there are then; the store is closed again.
  private func measure(
    _ designs: [SubTransformer], _ evaluated: [EvaluatedDesign], _ path: String, resuming: Bool = false
  ) throws -> (latencies: [Seconds], samples: Int) {
    var device = try device(evaluated, store: path, resuming: resuming)
    // Another suite interrupts the process.
    device.isInterrupted = { false }
    let latencies = try device.measure(designs)
    return (latencies, try device.store.attempts().count)
  }
}
