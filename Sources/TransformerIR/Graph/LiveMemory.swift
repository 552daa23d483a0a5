import Quantities

/// The memory that executing a graph needs at its worst moment, tensor by tensor.
public struct LiveMemory: Hashable, Sendable {
  /// Weights, each once.
  public var weights: ByteCount
  /// Caches of keys and values at the last decoder step.
  public var caches: ByteCount
  /// The most that activations take at any one node.
  public var peakActivations: ByteCount

  /// All three together.
  public var total: ByteCount { weights + caches + peakActivations }
}

extension OperatorGraph {
  /// The live memory of this graph: an activation lives from the node that first writes it to the one that last
  /// reads it; caches live to the end.
  public func liveMemory() -> LiveMemory {
    let setting = workload.setting
    let live = LiveTensors(self)
    let lengths = Lengths(of: setting, step: setting.targetLength)
    let weights = distinctWeights().reduce(0) { $0 + $1.count }
    return LiveMemory(
      weights: Double(weights) * setting.precision.bytesPerElement,
      caches: live.caches(at: lengths),
      peakActivations: live.activations(at: lengths).max() ?? .zero)
  }
}

/// When the tensors of a graph live: what is live at which node of which step.
public struct LiveTensors: Sendable {
  private let graph: OperatorGraph
  /// For each tensor the first and last node that uses it, phases one after the other; nil if none does.
  private let uses: [ClosedRange<Int>?]
  /// The nodes of each phase.
  private let phases: [Range<Int>]

  /// Finds when the tensors of `graph` live.
  public init(_ graph: OperatorGraph) {
    self.graph = graph
    var uses = [ClosedRange<Int>?](repeating: nil, count: graph.buffers.count)
    var phases: [Range<Int>] = []
    var time = 0
    for phase in graph.phases {
      let start = time
      for node in phase.nodes {
        for id in node.reads + node.writes { uses[id.index] = (uses[id.index]?.lowerBound ?? time)...time }
        time += 1
      }
      phases.append(start..<time)
    }
    self.uses = uses
    self.phases = phases
  }

  /// Caches and activations that are live at each node of a phase: caches that were written by then, as far as they are
  /// filled.
  ///
  /// - Parameter step: The decoder step, from 1; 0 outside of steps.
  public func bytes(phase: Int, step: Int) -> [ByteCount] {
    let nodes = phases[phase]
    let lengths = Lengths(of: graph.workload.setting, step: step == 0 ? graph.workload.setting.targetLength : step)
    var change = [ByteCount](repeating: .zero, count: nodes.count + 1)
    for (index, use) in uses.enumerated() {
      guard let use, graph.buffers[index].lifetime == .cache else { continue }
      // From the second step on a decoder's caches hold the steps before.
      let first = step > 1 ? nodes.lowerBound : max(use.lowerBound, nodes.lowerBound)
      if first < nodes.upperBound { change[first - nodes.lowerBound] += cache(index, at: lengths) }
    }
    return running(change.dropLast(), adding: Array(activations(at: lengths)[nodes]))
  }

  private func running(_ changes: ArraySlice<ByteCount>, adding others: [ByteCount]) -> [ByteCount] {
    var live = ByteCount.zero
    return zip(changes, others).map { change, other in
      live += change
      return live + other
    }
  }

  /// Activations at every node, phases one after the other.
  func activations(at lengths: Lengths) -> [ByteCount] {
    var change = [ByteCount](repeating: .zero, count: (phases.last?.upperBound ?? 0) + 1)
    for (buffer, use) in zip(graph.buffers, uses) {
      guard let use, buffer.lifetime == .activation else { continue }
      let bytes = buffer.bytes(at: lengths, graph.workload.setting.precision)
      change[use.lowerBound] += bytes
      change[use.upperBound + 1] -= bytes
    }
    var live = ByteCount.zero
    return change.dropLast().map {
      live += $0
      return live
    }
  }

  /// All caches, filled as they are at `lengths`.
  func caches(at lengths: Lengths) -> ByteCount {
    graph.buffers.indices.reduce(ByteCount.zero) { uses[$1] == nil ? $0 : $0 + cache($1, at: lengths) }
  }

  /// Caches of target positions hold those of the steps so far, others are whole.
  private func cache(_ index: Int, at lengths: Lengths) -> ByteCount {
    let buffer = graph.buffers[index]
    guard buffer.lifetime == .cache else { return .zero }
    let bytes = buffer.bytes(at: lengths, graph.workload.setting.precision)
    return buffer.shape.rows.length == .target ? bytes * (lengths.cached / lengths.target) : bytes
  }
}
