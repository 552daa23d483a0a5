import Inference
import Quantities
import Randomness
import TensorEngine
import Testing
import TransformerIR

/// What reaches the backend is what the graph says, node by node and step by step.
@Suite struct ExecutedGraphTests {
  /// Follows an engine through its graph and compares every node's calls with the node.
  private final class Follower: NodeObserver {
    let graph: OperatorGraph
    let backend: DryBackend
    private(set) var executed: [PhaseKind: Int] = [:]
    private(set) var mismatches: [String] = []
    private var place = (phase: PhaseKind.encode, node: 0)
    /// Decoder steps begun, and rows of the output layer's blocks so far.
    private var step = 0

    init(_ graph: OperatorGraph, _ backend: DryBackend) {
      self.graph = graph
      self.backend = backend
    }

    func nodeBegins(_ index: Int, of phase: PhaseKind) {
      if phase == .decodeStep, index == 0 { step += 1 }
      _ = backend.takeCalls()
    }

    func nodeEnds(_ index: Int, of phase: PhaseKind) {
      let node = graph.nodes(of: phase)[index]
      let lengths = Lengths(of: graph.workload.setting, step: max(step, 1))
      let expected = node.operation.calls(at: lengths, phase, node.role)
      let found = backend.takeCalls().merged(times: node.reads.count)
      if found != expected { mismatches.append("\(phase) \(index): \(found), not \(expected)") }
      executed[phase, default: 0] += 1
    }
  }

  private struct Case {
    let engine: InferenceEngine
    let setting: InferenceSetting
    let source, target: [[Int32]]
    let backend: DryBackend
  }

  /// 200 designs, a third from each space, at full batch, beam and lengths.
  private func forEachDesign(_ body: (Case) throws -> Void) throws {
    let backend = DryBackend(recording: true)
    var generator = SeededGenerator(seed: 8)
    for (space, count) in zip([SearchSpace.wmtLatency, .iwslt, .tiny], [67, 67, 66]) {
      let model = RandomModel(space)
      let weights = PackedWeightCache(model.parameters, backend: backend)
      for _ in 0..<count {
        var setting = model.space.setting
        setting.batch = Int.random(in: 1...2, using: &generator)
        setting.beam = Int.random(in: 1...3, using: &generator)
        (setting.sourceLength, setting.targetLength) = (4, 3)
        setting.includesSearch = Bool.random(using: &generator)
        let design = model.space.sample(using: &generator)
        for runtime in [Runtime.eager, .fused] {
          setting.runtime = runtime
          let workload = try Workload(design: design, architecture: model.space.architecture, setting: setting)
          try body(
            Case(
              engine: InferenceEngine(workload, weights: weights), setting: setting,
              source: Array(repeating: [5, 6, 7, 2], count: setting.batch),
              target: Array(repeating: [2, 8, 9], count: setting.batch), backend: backend))
        }
      }
    }
  }

  @Test func everyNodeOfATranslationRunsWithTheGraphsShapes() throws {
    try forEachDesign { test in
      let follower = Follower(test.engine.graph, test.backend)
      try test.engine.forcedDecode(test.source, previousTarget: test.target, observer: follower)
      #expect(follower.mismatches.isEmpty, "\(follower.mismatches.first ?? "")")
      for phase in follower.graph.phases {
        let executions = Int(phase.kind.executions(in: test.setting))
        #expect(follower.executed[phase.kind] == phase.nodes.count * executions)
      }
    }
  }

  @Test func everyNodeOfATeacherForcedPassRunsWithTheGraphsShapes() throws {
    try forEachDesign { test in
      let follower = Follower(test.engine.teacherForcedGraph, test.backend)
      let loss = try test.engine.crossEntropy(test.source, targets: test.target, observer: follower)
      #expect(follower.mismatches.isEmpty, "\(follower.mismatches.first ?? "")")
      for phase in follower.graph.phases { #expect(follower.executed[phase.kind] == phase.nodes.count) }
      #expect(loss.tokens == test.target.joined().count)
    }
  }
}

extension [KernelCall] {
  /// Products of several inputs with one weight, as the one product that a node stands for.
  fileprivate func merged(times inputs: Int) -> [KernelCall] {
    guard inputs > 1, case .linear(_, let inner, let columns, let hasBias, let isRectifying)? = first else {
      return self
    }
    let rows = reduce(0) { sum, call in
      if case .linear(let rows, _, _, _, _) = call { sum + rows } else { sum }
    }
    return [.linear(rows: rows, inner: inner, columns: columns, hasBias: hasBias, isRectifying: isRectifying)]
  }
}

extension Operator {
  /// The calls that this operator is executed by, with its extents bound.
  fileprivate func calls(at lengths: Lengths, _ phase: PhaseKind, _ role: OperatorRole) -> [KernelCall] {
    func value(_ extent: Extent) -> Int { Int(extent.value(at: lengths)) }
    func meeting(_ matrices: Double, _ rows: Extent, _ keys: Extent, _ headWidth: Double) -> KernelCall.Meeting {
      .init(
        matrices: Int(matrices), queries: value(rows), keys: value(keys), headWidth: Int(headWidth),
        isCausal: phase == .teacherForced && role == .selfAttention)
    }
    switch self {
    case .linear(let linear):
      return [
        .linear(
          rows: value(linear.rows), inner: Int(linear.inner), columns: Int(linear.columns), hasBias: linear.hasBias,
          isRectifying: linear.isRectifying)
      ]
    case .batchedProduct(let product):
      let sizes = meeting(product.matrices, product.rows, product.keys, product.headWidth)
      return [product.use == .scores ? .scores(sizes) : .mixing(sizes)]
    case .attention(let attention):
      return [.attention(meeting(attention.matrices, attention.rows, attention.keys, attention.headWidth))]
    case .softmax(let softmax):
      let (rows, columns) = (value(softmax.rows), value(softmax.columns))
      guard softmax.use == .attention else {
        return [
          phase == .teacherForced
            ? .crossEntropy(rows: rows, columns: columns) : .logSoftmax(rows: rows, columns: columns)
        ]
      }
      return [.softmax(meeting(softmax.matrices, softmax.rows, softmax.columns, 0))]
    case .layerNorm(let norm):
      return [.layerNorm(rows: value(norm.rows), columns: Int(norm.channels), addsResidual: norm.addsResidual)]
    case .elementwise(let function):
      let (rows, columns) = (value(function.rows), Int(function.channels))
      switch function.function {
      case .addPosition: return [.addPositions(rows: rows, columns: columns)]
      case .addResidual: return [.add(count: rows * columns)]
      case .relu: return [.relu(count: rows * columns)]
      }
    case .embedding(let embedding):
      return [
        .embed(
          rows: value(embedding.rows), columns: Int(embedding.channels), vocabulary: Int(embedding.vocabulary),
          addsPositions: embedding.addsPositions)
      ]
    case .topK(let choice):
      // Two more words are looked at, in case padding and the end symbol are among the best.
      let (vocabulary, count) = (40, Int(choice.count) + 2)
      return [
        .topK(
          rows: value(choice.rows) * Int(choice.candidates) / vocabulary, columns: vocabulary, count: count,
          isNormalised: choice.normalises)
      ]
    case .reorderCache: return []
    }
  }
}
