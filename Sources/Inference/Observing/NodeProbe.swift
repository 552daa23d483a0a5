import Quantities
import TensorEngine
import TransformerIR

/// Runs one node of a graph again and again through the kernel that an engine would run, so that it can be timed alone.
///
/// A node's weights, and the keys and values that it keeps or reads, exist in as many copies as asked for, and executions
/// take them in turn. One copy stays in the nearest cache that holds it; copies that together exceed the last cache are
/// found in main memory each time, as a decoder finds its weights one step later. Activations are shared by all copies,
/// as they are in an engine. Numbers are arbitrary, neither denormal nor growing.
public final class NodeProbe {
  /// The node.
  public let node: Node
  /// The weights and caches of one copy.
  public let bytesPerCopy: ByteCount
  /// How many copies there are.
  public var copies: Int { kernels.count }

  private let kernels: [any Kernel]
  private let batch: BatchState
  private let slab: Storage<Float>
  private let caches: [Storage<Float>]
  private let table: Tensor?
  private let phase: PhaseKind
  private let steps: Int
  private let vocabulary: Int
  private var copy = 0
  private var execution = 0

  /// The weights and caches that one copy of node `index` of `phase` would have.
  public static func bytesPerCopy(of node: Node, in graph: OperatorGraph) -> ByteCount {
    let setting = graph.workload.setting
    let lengths = Lengths(of: setting, step: setting.targetLength)
    let weights = node.operation.kind == .embedding ? 0 : node.weights.reduce(0) { $0 + $1.count }
    return cacheBuffers(of: node, in: graph).reduce(Double(weights) * setting.precision.bytesPerElement) {
      $0 + graph.buffers[$1].bytes(at: lengths, setting.precision)
    }
  }

  /// Prepares node `index` of `phase` in the graph of `workload`.
  /// - Parameters:
  ///   - copies: How many sets of weights and caches to take in turn; an embedding has one table whatever is asked for.
  ///   - backend: What computes.
  /// - Throws: ``InferenceError`` if memory does not suffice, or ``InferenceError/impossiblePlan(_:)`` for a node of a
  ///   search or a teacher-forced pass, which cannot run alone.
  public init(
    _ workload: Workload, phase: PhaseKind, node index: Int, copies: Int, backend: any Backend
  ) throws(InferenceError) {
    let graph = workload.graph()
    guard phase != .teacherForced, let found = graph.phases.first(where: { $0.kind == phase }),
      found.nodes.indices.contains(index), found.nodes[index].role != .search
    else { throw .impossiblePlan("node \(index) of phase '\(phase.rawValue)' alone") }
    node = found.nodes[index]
    self.phase = phase
    steps = workload.setting.targetLength
    let words = workload.architecture.vocabulary
    let vocabulary = phase == .encode ? words.source : words.target
    self.vocabulary = vocabulary
    bytesPerCopy = Self.bytesPerCopy(of: node, in: graph)
    let memory = try MemoryPlan(graph)
    let slab = try Storage<Float>(memory.slabCount)
    self.slab = slab
    Arbitrary.fill(slab.elements)
    let isLookUp = node.operation.kind == .embedding
    table = isLookUp ? Arbitrary.parameters(of: node)[node.weights[0].parameter] : nil
    var kernels: [any Kernel] = []
    var caches: [Storage<Float>] = []
    let lengths = Lengths(of: workload.setting, step: steps)
    for _ in 0..<(isLookUp ? 1 : max(copies, 1)) {
      var places = memory.offsets.map { slab.base + min($0, memory.slabCount) }
      for buffer in Self.cacheBuffers(of: node, in: graph) {
        let cache = try Storage<Float>(Int(graph.buffers[buffer].shape.elements(at: lengths)))
        Arbitrary.fill(cache.elements)
        places[buffer] = cache.base
        caches.append(cache)
      }
      // Adding to the same numbers again and again would make them grow; ``MemoryPlan`` lets only these share a place.
      if node.operation.kind == .elementwise, let result = node.writes.first?.index,
        node.reads.contains(where: { $0.index != result && places[$0.index] == places[result] })
      {
        let apart = try Storage<Float>(Int(graph.buffers[result].shape.elements(at: lengths)))
        Arbitrary.fill(apart.elements)
        places[result] = apart.base
        caches.append(apart)
      }
      let weights = PackedWeightCache(Arbitrary.parameters(of: node), backend: backend)
      let compiler = KernelCompiler(graph: graph, weights: weights, places: places, search: nil)
      kernels.append(try compiler.kernel(index, of: found))
    }
    (self.kernels, self.caches) = (kernels, caches)
    batch = try BatchState(workload.setting, targetRows: workload.setting.batch * workload.setting.beam)
    let sentence = (0..<workload.setting.sourceLength).map { Arbitrary.token($0, below: vocabulary) }
    batch.bind(source: Array(repeating: sentence, count: workload.setting.batch))
    batch.startDecoding(beam: workload.setting.beam)
  }

  private static func cacheBuffers(of node: Node, in graph: OperatorGraph) -> [Int] {
    Set((node.reads + node.writes).map(\.index)).filter { graph.buffers[$0].lifetime == .cache }.sorted()
  }

  /// How many executions one translation makes of the node: one, or one for each step. A multiple of it sees every length
  /// of the caches equally often.
  public var executionsPerTranslation: Int { phase == .decodeStep ? steps : 1 }

  /// Executes the node `count` times, with one copy after the other and one step after the other.
  public func run(_ count: Int) {
    withTable {
      for _ in 0..<count {
        batch.step = execution % steps
        batch.placeStep()
        if table != nil { placeTokens() }
        kernels[copy].run(batch)
        copy = copy + 1 == kernels.count ? 0 : copy + 1
        execution += 1
      }
    }
  }

  /// Whether everything that the node and its neighbours may have written is a number: for tests.
  public var activationsAreFinite: Bool {
    slab.elements.allSatisfy(\.isFinite) && caches.allSatisfy { $0.elements.allSatisfy(\.isFinite) }
  }

  /// Other words each time, so that their rows of the table are not in a cache.
  private func placeTokens() {
    guard phase == .decodeStep else {
      for row in 0..<batch.sourceRows { batch.sourceTokens[row] = Arbitrary.token(execution + row, below: vocabulary) }
      return
    }
    for row in 0..<batch.targetRows { batch.targetTokens[row] = Arbitrary.token(execution, below: vocabulary) }
  }

  private func withTable(_ body: () -> Void) {
    func lend(_ start: UnsafePointer<Float>?) {
      (batch.sourceTable, batch.targetTable) = (start, start)
      body()
      (batch.sourceTable, batch.targetTable) = (nil, nil)
    }
    // What only adds positions asks for tokens, and thereby for a table that it does not read.
    guard let table else { return lend(UnsafePointer(slab.base)) }
    table.withScalars { lend($0.baseAddress) }
  }
}

/// Numbers without a meaning.
private enum Arbitrary {
  /// A number of ±1/8 to ±1, a function of `index`.
  static func number(_ index: Int) -> Float {
    let hash = UInt32(truncatingIfNeeded: index) &* 2_654_435_769
    let size = 0.125 + 0.875 * Float(hash >> 9) * 0x1p-23
    return hash & 1 == 0 ? size : -size
  }

  static func fill(_ elements: UnsafeMutableBufferPointer<Float>) {
    for index in elements.indices { elements[index] = number(index) }
  }

  /// A word that is neither padding nor the end.
  static func token(_ index: Int, below vocabulary: Int) -> Int32 {
    let first = Int(SpecialToken.end) + 1
    guard vocabulary > first else { return SpecialToken.end }
    return Int32(first + Int(UInt32(truncatingIfNeeded: index) &* 2_654_435_769 >> 1) % (vocabulary - first))
  }

  /// Parameters just large enough for the slices that `node` reads.
  static func parameters(of node: Node) -> Parameters {
    var parameters = Parameters()
    for slice in node.weights where !parameters.contains(slice.parameter) {
      let same = node.weights.filter { $0.parameter == slice.parameter }
      let (rows, columns) = (same.map(\.rows.upperBound).max() ?? 0, same.map(\.columns).max() ?? 0)
      let scalars = [Float](unsafeUninitializedCapacity: rows * columns) { elements, count in
        for index in 0..<rows * columns { elements.initializeElement(at: index, to: number(index)) }
        count = rows * columns
      }
      parameters.append(slice.parameter, Tensor(scalars, shape: columns == 1 ? [rows] : [rows, columns]))
    }
    return parameters
  }
}
