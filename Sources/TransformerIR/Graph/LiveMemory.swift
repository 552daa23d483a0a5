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
    let lengths = Lengths(of: setting, step: setting.targetLength)
    let precision = setting.precision
    let nodes = phases.flatMap(\.nodes)
    var firstUse = [Int?](repeating: nil, count: buffers.count)
    var lastUse = [Int](repeating: 0, count: buffers.count)
    for (time, node) in nodes.enumerated() {
      for id in node.reads + node.writes {
        firstUse[id.index] = firstUse[id.index] ?? time
        lastUse[id.index] = time
      }
    }
    var change = [ByteCount](repeating: .zero, count: nodes.count + 1)
    var caches = ByteCount.zero
    for (index, buffer) in buffers.enumerated() {
      guard let first = firstUse[index] else { continue }
      let bytes = buffer.bytes(at: lengths, precision)
      switch buffer.lifetime {
      case .cache: caches += bytes
      case .activation:
        change[first] += bytes
        change[lastUse[index] + 1] -= bytes
      }
    }
    var live = ByteCount.zero
    var peak = ByteCount.zero
    for step in change {
      live += step
      peak = max(peak, live)
    }
    let weights = distinctWeights().reduce(0) { $0 + $1.count }
    return LiveMemory(
      weights: Double(weights) * precision.bytesPerElement, caches: caches, peakActivations: peak)
  }
}
