import Hardware
import Quantities
import TransformerIR

/// Replays the operator graph of a design on the machine of a profile: the encoder, then every decoder step.
///
/// An operator takes what its group's rates (``OperatorRates``) make of its own work, so that the replay's end is the closed
/// form's latency up to rounding. Where bytes come from is decided tensor by tensor: each level of memory keeps what was used
/// last. The translation is replayed once before, so that weights lie where a run of translations leaves them.
public struct ScheduleSimulator: Sendable {
  /// The machine and its costs.
  public let device: DeviceLatency

  /// Simulates on the machine of `device`, changed as it says.
  public init(_ device: DeviceLatency) { self.device = device }

  /// Replays one translation of `workload` under the model's runtime.
  public func simulate(_ workload: Workload) -> Simulation {
    let workload = device.underModelsRuntime(workload)
    let graph = workload.graph()
    let averaged = AveragedWorkload(of: workload)
    let times = device.times(averaged)
    let working = WorkingSets(averaged.totals, averaged.setting)
    let machine = device.machine
    var replay = Replay(
      graph, machine, times, bounds: times.map { device.bound($0, workingSet: working.bytes(of: $0.group.phase)) })
    replay.run(recording: false)
    replay.run(recording: true)
    let latency = replay.now
    let memory = graph.liveMemory()
    return Simulation(
      workload: workload, graph: graph,
      machine: .init(machine, profile: device.profile.name, hasStatedCores: device.model.threads != nil),
      events: replay.events,
      prediction: LatencyPrediction(latency: latency, interval: device.model.interval.around(latency)),
      floors: floors(times, working), accesses: replay.accesses, memory: memory,
      peakMemory: memory.weights + (replay.events.map(\.live).max() ?? .zero),
      energy: device.profile.power?.energy(
        of: latency, flops: averaged.totals.work().flops, bytes: replay.bytesByLevel),
      warnings: device.warnings(for: workload),
      traffic: replay.traffic)
  }

  private func floors(_ times: [GroupTime], _ working: WorkingSets) -> [Simulation.Floor] {
    let machine = device.machine
    var (compute, overhead) = (0.0, 0.0)
    var memory = [Double](repeating: 0, count: machine.levels.count)
    for item in times {
      let workingSet = working.bytes(of: item.group.phase)
      let floors = machine.floors(item, workingSet: workingSet)
      compute += floors.arithmetic
      overhead += item.overhead.value
      memory[ModelledMachine.level(holding: workingSet, machine.levels)] += floors.streaming
    }
    return [.init(resource: .compute, time: Seconds(compute))]
      + zip(machine.levels, memory).map { .init(resource: .memory($0.name), time: Seconds($1)) }
      + [.init(resource: .overhead, time: Seconds(overhead))]
  }
}

extension Simulation.Machine {
  init(_ machine: ModelledMachine, profile: String, hasStatedCores: Bool) {
    self.init(
      profile: profile, change: machine.change, cores: machine.cores, hasStatedCores: hasStatedCores,
      peak: machine.peak.map { Throughput(perSecond: FLOPCount($0)) },
      levels: machine.levels.map { level in
        Level(
          name: level.name, capacity: level.capacity.isFinite ? ByteCount(level.capacity) : nil,
          bandwidth: level.secondPerByte.map { Bandwidth(perSecond: ByteCount(1 / $0)) })
      })
  }
}
