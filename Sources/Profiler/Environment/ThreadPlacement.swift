/// Which logical processor each thread of a measurement is bound to.
///
/// One thread per physical core, fast cores before slow ones, the cores of one NUMA node together. Only when every core
/// has a thread do second hardware threads get one. Among nodes, the one with most usable cores comes first, so that few
/// threads share one memory.
///
/// ```swift
/// machine.placement.processors(for: 4)  // [0, 2, 4, 6] where 0 and 1 share a core
/// ```
public struct ThreadPlacement: Hashable, Sendable {
  /// Logical processors in the order in which threads take them.
  public let order: [Int]
  /// How many of them, from the first, are physical cores of their own.
  public let cores: Int
  /// How many of these are of the fastest kind.
  public let fastCores: Int

  /// Orders the processors of `topology` that are in `allowed`.
  ///
  /// - Parameter kinds: The logical processors of each kind of core, fastest kind first; one kind if not given.
  public init(topology: Topology, allowed: [Int], kinds: [[Int]] = []) {
    let allowed = Set(allowed)
    let rank = Dictionary(
      kinds.enumerated().flatMap { kind in kind.element.map { ($0, kind.offset) } }, uniquingKeysWith: min)
    let usable = topology.cores.enumerated().compactMap { index, core -> Place? in
      let processors = core.processors.filter(allowed.contains)
      guard let first = processors.first else { return nil }
      return Place(processors: processors, kind: rank[first, default: 0], node: core.numaNode, index: index)
    }
    let coresOfNode = Dictionary(grouping: usable, by: \.node).mapValues(\.count)
    let sorted = usable.sorted {
      ($0.kind, -coresOfNode[$0.node, default: 0], $0.node, $0.index)
        < ($1.kind, -coresOfNode[$1.node, default: 0], $1.node, $1.index)
    }
    let deepest = sorted.map(\.processors.count).max() ?? 0
    order = (0..<deepest).flatMap { depth in
      sorted.compactMap { depth < $0.processors.count ? $0.processors[depth] : nil }
    }
    cores = sorted.count
    fastCores = sorted.count { $0.kind == sorted.first?.kind }
  }

  /// The logical processor of each of `threads` threads; none if there are not as many.
  public func processors(for threads: Int) -> [Int] {
    (0...order.count).contains(threads) ? Array(order.prefix(threads)) : []
  }

  private struct Place {
    var processors: [Int]
    var kind, node, index: Int
  }
}
