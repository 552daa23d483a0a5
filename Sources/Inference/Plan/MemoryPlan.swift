import Quantities
import TransformerIR

/// Where every buffer of a graph lies: activations share one slab, each from its first write to its last read; caches of
/// keys and values have places of their own.
///
/// The placement is greedy: the largest buffer first, each at the lowest offset that is free while it lives. An
/// elementwise node writes over an operand that nobody reads afterwards.
struct MemoryPlan {
  /// For each buffer its first float, in the slab or, for a cache, among the caches.
  private(set) var offsets: [Int]
  /// Floats of the slab and of all caches.
  private(set) var slabCount = 0
  private(set) var cacheCount = 0

  /// A stretch of the slab, and when it is taken.
  private struct Block {
    var size: Int
    var first: Int
    var last: Int
    var buffers: [Int]
    var offset = 0
  }

  /// Plans `graph` at its setting's lengths.
  /// - Parameter size: For some buffers, how many floats are enough, if fewer than the graph says.
  init(_ graph: OperatorGraph, size: (_ buffer: Int) -> Int? = { _ in nil }) throws(InferenceError) {
    let setting = graph.workload.setting
    let lengths = Lengths(of: setting, step: setting.targetLength)
    offsets = Array(repeating: 0, count: graph.buffers.count)
    var sizes: [Int] = []
    for (index, buffer) in graph.buffers.enumerated() {
      let elements = buffer.shape.elements(at: lengths)
      guard elements < largestBuffer else {
        throw .impossiblePlan(
          "buffer '\(buffer.name)' would have \(elements) elements; plan a smaller batch, beam or length")
      }
      sizes.append(size(index) ?? Int(elements))
    }
    var blocks = Self.lifetimes(graph, sizes)
    Self.shareInPlace(graph, &blocks)
    for (index, buffer) in graph.buffers.enumerated() where buffer.lifetime == .cache {
      offsets[index] = cacheCount
      cacheCount += Self.aligned(sizes[index])
    }
    place(blocks.compactMap { $0 })
  }

  private static func aligned(_ size: Int) -> Int { (size + floatAlignment - 1) / floatAlignment * floatAlignment }

  /// For each activation the block it needs; nil for caches and for buffers that nobody uses.
  private static func lifetimes(_ graph: OperatorGraph, _ sizes: [Int]) -> [Block?] {
    var blocks = [Block?](repeating: nil, count: graph.buffers.count)
    for (time, node) in graph.phases.flatMap(\.nodes).enumerated() {
      for id in node.reads + node.writes where graph.buffers[id.index].lifetime == .activation {
        blocks[id.index, default: Block(size: aligned(sizes[id.index]), first: time, last: time, buffers: [id.index])]
          .last = time
      }
    }
    return blocks
  }

  /// Joins the result of an elementwise node with an operand whose life ends there.
  private static func shareInPlace(_ graph: OperatorGraph, _ blocks: inout [Block?]) {
    var owner = Array(graph.buffers.indices)
    for (time, node) in graph.phases.flatMap(\.nodes).enumerated() where node.operation.kind == .elementwise {
      guard let result = node.writes.first?.index, owner[result] == result, let written = blocks[result] else {
        continue
      }
      let operand = node.reads.map { owner[$0.index] }.last {
        $0 != result && blocks[$0]?.last == time && blocks[$0]?.size == written.size
      }
      guard let operand else { continue }
      blocks[operand]?.last = written.last
      blocks[operand]?.buffers += written.buffers
      blocks[result] = nil
      owner[result] = operand
    }
  }

  private mutating func place(_ blocks: [Block]) {
    var placed: [Block] = []
    for var block in blocks.sorted(by: { ($0.size, $1.first) > ($1.size, $0.first) }) {
      let neighbours = placed.filter { $0.first <= block.last && block.first <= $0.last }
      for neighbour in neighbours.sorted(by: { $0.offset < $1.offset }) {
        if block.offset + block.size <= neighbour.offset { break }
        block.offset = max(block.offset, neighbour.offset + neighbour.size)
      }
      placed.append(block)
      slabCount = max(slabCount, block.offset + block.size)
      for buffer in block.buffers { offsets[buffer] = block.offset }
    }
  }
}

/// More floats than this in one buffer is a mistake, not a plan.
private let largestBuffer = 0x1p40

extension Array {
  /// The element at `index`, which is `fallback` until it is written.
  fileprivate subscript<Wrapped>(index: Int, default fallback: @autoclosure () -> Wrapped) -> Wrapped
  where Element == Wrapped? {
    get { self[index] ?? fallback() }
    set { self[index] = newValue }
  }
}
