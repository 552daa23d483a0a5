import Quantities
import TransformerIR

/// The state of a simulation: the clock, what memory holds, and what has run.
struct Replay {
  private(set) var events: [Simulation.Event] = []
  private(set) var traffic: [Double] = []
  private(set) var now = Seconds.zero
  private var cache: TensorCache
  private let graph: OperatorGraph
  private let machine: ModelledMachine
  private let live: LiveTensors
  private let phases: [[Item]]

  /// A node with all that does not change from step to step.
  private struct Item {
    var operation: Operator
    var rates: OperatorRates
    var bound: LatencyEstimate.Bound
    var kind: OperatorKind
    var accesses: [Access]
  }

  /// A tensor that a node touches.
  private struct Access {
    var tensor: Int
    /// Bytes; of a buffer at the full target length.
    var bytes: Double
    var isWeight: Bool
    /// Whether it grows with the decoder's steps.
    var grows: Bool
  }

  init(
    _ graph: OperatorGraph, _ machine: ModelledMachine, _ times: [GroupTime], bounds: [LatencyEstimate.Bound]
  ) {
    self.graph = graph
    self.machine = machine
    live = LiveTensors(graph)
    var tensors = TensorNumbers(buffers: graph.buffers.count)
    let groups = Dictionary(
      uniqueKeysWithValues: zip(times, bounds).map { ($0.group, (rates: $0.rates, bound: $1)) })
    let setting = graph.workload.setting
    let full = Lengths(of: setting, step: setting.targetLength)
    phases = graph.phases.map { phase in
      phase.nodes.map { node in
        let kind = node.operation.kind
        let group = groups[.init(phase: phase.kind, role: node.role, kind: kind)]
        let weights = node.weights.map { slice in
          // A look-up touches its rows, wherever they lie in the table, and never a table's worth of bytes.
          Access(
            tensor: kind == .embedding ? tensors.own() : tensors.number(of: slice),
            bytes: Double(slice.count) * setting.precision.bytesPerElement.value, isWeight: true, grows: false)
        }
        let buffers = (node.reads + node.writes).enumerated().map { position, id in
          let buffer = graph.buffers[id.index]
          let isSelfCache =
            buffer.lifetime == .cache && phase.kind == .decodeStep && buffer.shape.rows.length == .target
          // A projection appends one position; what reads or reorders caches touches all of them.
          let appends = isSelfCache && kind == .linear && position >= node.reads.count
          let bytes = buffer.bytes(at: full, setting.precision).value
          return Access(
            tensor: id.index, bytes: appends ? bytes / full.target : bytes, isWeight: false,
            grows: isSelfCache && !appends)
        }
        return Item(
          operation: node.operation, rates: group?.rates ?? OperatorRates(), bound: group?.bound ?? .overhead,
          kind: kind, accesses: weights + buffers)
      }
    }
    cache = TensorCache(capacities: machine.levels.map(\.capacity), tensors: tensors.count)
    let steps = graph.workload.setting.targetLength
    let count = zip(graph.phases, phases).reduce(0) { $0 + $1.1.count * ($1.0.kind == .decodeStep ? steps : 1) }
    events.reserveCapacity(count)
    traffic.reserveCapacity(count * machine.levels.count)
  }

  /// Runs the translation once; without recording only memory remembers it.
  mutating func run(recording: Bool) {
    cache.resetCounts()
    let setting = graph.workload.setting
    for (index, phase) in graph.phases.enumerated() {
      let isStep = phase.kind == .decodeStep
      for step in 1...(isStep ? setting.targetLength : 1) {
        let lengths = isStep ? Lengths(of: setting, step: step) : Lengths(ofMeanStepOf: setting)
        let live = recording ? self.live.bytes(phase: index, step: isStep ? step : 0) : []
        for node in phases[index].indices {
          let item = phases[index][node]
          let work = item.operation.work(at: lengths, setting.precision)
          if recording { record(item, work, phase.kind, step: isStep ? step : 0, node: node, live: live[node]) }
          touch(item, work, share: lengths.cached / lengths.target, recording: recording)
        }
      }
    }
  }

  private mutating func record(
    _ item: Item, _ work: Work, _ phase: PhaseKind, step: Int, node: Int, live: ByteCount
  ) {
    let streamed = work.streamedBytes(in: phase, of: item.kind).value
    let duration = item.rates.execution + item.rates.streamed * streamed + item.rates.other(work)
    let end = now + Seconds(duration)
    events.append(
      Simulation.Event(
        phase: phase, step: step, node: node, start: now, end: end, overhead: Seconds(item.rates.execution),
        bound: item.bound, cores: Int(machine.busyCores(work, 1, item.kind, of: machine.cores)),
        live: live))
    now = end
  }

  /// Weights are touched as often as the work says, buffers in the proportion of their sizes.
  private mutating func touch(_ item: Item, _ work: Work, share: Double, recording: Bool) {
    let base = traffic.count
    if recording { for _ in machine.levels { traffic.append(0) } }
    var nominal = (weights: 0.0, data: 0.0)
    for access in item.accesses {
      if access.isWeight {
        nominal.weights += access.bytes
      } else {
        nominal.data += access.grows ? access.bytes * share : access.bytes
      }
    }
    let weightScale = nominal.weights > 0 ? work.weightBytes.value / nominal.weights : 0
    let dataScale = nominal.data > 0 ? work.dataBytes.value / nominal.data : 0
    for access in item.accesses {
      let own = access.grows ? access.bytes * share : access.bytes
      let bytes = own * (access.isWeight ? weightScale : dataScale)
      let level = cache.access(access.tensor, bytes: bytes)
      if recording { traffic[base + level] += bytes }
    }
  }

  /// What each level was asked for in the last run.
  var accesses: [Simulation.Accesses] {
    zip(machine.levels, cache.counts).map { level, count in
      Simulation.Accesses(
        level: level.name, hits: count.hits, misses: count.misses, hitBytes: ByteCount(count.hitBytes),
        missBytes: ByteCount(count.missBytes))
    }
  }

  /// Bytes that came from each level, by its name.
  var bytesByLevel: [String: ByteCount] {
    Dictionary(accesses.map { ($0.level, $0.hitBytes) }) { $0 + $1 }
  }
}

/// Numbers for buffers and weights: buffers have their own.
private struct TensorNumbers {
  private(set) var count: Int
  private var weights: [WeightSlice: Int] = [:]

  init(buffers: Int) { count = buffers }

  mutating func own() -> Int {
    count += 1
    return count - 1
  }

  mutating func number(of slice: WeightSlice) -> Int {
    if let known = weights[slice] { return known }
    let number = own()
    weights[slice] = number
    return number
  }
}
