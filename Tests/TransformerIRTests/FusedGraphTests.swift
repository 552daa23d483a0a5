import Quantities
import Randomness
import Testing
import TransformerIR

/// What fusing changes, and what it must not, over random designs of every shipped space.
@Suite struct FusedGraphTests {
  static let spaces: [SearchSpace] = [.wmt, .iwslt, .tiny, .wmtLatency, .iwsltLatency]

  /// The same random design under both runtimes, with everything that can vary in a setting.
  private func pairs(of space: SearchSpace, count: Int = 50) throws -> [(eager: Workload, fused: Workload)] {
    var generator = PythonRandom(seed: 11)
    return try (0..<count).map { _ in
      var setting = space.setting
      setting.includesSearch = Bool.random(using: &generator)
      setting.batch = Int.random(in: 1...4, using: &generator)
      setting.beam = Int.random(in: 1...5, using: &generator)
      let eager = try Workload(
        design: space.sample(using: &generator), architecture: space.architecture, setting: setting)
      var fused = eager
      fused.setting.runtime = .fused
      return (eager, fused)
    }
  }

  @Test(arguments: spaces) func fusedTotalsFromAveragesEqualTheGraphs(space: SearchSpace) throws {
    for (_, workload) in try pairs(of: space) {
      let graph = workload.graph().totals
      let averages = AveragedWorkload(of: workload).totals
      #expect(graph.rows.map(\.group) == averages.rows.map(\.group))
      for (group, entry) in graph.rows {
        let other = averages[group]
        for (one, two) in [
          (entry.count, other.count), (entry.work.matrices, other.work.matrices),
          (entry.work.flops.value, other.work.flops.value), (entry.work.bytes.value, other.work.bytes.value),
        ] {
          #expect(abs(one - two) <= 1e-12 * max(one, two), "\(group) of \(workload.design)")
        }
      }
    }
  }

  @Test(arguments: spaces) func fusingKeepsArithmeticAndWeightsAndSavesTrafficAndMemory(space: SearchSpace) throws {
    for (eager, fused) in try pairs(of: space, count: 12) {
      for (one, two) in [(eager.graph(), fused.graph()), (eager.teacherForcedGraph(), fused.teacherForcedGraph())] {
        let (before, after) = (one.totals.work(), two.totals.work())
        #expect(abs(after.flops.value - before.flops.value) <= 1e-12 * before.flops.value)
        #expect(after.weightBytes == before.weightBytes)
        #expect(after.dataBytes < before.dataBytes)
        #expect(two.parameterCount(in: .whole) == one.parameterCount(in: .whole))
        #expect(two.liveMemory().weights == one.liveMemory().weights)
        #expect(two.liveMemory().caches == one.liveMemory().caches)
        #expect(two.liveMemory().peakActivations <= one.liveMemory().peakActivations)
      }
    }
  }

  /// Every eager node is either still there or inside a fused one.
  @Test(arguments: spaces) func aFusedGraphHasNoNodeLeftToFuse(space: SearchSpace) throws {
    for (eager, fused) in try pairs(of: space, count: 10) {
      let layers = eager.design.encoder.layers.count + eager.design.decoder.layers.count
      let attentions = layers + eager.design.decoder.layers.count
      let saved =
        2  // Positions of source and target.
        + layers  // ReLU.
        + 2 * attentions  // Three operators of an attention become one.
        + attentions + layers  // Residual sums.
        + (eager.setting.includesSearch ? 1 : 0)  // Log-softmax.
      let (one, two) = (eager.graph().phases.flatMap(\.nodes), fused.graph().phases.flatMap(\.nodes))
      #expect(one.count - two.count == saved)
      let kinds = Set(two.map(\.operation.kind))
      #expect(kinds.isDisjoint(with: [.batchedProduct, .softmax, .elementwise]))
    }
  }

  @Test(arguments: [Runtime.eager, .fused]) func everyTensorIsWrittenBeforeItIsRead(runtime: Runtime) throws {
    var workload = try pairs(of: .tiny, count: 1)[0].eager
    workload.setting.runtime = runtime
    workload.setting.includesSearch = true
    for graph in [workload.graph(), workload.teacherForcedGraph()] {
      var written: Set<BufferID> = []
      for node in graph.phases.flatMap(\.nodes) {
        #expect(written.isSuperset(of: node.reads))
        written.formUnion(node.writes)
      }
      #expect(written.count == graph.buffers.count)
    }
  }

  @Test func pyTorchLowersAsEager() throws {
    var workload = try pairs(of: .tiny, count: 1)[0].eager
    let eager = workload.graph()
    workload.setting.runtime = .pytorchEager
    #expect(workload.graph().phases == eager.phases)
    #expect(workload.graph().totals == eager.totals)
  }

  /// Two queries of two heads of 4 channels over three keys: 2·2 products of 2·4·2·3 FLOPs; queries and outputs of 2·8,
  /// keys and values of 3·8 floats.
  @Test func attentionCountsBothProductsAndNoScores() {
    let attention = Attention(matrices: 2, rows: .fixed(2), headWidth: 4, keys: .fixed(3))
    let work = attention.work(
      at: Lengths(of: InferenceSetting(sourceLength: 1, targetLength: 1), step: 1), .fp32)
    #expect(work.flops == FLOPCount(2 * 2 * 2 * 4 * 2 * 3))
    #expect(work.dataBytes == ByteCount(4 * 2 * (2 * 8 + 3 * 8)))
    #expect(work.scratchBytes == .zero)
  }
}
