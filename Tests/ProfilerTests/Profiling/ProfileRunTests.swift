import Foundation
import Hardware
import Quantities
import TestSupport
import Testing
import TransformerIR

@testable import Profiler

/// The whole profiler, with the kernels of this machine and everything else as on a recorded one.
@Suite(.serialized) struct ProfileRunTests {
  /// So short that a stage takes a second in a debug build; the numbers mean nothing.
  private func hasty(_ run: ProfileRun) -> ProfileRun {
    var run = run
    // Another suite interrupts the process.
    run.isInterrupted = { false }
    // Too few references to find regimes in: single timings of a debug build jump about.
    run.referenceInterval = { _ in 30 }
    run.settings = { _ in
      var settings = SamplerSettings()
      settings.minimumTiming = 0
      settings.clockSteps = 0
      settings.warmUpLimit = 0
      settings.minimumTimings = 1
      settings.maximumTimings = 2
      settings.timeLimit = 0
      return settings
    }
    return run
  }

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

  private func ceilings(_ bench: Bench) -> CeilingPlan {
    var plan = CeilingPlan(
      environment: bench.environment, depth: .quick, instructionSets: [], memory: ByteCount(1 << 20))
    plan.items = [.peak(.available[0], .fp32, threads: 1)] + Array(plan.items.prefix(2))
    return plan
  }

  private func profile(
    _ machine: Machine, store: String, resuming: Bool = false, threads: Int = 2
  ) throws -> ProfileMeasurements? {
    let bench = try Bench(Self.space, runtime: .fused, includesSearch: false, threads: threads, machine: machine)
    let run = hasty(
      try ProfileRun(bench, budget: Seconds(1), seed: 3, ceilings: ceilings(bench), memory: ByteCount(4 << 20)))
    return try run.run(into: MeasurementStore(at: store, plan: run.plan, resuming: resuming)) { _, _ in }
  }

  @Test(arguments: RecordedMachines.names) func everyRecordedMachineIsProfiled(name: String) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let machine = try RecordedMachines.machine(name)
      let store = folder.appendingPathComponent("samples.sqlite").path
      let measured = try #require(try profile(machine, store: store))
      #expect(measured.environment.processor == machine.environment(threads: 2).processor)
      let bench = try Bench(Self.space, runtime: .fused, includesSearch: false, threads: 2, machine: machine)
      let names = Set(try DistinctNode.all(of: Self.space, setting: bench.setting).map(\.name))
      // Other suites run beside this one: what was measured while the device changed its state is rightly left out.
      if measured.quarantined == 0 {
        #expect(measured.designs.count > 2 && measured.nodes.count == measured.designs.count)
        #expect(Set(measured.operators.map(\.name)) == names)
      }
      #expect(names.isSuperset(of: measured.operators.map(\.name)))
      #expect(measured.samples >= names.count + 2 * measured.designs.count)
      #expect(measured.operators.allSatisfy { $0.time.value > 0 && $0.time.value.isFinite })
      #expect(!measured.ceilings.peaks.isEmpty && measured.reference.time.value > 0)
      for item in measured.nodes {
        #expect(item.times.values.allSatisfy { $0.value > 0 })
        guard let design = measured.designs.first(where: { $0.name == item.name }) else {
          // Left out whole, which only a change of state may do.
          #expect(measured.quarantined > 0, "\(item.name) has node times and no time of its own")
          continue
        }
        #expect(design.time(of: "encoder") != nil && design.time(of: "decoder") != nil)
      }
      // A low throttle bit rejects every sample, and the grade says so.
      let isThrottled = name.contains("throttled")
      if isThrottled {
        #expect(measured.disturbed == measured.samples)
        #expect(measured.quality.grade == .d)
      }
      // Counters of the recorded Xeon answer for its own work, not for ours: that is told.
      #expect(measured.counted.isEmpty == CounterSession(machine).hardwareEvents.isEmpty)
    }
  }

  /// Two operators are named; the first has all its further visits before the second has any.
  @Test func operatorsThatAreWorthMoreAreMeasuredAgainFirst() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let machine = try RecordedMachines.machine("raspberry-pi-4")
      let bench = try Bench(Self.space, runtime: .fused, includesSearch: false, threads: 2, machine: machine)
      // Time enough for every visit, of which there is one to each item.
      var run = hasty(
        try ProfileRun(bench, budget: Seconds(40), seed: 3, ceilings: ceilings(bench), memory: ByteCount(4 << 20)))
      let nodes = try DistinctNode.all(of: Self.space, setting: bench.setting).map(\.name)
      let (first, second) = (nodes[nodes.count - 1], nodes[0])
      run.worthMeasuringAgain = { _, _ in [first, second] }
      let store = try MeasurementStore(
        at: folder.appendingPathComponent("samples.sqlite").path, plan: run.plan, resuming: false)
      _ = try run.run(into: store) { _, _ in }
      let visits = run.plan.visits(.operators)
      let again = try store.samples(stage: "operators").filter { $0.visit >= visits }.sorted { $0.order < $1.order }
      let names = again.map { sample in nodes.first { sample.key.hasPrefix("\($0) ") } }
      #expect(Set(names) == [first, second])
      #expect(again.map(\.visit).allSatisfy { $0 < visits + 2 })
      #expect(try #require(names.lastIndex(of: first)) < #require(names.firstIndex(of: second)))
    }
  }

  /// A second run on a finished store measures nothing and finds the same numbers.
  @Test func aFinishedRunIsNotMeasuredAgain() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let machine = try RecordedMachines.machine("raspberry-pi-4")
      let store = folder.appendingPathComponent("samples.sqlite").path
      let first = try #require(try profile(machine, store: store))
      let second = try #require(try profile(machine, store: store, resuming: true))
      #expect(first.samples == second.samples)
      #expect(first.operators == second.operators)
      #expect(first.ceilings == second.ceilings)
      #expect(throws: ProfilerError.self) { _ = try profile(machine, store: store) }
      #expect(throws: ProfilerError.self) { _ = try profile(machine, store: store, resuming: true, threads: 1) }
    }
  }
}
