/// What the lowering writes into: a graph, or just its totals.
///
/// There is one description of what runs (``TransformerLowering``), and this is its only output. A sink that wants no
/// weights never evaluates their arguments, so counting a design costs a few hundred multiplications.
protocol NodeSink {
  /// Starts a phase; every later node belongs to it.
  mutating func begin(_ phase: PhaseKind)
  /// Declares a tensor.
  mutating func buffer(_ name: String, _ shape: BufferShape, _ lifetime: Buffer.Lifetime) -> BufferID
  /// Adds an operator; it stands for `times` equal ones in as many layers.
  mutating func emit(
    _ operation: Operator, _ site: Site, reads: @autoclosure () -> [BufferID], writes: @autoclosure () -> [BufferID],
    weights: @autoclosure () -> [WeightSlice])
}

/// Where the lowering is: the role and layer of the nodes it emits, and how many equal layers each stands for.
struct Site {
  var role: OperatorRole
  var layer: LayerPath = .outside
  var times: Double = 1

  func with(_ role: OperatorRole) -> Site { Site(role: role, layer: layer, times: times) }
}

/// Collects nodes and buffers.
struct GraphSink: NodeSink {
  var graph: OperatorGraph

  mutating func begin(_ phase: PhaseKind) { graph.phases.append(Phase(kind: phase, nodes: [])) }

  mutating func buffer(_ name: String, _ shape: BufferShape, _ lifetime: Buffer.Lifetime) -> BufferID {
    graph.buffers.append(Buffer(name: name, shape: shape, lifetime: lifetime))
    return BufferID(index: graph.buffers.count - 1)
  }

  mutating func emit(
    _ operation: Operator, _ site: Site, reads: @autoclosure () -> [BufferID], writes: @autoclosure () -> [BufferID],
    weights: @autoclosure () -> [WeightSlice]
  ) {
    graph.phases[graph.phases.count - 1].nodes.append(
      Node(
        operation: operation, role: site.role, layer: site.layer, reads: reads(), writes: writes(), weights: weights()))
  }
}

/// Adds up work in closed form: the mean decoder step times the number of steps, one averaged layer times the number of
/// layers.
struct TotalsSink: NodeSink {
  let setting: InferenceSetting
  let lengths: Lengths
  var totals = OperatorTotals()
  private var phase = PhaseKind.encode
  private var executions = 1.0

  init(setting: InferenceSetting) {
    self.setting = setting
    lengths = Lengths(ofMeanStepOf: setting)
  }

  mutating func begin(_ phase: PhaseKind) {
    self.phase = phase
    executions = phase.executions(in: setting)
  }

  mutating func buffer(_ name: String, _ shape: BufferShape, _ lifetime: Buffer.Lifetime) -> BufferID {
    BufferID(index: 0)
  }

  mutating func emit(
    _ operation: Operator, _ site: Site, reads: @autoclosure () -> [BufferID], writes: @autoclosure () -> [BufferID],
    weights: @autoclosure () -> [WeightSlice]
  ) {
    totals.add(
      operation.work(at: lengths, setting.precision), .init(phase: phase, role: site.role, kind: operation.kind),
      executions: executions * site.times)
  }
}
