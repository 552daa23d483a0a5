import Foundation
import Quantities
import TestSupport
import Testing

@testable import Hardware

@Suite struct ProfileDifferenceTests {
  private func environment(_ change: (inout Environment) -> Void = { _ in }) -> Environment {
    var environment = Environment(
      processor: "Cortex-A72", cores: 4, hardwareThreads: 4, system: "Debian 12", kernel: "Linux 6.1",
      compiler: "Swift 6.3", build: "release", threads: 4, date: "2026-01-01T00:00:00Z")
    environment.caches = [
      .init(level: "l1d", size: ByteCount(32_768), count: 4, sharedByCores: 1),
      .init(level: "l2", size: ByteCount(1_048_576), count: 1, sharedByCores: 4),
    ]
    environment.temperatures = ["cpu": 50]
    change(&environment)
    return environment
  }

  @Test func aProfileDoesNotDifferFromItself() throws {
    let difference = try ProfileDifference(from: HardwareProfile.example, to: .example)
    #expect(difference.isEmpty && difference.volatile.isEmpty)
  }

  /// Twice the bandwidth, another name; keys are in order.
  @Test func numbersHaveARatio() throws {
    var faster = HardwareProfile.example
    faster.name = "faster"
    faster.ceilings.memory[1].bandwidth?.value = Bandwidth(perSecond: ByteCount(11e9))
    let entries = try ProfileDifference(from: .example, to: faster).lasting
    #expect(entries.map(\.key) == ["ceilings.memory.dram.bandwidth_byte_per_second.value", "name"])
    #expect(entries[0].before == .number(5.5e9) && entries[0].after == .number(11e9) && entries[0].ratio == 2)
    #expect(entries[1].before == .text("example-board") && entries[1].ratio == nil)
  }

  /// A level more at the front leaves the others where they are.
  @Test func whatHasANameIsComparedByIt() throws {
    var more = HardwareProfile.example
    more.ceilings.memory.insert(.init(level: "l1d"), at: 0)
    let entries = try ProfileDifference(from: .example, to: more).lasting
    #expect(entries.map(\.key) == ["ceilings.memory.l1d.level"])
    #expect(entries[0].before == nil && entries[0].after == .text("l1d"))
  }

  /// A network's biases come before its weights, as their keys do.
  @Test func aListOfNumbersIsOneEntry() throws {
    var other = HardwareProfile.example
    other.latencyModels[0].residual?.networks[0].layers[0].weights[0][0] = 0.75
    let entries = try ProfileDifference(from: .example, to: other).lasting
    #expect(entries.map(\.key) == ["latency_models.0.residual.networks"])
    #expect(entries.first?.before == .numbers([0, 0.125, -1, 0.5, -0.5, 1, 1, 0, 0.25, 0.0625, 1, -1, 0.5]))
    #expect(entries.first?.after == .numbers([0, 0.125, -1, 0.75, -0.5, 1, 1, 0, 0.25, 0.0625, 1, -1, 0.5]))
  }

  /// Two curves, told apart by access and threads; each is one entry, whatever points it has.
  @Test func aCurveIsCalledByWhatItWasMeasuredOf() throws {
    func curve(_ threads: Int, _ speed: Double) -> MeasuredCeilings.BandwidthCurve {
      let rate = Bandwidth(perSecond: ByteCount(speed))
      return .init(
        access: "read", threads: threads,
        points: [.init(workingSet: ByteCount(4096), bandwidth: rate, interval: [rate, rate])])
    }
    let ceilings = MeasuredCeilings(bandwidths: [curve(1, 5e9), curve(2, 9e9)])
    let leaves = try JSONValue(ceilings, named: "p").leaves
    #expect(
      leaves[JSONPath(components: ["bandwidths", "read 2", "points"])] == .numbers([9e9, 9e9, 9e9, 4096]))
    #expect(leaves[JSONPath(components: ["bandwidths", "read 1", "threads"])] == .number(1))
  }

  @Test func positionsAreOrderedAsNumbers() {
    let paths = ["10", "a", "9"].map { JSONPath(components: ["x", $0]) }
    #expect(paths.sorted().map(\.components.last) == ["9", "10", "a"])
  }

  @Test func whatChangesFromHourToHourIsApart() throws {
    let later = environment {
      $0.date = "2026-02-01T00:00:00Z"
      $0.load = [1, 1, 1]
      $0.temperatures = ["cpu": 60]
      $0.governor = "performance"
    }
    let difference = try ProfileDifference(from: environment(), to: later)
    #expect(difference.lasting.map(\.key) == ["governor"])
    #expect(difference.lasting[0].before == nil && difference.lasting[0].after == .text("performance"))
    #expect(difference.volatile.map(\.key) == ["date", "load_average", "temperatures_celsius.cpu"])
  }

  @Test func environmentsOfTwoMachinesDiffer() throws {
    let other = environment {
      $0.cores = 8
      $0.isMultithreaded = true
      $0.caches[1].size = ByteCount(2_097_152)
    }
    let difference = try ProfileDifference(from: environment(), to: other)
    #expect(difference.lasting.map(\.key) == ["caches.l2.size_byte", "cores", "is_multithreaded"])
    #expect(difference.lasting.map(\.ratio) == [2, 2, nil])
    #expect(difference.lasting[2].after == .flag(true))
  }

  /// The same keys, told the other way round.
  @Test func theOtherWayRoundIsTheSame() throws {
    let other = environment { ($0.cores, $0.governor) = (2, "ondemand") }
    let forth = try ProfileDifference(from: environment(), to: other)
    let back = try ProfileDifference(from: other, to: environment())
    #expect(back.lasting.map(\.key) == forth.lasting.map(\.key))
    #expect(back.lasting.map(\.before) == forth.lasting.map(\.after))
  }

  @Test func aZeroHasNoRatio() throws {
    var profile = HardwareProfile.example
    profile.latencyModels[0].terms[1].value = 1e-9
    let entries = try ProfileDifference(from: .example, to: profile).lasting
    #expect(entries.map(\.ratio) == [nil] && entries[0].before == .number(0))
  }

  @Test func whatNoFileCanHoldIsAnError() {
    let odd = environment { $0.frequency = .nan }
    let message = message { _ = try ProfileDifference(from: environment(), to: odd) }
    #expect(message.hasPrefix("profile 'the second environment': it cannot be written as JSON"), "\(message)")
  }
}
