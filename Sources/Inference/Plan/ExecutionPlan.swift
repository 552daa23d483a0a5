import TensorEngine
import TransformerIR

/// A graph compiled for execution: a flat list of kernels for each phase, whose memory is planned and whose weights are
/// packed.
final class ExecutionPlan {
  /// The graph that is executed.
  let graph: OperatorGraph
  /// The batch at hand.
  let batch: BatchState
  /// The state of a search; nil unless the graph has the nodes of one.
  let search: BeamSearchState?
  /// The last buffer that each encoder layer writes, and the index of the node that does.
  let encoderOutputs: [(node: Int, base: UnsafePointer<Float>)]
  /// Floats of the activations' slab.
  let slabCount: Int
  /// Rows of teacher-forced logits that are in memory at a time.
  let outputBlock: Int
  /// Where logits are written, `[rows, vocabulary]`.
  let logits: UnsafePointer<Float>

  private let phases: [(kind: PhaseKind, kernels: [any Kernel])]
  private let sourceTable, targetTable: Tensor
  private let slab, caches: Storage<Float>

  /// Compiles `graph`.
  init(_ graph: OperatorGraph, _ weights: PackedWeightCache) throws(InferenceError) {
    self.graph = graph
    let setting = graph.workload.setting
    let vocabulary = graph.workload.architecture.vocabulary
    let isTeacherForced = !graph.nodes(of: .teacherForced).isEmpty
    let targetRows = setting.batch * (isTeacherForced ? setting.targetLength : setting.beam)
    outputBlock = isTeacherForced ? min(targetRows, max(16, logitsInMemory / vocabulary.target)) : targetRows

    guard let output = graph.phases.last?.nodes.first(where: { $0.role == .output })?.writes.first?.index else {
      throw .impossiblePlan("the graph has no output layer")
    }
    let block = outputBlock
    let memory = try MemoryPlan(graph) { $0 == output ? block * vocabulary.target : nil }
    slab = try Storage(memory.slabCount)
    caches = try Storage(memory.cacheCount)
    slabCount = memory.slabCount
    batch = try BatchState(setting, targetRows: targetRows)
    search =
      setting.includesSearch && !isTeacherForced ? try BeamSearchState(setting, vocabulary: vocabulary.target) : nil

    let places = zip(graph.buffers, memory.offsets).map { [slab, caches] buffer, offset in
      (buffer.lifetime == .cache ? caches : slab).base + offset
    }
    logits = UnsafePointer(places[output])
    let compiler = KernelCompiler(graph: graph, weights: weights, places: places, search: search)
    var phases: [(kind: PhaseKind, kernels: [any Kernel])] = []
    for phase in graph.phases { phases.append((phase.kind, try compiler.kernels(of: phase))) }
    self.phases = phases
    (sourceTable, targetTable) = (try compiler.table(.source), try compiler.table(.target))
    encoderOutputs = graph.nodes(of: .encode).enumerated().compactMap { index, node in
      guard node.role == .feedForward, node.operation.kind == .layerNorm, let written = node.writes.first else {
        return nil
      }
      return (index, UnsafePointer(places[written.index]))
    }
  }

  /// Lends the embedding tables to the kernels while `body` runs.
  func withTables<Result>(_ body: () -> Result) -> Result {
    sourceTable.withScalars { source in
      targetTable.withScalars { target in
        batch.sourceTable = source.baseAddress
        batch.targetTable = target.baseAddress
        defer { (batch.sourceTable, batch.targetTable) = (nil, nil) }
        return body()
      }
    }
  }

  /// Runs the nodes of `phase`, or those in `range`, in order.
  func run(_ phase: PhaseKind, nodes range: Range<Int>? = nil, _ observer: (any NodeObserver)?) {
    for (kind, kernels) in phases where kind == phase {
      let range = range ?? 0..<kernels.count
      guard let observer else {
        for index in range { kernels[index].run(batch) }
        continue
      }
      for index in range {
        observer.nodeBegins(index, of: kind)
        kernels[index].run(batch)
        observer.nodeEnds(index, of: kind)
      }
    }
  }
}

/// Floats of teacher-forced logits that are in memory at a time: 16 MiB.
private let logitsInMemory = 1 << 22
