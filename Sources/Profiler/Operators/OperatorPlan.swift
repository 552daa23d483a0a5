import Hardware
import Inference
import Quantities
import TensorEngine
import TransformerIR

/// Which operators are timed alone, and with how much memory between two uses of the same weights.
public struct OperatorPlan: Sendable {
  /// One operator at one working set.
  public struct Entry: Sendable {
    /// The name in stores.
    public var key: String
    /// The operator.
    public var node: DistinctNode
    /// Sets of weights and caches that are taken in turn.
    public var copies: Int

    /// What is streamed before the same bytes come again.
    public var workingSet: ByteCount { Double(copies) * node.streamed }
  }

  /// The entries, sorted by key.
  public internal(set) var entries: [Entry]

  /// The product that is swept over working sets, in steps of this ratio up to so many times the last cache.
  private static let sweepStep = 1.5
  private static let sweepEnd = 8.0

  /// Working sets beside that of a single copy, in multiples of the last cache: well inside, and well beyond.
  private static let sets: [(name: String, share: Double)] = [("within the last cache", 0.5), ("cold", 4)]
  /// Caches smaller than this are not what `cold` is about: prefetching still sees to such sets.
  private static let smallestLastCache = ByteCount(4 << 20)
  /// Copies cost a kernel each, however small they are.
  private static let mostCopies = 1 << 14
  /// Copies may take this share of main memory.
  private static let memoryShare = 0.125

  /// Plans every distinct node of `space` on the machine of `environment`.
  public init(_ nodes: [DistinctNode], on environment: Environment) {
    let last = max(environment.caches.last?.size ?? Self.smallestLastCache, Self.smallestLastCache)
    let memory = [environment.memoryLimit, environment.memory].compactMap { $0 }.min() ?? ByteCount(.infinity)
    let room = Self.memoryShare * memory
    var entries: [Entry] = []
    for node in nodes {
      entries.append(Entry(key: "\(node.name) hot", node: node, copies: 1))
      guard node.streamed.value > 0, node.bytesPerCopy.value > 0 else { continue }
      for set in Self.sets {
        let wanted = min(set.share * last / node.streamed, room / node.bytesPerCopy)
        let copies = min(max(Int(wanted.rounded(.up)), 1), Self.mostCopies)
        if copies > 1 { entries.append(Entry(key: "\(node.name) \(set.name)", node: node, copies: copies)) }
      }
    }
    if let swept = Self.swept(nodes) {
      var wanted = Self.sweepStep * swept.streamed
      while wanted <= min(Self.sweepEnd * last, room) {
        let copies = Int((wanted / swept.streamed).rounded(.up))
        let key = "\(swept.name) sweep \(copies)"
        if copies > 1, !entries.contains(where: { $0.key == key }) {
          entries.append(Entry(key: key, node: swept, copies: copies))
        }
        wanted = Self.sweepStep * wanted
      }
    }
    self.entries = entries.sorted { $0.key < $1.key }
  }

  /// A decoder step's product of middling size: what it needs per byte over the working set is how fast this program streams
  /// weights here.
  private static func swept(_ nodes: [DistinctNode]) -> DistinctNode? {
    let products = nodes.filter { $0.phase == .decodeStep && $0.kind == .linear && !$0.roles.contains(.output) }
      .sorted { ($0.streamed, $0.name) < ($1.streamed, $1.name) }
    return products.isEmpty ? nil : products[products.count / 2]
  }

  /// Visits to the operators through the kernels that an engine with `backend` would run.
  public func items(visits: Int, backend: CPUBackend) -> [Campaign.Item] {
    entries.map { entry in
      Campaign.Item(key: entry.key, visits: visits) {
        NodeTimeable(
          try NodeProbe(
            entry.node.workload, phase: entry.node.phase, node: entry.node.index, copies: entry.copies,
            backend: backend), pool: backend.pool)
      }
    }
  }

  /// What was timed, as profiles keep it.
  public func samples(_ summaries: [KeySummary]) -> [OperatorSample] {
    let byKey = Dictionary(uniqueKeysWithValues: summaries.map { ($0.key, $0) })
    return entries.compactMap { entry in
      guard let total = byKey[entry.key]?.summary.total else { return nil }
      let node = entry.node
      let executions = node.phase == .decodeStep ? Double(node.workload.setting.targetLength) : 1
      let streamed = node.streamed
      return OperatorSample(
        name: node.name, phase: node.phase.rawValue, kind: node.kind.rawValue,
        roles: node.roles.map(\.rawValue).sorted(), flops: node.work.flops, streamed: streamed,
        data: node.work.dataBytes, matrices: node.work.matrices,
        workingSet: entry.workingSet, time: total.median / executions,
        interval: total.interval.map { $0 / executions }, timings: total.count)
    }
  }
}
