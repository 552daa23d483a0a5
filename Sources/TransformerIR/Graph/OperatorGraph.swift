import Quantities

/// Everything that runs when a design translates: the one list that is costed, simulated, executed and timed.
///
/// A decoder step is lowered once; what changes from step to step is the ``Extent/Length/cached`` length.
public struct OperatorGraph: Hashable, Sendable {
  /// The workload that was lowered.
  public let workload: Workload
  /// The phases in order of execution.
  public internal(set) var phases: [Phase] = []
  /// Every tensor that nodes pass to each other; a ``BufferID`` is an index into it.
  public internal(set) var buffers: [Buffer] = []

  /// The nodes of `phase`; empty if the graph was lowered without it.
  public func nodes(of phase: PhaseKind) -> [Node] {
    phases.first { $0.kind == phase }?.nodes ?? []
  }

  /// The work of the whole graph by phase, role and kind, every decoder step counted: the sum over its nodes.
  public var totals: OperatorTotals {
    var totals = OperatorTotals()
    let lengths = Lengths(ofMeanStepOf: workload.setting)
    for phase in phases {
      let executions = phase.kind.executions(in: workload.setting)
      for node in phase.nodes {
        let work = node.operation.work(at: lengths, workload.setting.precision)
        totals.add(work, .init(phase: phase.kind, role: node.role, kind: node.operation.kind), executions: executions)
      }
    }
    return totals
  }
}

/// A part of the graph that runs as a whole, once or once per decoder step.
public struct Phase: Hashable, Sendable {
  /// Which part.
  public var kind: PhaseKind
  /// What runs, in order.
  public var nodes: [Node]
}

/// The parts of translating, and of training's forward pass. Raw values are what files and tables print.
public enum PhaseKind: String, CaseIterable, Codable, Hashable, Sendable {
  /// The encoder, once.
  case encode
  /// The decoder's keys and values of the encoder's outputs, once.
  case crossKeys = "cross-keys"
  /// One decoder step for every hypothesis; runs once per target position.
  case decodeStep = "decode-step"
  /// The decoder over a whole known target: validation and training.
  case teacherForced = "teacher-forced"

  /// How often the phase runs in `setting`.
  public func executions(in setting: InferenceSetting) -> Double {
    self == .decodeStep ? Double(setting.targetLength) : 1
  }
}

/// What a node is for; together with its kind this names a row of every table.
public enum OperatorRole: String, CaseIterable, Codable, Hashable, Sendable {
  case embedding
  case selfAttention = "self-attention"
  case crossAttention = "cross-attention"
  case feedForward = "feed-forward"
  case output
  case search
}

/// Where a node sits: a layer of one of the stacks, or outside all layers.
public enum LayerPath: Hashable, Sendable {
  case encoder(Int)
  case decoder(Int)
  case outside
}

/// The index of a tensor in ``OperatorGraph/buffers``.
public struct BufferID: Hashable, Sendable {
  /// The index.
  public let index: Int
}

/// One operator with the tensors it reads and writes.
public struct Node: Hashable, Sendable {
  /// What it does.
  public var operation: Operator
  /// What it is for.
  public var role: OperatorRole
  /// Where it sits.
  public var layer: LayerPath
  /// Tensors it needs and tensors it makes.
  public var reads, writes: [BufferID]
  /// The parts of the SuperTransformer's parameters that it multiplies with.
  public var weights: [WeightSlice]
}

/// A tensor that nodes pass to each other.
public struct Buffer: Hashable, Sendable {
  /// How long a tensor lives.
  public enum Lifetime: Hashable, Sendable {
    /// From its first write to its last read.
    case activation
    /// From its first write to the end of the translation: the caches of keys and values.
    case cache
  }

  /// What it holds, in a word or two.
  public var name: String
  /// Its dimensions.
  public var shape: BufferShape
  /// How long it lives.
  public var lifetime: Lifetime

  /// Its size at `lengths`.
  public func bytes(at lengths: Lengths, _ precision: Precision) -> ByteCount {
    shape.elements(at: lengths) * precision.bytesPerElement
  }
}

/// The dimensions of a tensor: `[matrices, rows, columns]`.
public struct BufferShape: Hashable, Sendable {
  /// Independent matrices; 1 unless the tensor is batched.
  public var matrices: Double
  /// Rows and columns of each.
  public var rows, columns: Extent

  /// Makes a shape; `matrices` is 1 unless given.
  public init(matrices: Double = 1, _ rows: Extent, _ columns: Extent) {
    self.matrices = matrices
    self.rows = rows
    self.columns = columns
  }

  /// The number of elements at `lengths`.
  public func elements(at lengths: Lengths) -> Double {
    matrices * rows.value(at: lengths) * columns.value(at: lengths)
  }
}

/// The part of a named parameter that a node uses: the first `columns` of a run of rows.
public struct WeightSlice: Hashable, Sendable {
  /// HAT's name for the parameter.
  public var parameter: String
  /// Rows used; a vector has one row.
  public var rows: Range<Int>
  /// Columns used, always the first ones.
  public var columns: Int

  /// Elements used.
  public var count: Int { rows.count * columns }
}
