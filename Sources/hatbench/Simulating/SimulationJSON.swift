import CostModel
import Quantities
import TransformerIR

/// What `simulate --json` prints of one simulation.
struct SimulationJSON: Encodable {
  struct Phase: Encodable {
    var phase: String
    var executions: Int
    var second, share: Double
    var bound: String
  }

  struct Operator: Encodable {
    var phase, role, kind: String
    var count: Int
    var second, share, overheadSecond: Double
    var bound: String
    var flop: Double
    var byteByLevel: [String: Double]
    var intensity, flopPerSecond, achievedOfCeiling: Double?

    enum CodingKeys: String, CodingKey {
      case phase, role, kind, count, second, share, bound, flop
      case overheadSecond = "overhead_second"
      case byteByLevel = "byte_by_level"
      case intensity = "flop_per_byte"
      case flopPerSecond = "flop_per_second"
      case achievedOfCeiling = "achieved_of_ceiling"
    }
  }

  struct Level: Encodable {
    var level: String
    var capacity, bandwidth: Double?
    var accesses, hits, misses: Int
    var hitByte, missByte: Double

    enum CodingKeys: String, CodingKey {
      case level, accesses, hits, misses
      case capacity = "capacity_byte"
      case bandwidth = "bandwidth_byte_per_second"
      case hitByte = "hit_byte"
      case missByte = "miss_byte"
    }
  }

  struct Memory: Encodable {
    var weights, caches, activations: Double

    enum CodingKeys: String, CodingKey {
      case weights = "weight_byte"
      case caches = "cache_byte"
      case activations = "peak_activation_byte"
    }
  }

  var profile, runtime: String
  var cores: Int
  var change: [String: Double]
  var design: DesignJSON
  var latencySecond: Double
  var intervalSecond: [Double]
  var peakMemoryByte: Double
  var memory: Memory
  var energyJoule: Double?
  var floorSecond: [String: Double]
  var phases: [Phase]
  var operators: [Operator]
  var levels: [Level]
  var warnings: [String]

  enum CodingKeys: String, CodingKey {
    case profile, runtime, cores, change, design, memory, phases, operators, levels, warnings
    case latencySecond = "latency_second"
    case intervalSecond = "interval_second"
    case peakMemoryByte = "peak_memory_byte"
    case energyJoule = "energy_joule"
    case floorSecond = "floor_second"
  }

  init(_ simulation: Simulation) {
    profile = simulation.machine.profile
    runtime = simulation.workload.setting.runtime.rawValue
    cores = simulation.machine.cores
    change = Dictionary(
      uniqueKeysWithValues: simulation.machine.change.factors.map { ($0.key.description, $0.value) })
    design = DesignJSON(design: simulation.workload.design)
    latencySecond = simulation.latency.value
    intervalSecond = simulation.prediction.intervalSeconds
    peakMemoryByte = simulation.peakMemory.value
    memory = Memory(
      weights: simulation.memory.weights.value, caches: simulation.memory.caches.value,
      activations: simulation.memory.peakActivations.value)
    energyJoule = simulation.energy?.value
    floorSecond = Dictionary(
      simulation.floors.map { ($0.resource.description, $0.time.value) }, uniquingKeysWith: +)
    let whole = simulation.latency
    phases = simulation.phases.map {
      Phase(
        phase: $0.phase.rawValue, executions: $0.executions, second: $0.time.value, share: $0.time / whole,
        bound: "\($0.bound)")
    }
    let names = simulation.machine.levels.map(\.name)
    operators = simulation.operators(everyRole: true).map { row in
      Operator(
        phase: row.phase.rawValue, role: row.role?.rawValue ?? "", kind: row.kind.rawValue, count: row.count,
        second: row.time.value, share: row.time / whole, overheadSecond: row.overhead.value, bound: "\(row.bound)",
        flop: row.flops.value,
        byteByLevel: Dictionary(zip(names, row.bytes.map(\.value)), uniquingKeysWith: +), intensity: row.intensity,
        flopPerSecond: row.throughput?.perSecond.value, achievedOfCeiling: row.achieved)
    }
    levels = zip(simulation.machine.levels, simulation.accesses).map { level, count in
      Level(
        level: level.name, capacity: level.capacity?.value, bandwidth: level.bandwidth?.perSecond.value,
        accesses: count.accesses, hits: count.hits, misses: count.misses, hitByte: count.hitBytes.value,
        missByte: count.missBytes.value)
    }
    warnings = simulation.warnings
  }
}
