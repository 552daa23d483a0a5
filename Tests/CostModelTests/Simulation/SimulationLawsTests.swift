import Quantities
import Testing
import TransformerIR

@testable import CostModel

/// What holds on every machine for every design.
@Suite struct SimulationLawsTests {
  static let seeds: [UInt64] = Array(1...10)

  private func forEachCase(
    _ seed: UInt64, _ body: (DeviceLatency, Workload, Simulation) throws -> Void
  ) throws {
    let world = try RandomDevice(seed: seed)
    for workload in world.workloads {
      try body(world.device, workload, ScheduleSimulator(world.device).simulate(workload))
    }
  }

  /// One truth: prediction, estimate and replay.
  @Test(arguments: seeds) func theReplayEndsWhenTheClosedFormSays(seed: UInt64) throws {
    try forEachCase(seed) { device, workload, simulation in
      let predicted = device.predict(AveragedWorkload(of: workload))
      #expect(abs(simulation.latency / predicted.latency - 1) < 1e-9)
      let estimate = device.estimate(workload)
      #expect(abs(estimate.prediction.latency / predicted.latency - 1) < 1e-9)
      for item in estimate.operators {
        let own = simulation.operators(everyRole: true).filter {
          $0.phase == item.group.phase && $0.role == item.group.role && $0.kind == item.group.kind
        }
        #expect(own.count == 1)
        #expect(abs((own[0].time - item.time).value) <= 1e-9 * item.time.value)
        #expect(Double(own[0].count) == item.entry.count)
      }
      let phases = simulation.phases.reduce(Seconds.zero) { $0 + $1.time }
      #expect(abs(phases / simulation.latency - 1) < 1e-9)
    }
  }

  @Test(arguments: seeds) func operatorsRunOneAfterTheOther(seed: UInt64) throws {
    try forEachCase(seed) { _, _, simulation in
      var now = Seconds.zero
      // Thousands of events: one expectation for all is a hundred times as fast as one for each.
      let isBroken = simulation.events.map { event in
        defer { now = event.end }
        return event.start != now || event.end < event.start || !(1...simulation.machine.cores).contains(event.cores)
          || event.overhead > event.duration + 1e-12 * simulation.latency
      }
      #expect(!isBroken.contains(true))
      #expect(now == simulation.latency)
    }
  }

  @Test(arguments: seeds) func theWholeTakesAtLeastWhatAnyResourceAloneTakes(seed: UInt64) throws {
    try forEachCase(seed) { device, workload, simulation in
      for floor in simulation.floors { #expect(simulation.latency >= floor.time * (1 - 1e-12), "\(floor.resource)") }
      let flops = workload.graph().totals.work().flops
      let peak = try #require(simulation.machine.peak)
      #expect(simulation.latency >= flops / peak * (1 - 1e-12))
    }
  }

  /// Less of anything, or more to pay for starting operators, is never faster.
  @Test(arguments: seeds) func lessOfAnythingIsNoFaster(seed: UInt64) throws {
    try forEachCase(seed) { device, workload, simulation in
      let averaged = AveragedWorkload(of: workload)
      for quantity in MachineChange.quantities(of: device.profile) {
        var last = Seconds.zero
        // From the best machine to the worst.
        for factor in [64, 8, 2, 1.25, 1, 0.8, 0.5, 0.2, 0.05, 0.001] {
          let change = MachineChange(quantity, by: quantity == .overhead ? 1 / factor : factor)
          let latency = device.changed(by: change).predict(averaged).latency
          #expect(latency.value.isFinite && latency > .zero)
          #expect(latency >= last * (1 - 1e-9), "\(change)")
          last = latency
        }
      }
    }
  }

  @Test(arguments: seeds) func changingNothingChangesNothing(seed: UInt64) throws {
    try forEachCase(seed) { device, workload, simulation in
      let averaged = AveragedWorkload(of: workload)
      for quantity in MachineChange.quantities(of: device.profile) {
        #expect(device.changed(by: .init(quantity, by: 1)).predict(averaged) == device.predict(averaged))
      }
      #expect(device.changed(by: .none).predict(averaged) == device.predict(averaged))
      // Next to nothing changes next to nothing: no step hides at 1. A capacity may be just where a working set fits.
      for quantity in [MachineChange.Quantity.peak, .overhead, .clock, .bandwidth("dram")] {
        let change = MachineChange(quantity, by: 1 + 1e-9)
        #expect(
          abs(device.changed(by: change).predict(averaged).latency / device.predict(averaged).latency - 1) < 1e-7,
          "\(change)")
      }
    }
  }

  @Test(arguments: seeds) func whatIsChangedIsSimulatedAsItIsPredicted(seed: UInt64) throws {
    try forEachCase(seed) { device, workload, simulation in
      let change = MachineChange(.bandwidth("dram"), by: 3).adding(.overhead, by: 0.3).adding(.cores, by: 2)
      let changed = device.changed(by: change)
      let replayed = ScheduleSimulator(changed).simulate(workload)
      #expect(abs(replayed.latency / changed.predict(AveragedWorkload(of: workload)).latency - 1) < 1e-9)
      #expect(replayed.machine.change == change && replayed.peakMemory == simulation.peakMemory)
    }
  }

  @Test(arguments: seeds) func memoryHoldsTheWeightsAndNoMoreThanEverythingAtItsPeak(seed: UInt64) throws {
    try forEachCase(seed) { _, workload, simulation in
      #expect(simulation.peakMemory > simulation.memory.weights)
      #expect(simulation.peakMemory <= simulation.memory.total * (1 + 1e-12))
      let last = try #require(simulation.events.last)
      #expect(last.live >= simulation.memory.caches * (1 - 1e-12))
    }
  }

  /// Every level is asked for what the one before it missed, and every byte of work comes from one of them.
  @Test(arguments: seeds) func hitsAndMissesAreAccesses(seed: UInt64) throws {
    try forEachCase(seed) { _, workload, simulation in
      let touches = simulation.events.reduce(0) { sum, event in
        let node = simulation.node(of: event)
        return sum + node.reads.count + node.writes.count + node.weights.count
      }
      var asked = touches
      for level in simulation.accesses {
        #expect(level.accesses == asked)
        asked = level.misses
      }
      #expect(asked == 0)
      let found = simulation.accesses.reduce(ByteCount.zero) { $0 + $1.hitBytes }
      let work = simulation.graph.totals.work().bytes
      #expect(abs(found / work - 1) < 1e-9)
      let moved = simulation.events.indices.reduce(0) { $0 + simulation.traffic(ofEvent: $1).reduce(0, +) }
      #expect(abs(moved / work.value - 1) < 1e-9)
    }
  }

  @Test(arguments: seeds) func energyIsPowerTimesTimeAndWhatWorkAdds(seed: UInt64) throws {
    try forEachCase(seed) { device, workload, simulation in
      let power = try #require(device.profile.power?.whole).value
      let energy = try #require(simulation.energy)
      let flops = simulation.graph.totals.work().flops.value
      let dram = simulation.accesses.filter { $0.level == "dram" }.reduce(0) { $0 + $1.hitBytes.value }
      let expected = (power * simulation.latency).value + 1e-11 * flops + 2e-11 * dram
      #expect(abs(energy.value / expected - 1) < 1e-9)
    }
  }
}
