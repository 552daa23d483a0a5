import Quantities
import TransformerIR

extension Simulation {
  /// A phase with all its executions.
  public struct PhaseSummary: Hashable, Sendable {
    /// The phase.
    public var phase: PhaseKind
    /// How often it ran.
    public var executions: Int
    /// All of its time.
    public var time: Seconds
    /// What most of that is spent on.
    public var bound: LatencyEstimate.Bound
  }

  /// Operators that are told together.
  public struct OperatorSummary: Hashable, Sendable {
    /// The phase.
    public var phase: PhaseKind
    /// What they are for; nil if operators of several roles are told together.
    public var role: OperatorRole?
    /// What they do.
    public var kind: OperatorKind
    /// How often they ran.
    public var count: Int
    /// All of their time, and how much of it is starting them.
    public var time, overhead: Seconds
    /// What most of it is spent on.
    public var bound: LatencyEstimate.Bound
    /// Their arithmetic.
    public var flops: FLOPCount
    /// Their bytes by level, as in ``Machine/levels``.
    public var bytes: [ByteCount]
    /// The time that the ceilings alone would allow, arithmetic and all levels side by side; nil where a ceiling is not known.
    public var ceilingTime: Seconds?

    /// All bytes.
    public var allBytes: ByteCount { bytes.reduce(.zero, +) }
    /// FLOPs for each byte moved; nil if none is.
    public var intensity: Double? { allBytes > .zero ? flops.value / allBytes.value : nil }
    /// What was achieved.
    public var throughput: Throughput? {
      time > .zero && flops > .zero ? Throughput(perSecond: FLOPCount(flops.value / time.value)) : nil
    }
    /// The share of what the ceilings allow; nil where a ceiling is not known.
    public var achieved: Double? { time > .zero ? ceilingTime.map { $0 / time } : nil }
  }

  /// The phases in order of execution.
  public var phases: [PhaseSummary] {
    graph.phases.map { phase in
      let own = events.filter { $0.phase == phase.kind }
      return PhaseSummary(
        phase: phase.kind, executions: Int(phase.kind.executions(in: workload.setting)),
        time: own.reduce(Seconds.zero) { $0 + $1.duration }, bound: Self.mostly(own))
    }
  }

  /// Operators by phase and kind, or with `everyRole` by phase, role and kind; in order of first execution.
  public func operators(everyRole: Bool = false) -> [OperatorSummary] {
    struct Key: Hashable {
      var phase: PhaseKind
      var role: OperatorRole?
      var kind: OperatorKind
    }
    var order: [Key] = []
    var members: [Key: [Int]] = [:]
    let keys = Dictionary(
      uniqueKeysWithValues: graph.phases.map { phase in
        (
          phase.kind,
          phase.nodes.map { Key(phase: phase.kind, role: everyRole ? $0.role : nil, kind: $0.operation.kind) }
        )
      })
    for (index, event) in events.enumerated() {
      let key = keys[event.phase]![event.node]
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(index)
    }
    return order.map { key in summary(members[key]!, key.phase, key.role, key.kind) }
  }

  private func summary(
    _ indices: [Int], _ phase: PhaseKind, _ role: OperatorRole?, _ kind: OperatorKind
  ) -> OperatorSummary {
    var bytes = [Double](repeating: 0, count: machine.levels.count)
    var flops = 0.0
    let nodes = graph.nodes(of: phase)
    for index in indices {
      for (level, amount) in zip(bytes.indices, traffic(ofEvent: index)) { bytes[level] += amount }
      let event = events[index]
      let lengths =
        event.step > 0 ? Lengths(of: workload.setting, step: event.step) : Lengths(ofMeanStepOf: workload.setting)
      flops += nodes[event.node].operation.work(at: lengths, workload.setting.precision).flops.value
    }
    let own = indices.map { events[$0] }
    return OperatorSummary(
      phase: phase, role: role, kind: kind, count: indices.count,
      time: own.reduce(Seconds.zero) { $0 + $1.duration }, overhead: own.reduce(Seconds.zero) { $0 + $1.overhead },
      bound: Self.mostly(own), flops: FLOPCount(flops), bytes: bytes.map { ByteCount($0) },
      ceilingTime: ceilingTime(flops: flops, bytes: bytes))
  }

  private func ceilingTime(flops: Double, bytes: [Double]) -> Seconds? {
    guard let peak = machine.peak else { return nil }
    var most = FLOPCount(flops) / peak
    for (level, amount) in zip(machine.levels, bytes) where amount > 0 {
      guard let bandwidth = level.bandwidth else { return nil }
      most = max(most, ByteCount(amount) / bandwidth)
    }
    return most
  }

  private static func mostly(_ events: [Event]) -> LatencyEstimate.Bound {
    var times: [LatencyEstimate.Bound: Seconds] = [:]
    for event in events { times[event.bound, default: .zero] += event.duration }
    // Of equal ones the name decides, so that two runs say the same.
    return times.max { ($0.value, "\($0.key)") < ($1.value, "\($1.key)") }?.key ?? .overhead
  }
}
