import Hardware
import Quantities
import TransformerIR

/// One translation replayed on a machine: every operator with when it runs, what holds it back and where its bytes come from.
public struct Simulation: Sendable {
  /// What was run.
  public let workload: Workload
  /// Its operators.
  public let graph: OperatorGraph
  /// The machine.
  public let machine: Machine
  /// Every execution of every operator, in order.
  public let events: [Event]
  /// The latency with its interval: the latency is the end of the last event.
  public let prediction: LatencyPrediction
  /// What arithmetic, each level of memory and dispatch alone would take, by name; the whole takes at least each of them.
  public let floors: [Floor]
  /// Accesses of tensors by level, nearest first.
  public let accesses: [Accesses]
  /// Weights, each once; caches at the last step; and the most activations at once.
  public let memory: LiveMemory
  /// The most that is live at one moment.
  public let peakMemory: ByteCount
  /// What the device draws from its supply meanwhile; nil where the profile knows no power.
  public let energy: Joules?
  /// What to know before relying on it.
  public let warnings: [String]
  /// Bytes by event and level.
  let traffic: [Double]

  /// The whole.
  public var latency: Seconds { prediction.latency }

  /// What the simulation ran on.
  public struct Machine: Hashable, Sendable {
    /// The profile's name.
    public var profile: String
    /// How it differs from the profile.
    public var change: MachineChange
    /// Cores that compute; 1 where the profile does not state them.
    public var cores: Int
    /// Whether the profile states them.
    public var hasStatedCores: Bool
    /// FLOPs a second of all cores; nil where it is not known.
    public var peak: Throughput?
    /// The levels of memory, nearest first; at least one.
    public var levels: [Level]

    /// A cache or the main memory.
    public struct Level: Hashable, Sendable {
      /// `l1d`, `l2`, `l3`, `dram` …
      public var name: String
      /// What all cores together can keep in it; nil for the last.
      public var capacity: ByteCount?
      /// How fast it is read; nil where it is not known.
      public var bandwidth: Bandwidth?
    }
  }

  /// One execution of one operator.
  public struct Event: Hashable, Sendable {
    /// The part of the graph.
    public var phase: PhaseKind
    /// The decoder step, from 1; 0 outside of steps.
    public var step: Int
    /// The index among the phase's nodes.
    public var node: Int
    /// When it starts and ends, from the start of the translation.
    public var start, end: Seconds
    /// How much of it is starting it.
    public var overhead: Seconds
    /// What holds it back.
    public var bound: LatencyEstimate.Bound
    /// Cores that share it.
    public var cores: Int
    /// Caches and activations that are live while it runs; weights come on top.
    public var live: ByteCount

    /// How long it runs.
    public var duration: Seconds { end - start }
  }

  /// The least time that one resource alone allows.
  public struct Floor: Hashable, Sendable {
    /// `compute`, `overhead`, or `memory:` and a level.
    public var resource: LatencyEstimate.Bound
    /// The time.
    public var time: Seconds
  }

  /// Tensors asked for at one level of memory.
  public struct Accesses: Hashable, Sendable {
    /// The level.
    public var level: String
    /// Tensors found there, and not found; both together were asked for.
    public var hits, misses: Int
    /// Their bytes.
    public var hitBytes, missBytes: ByteCount

    /// Everything asked for.
    public var accesses: Int { hits + misses }
  }

  /// The operator of an event.
  public func node(of event: Event) -> Node { graph.nodes(of: event.phase)[event.node] }

  /// Bytes that an event moves, by level as in ``Machine/levels``.
  public func traffic(ofEvent index: Int) -> ArraySlice<Double> {
    traffic[index * machine.levels.count..<(index + 1) * machine.levels.count]
  }
}
