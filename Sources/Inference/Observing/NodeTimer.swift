import Glibc
import Quantities
import TransformerIR

/// Times every node of a graph while an engine runs it.
///
/// ```swift
/// let timer = NodeTimer(engine.graph)
/// _ = try engine.translate(sentences, search: .greedy, observer: timer)
/// for (node, record) in timer.records(of: .decodeStep) { … }
/// ```
/// Reading the clock twice takes some tens of nanoseconds for each node; nothing is allocated.
public final class NodeTimer: NodeObserver {
  /// How often a node ran and how long that took.
  public struct Record: Hashable, Sendable {
    /// Executions.
    public var count = 0
    /// Nanoseconds of all executions.
    public var nanoseconds: UInt64 = 0

    /// The time of all executions.
    public var time: Seconds { Seconds(Double(nanoseconds) * 1e-9) }
  }

  /// The graph whose nodes are timed.
  public let graph: OperatorGraph
  private let starts: [(phase: PhaseKind, first: Int)]
  private var records: [Record]
  private var began: UInt64 = 0

  /// Makes a timer for the nodes of `graph`.
  public init(_ graph: OperatorGraph) {
    self.graph = graph
    var starts: [(phase: PhaseKind, first: Int)] = []
    var count = 0
    for phase in graph.phases {
      starts.append((phase.kind, count))
      count += phase.nodes.count
    }
    self.starts = starts
    records = Array(repeating: Record(), count: count)
  }

  /// The nodes of `phase` in order, each with its record.
  public func records(of phase: PhaseKind) -> [(node: Node, record: Record)] {
    let nodes = graph.nodes(of: phase)
    guard !nodes.isEmpty else { return [] }
    let first = first(of: phase)
    return nodes.enumerated().map { ($1, records[first + $0]) }
  }

  /// Forgets what was timed so far.
  public func reset() {
    for index in records.indices { records[index] = Record() }
  }

  /// Notes the time.
  public func nodeBegins(_ index: Int, of phase: PhaseKind) { began = Self.now() }

  /// Adds the time since the node began.
  public func nodeEnds(_ index: Int, of phase: PhaseKind) {
    let ended = Self.now()
    let place = first(of: phase) + index
    records[place].count += 1
    records[place].nanoseconds += ended - began
  }

  private func first(of phase: PhaseKind) -> Int {
    for start in starts where start.phase == phase { return start.first }
    preconditionFailure("the timed graph has no phase '\(phase.rawValue)'")
  }

  /// A clock that nobody sets or slews, in nanoseconds.
  static func now() -> UInt64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_RAW, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
  }
}
