import Quantities
import Randomness
import Testing
import TransformerIR

@Suite struct OperatorGraphTests {
  /// One encoder and one decoder layer, small enough to count by hand.
  func handWorkload(attended: AttendedLayers = .last) throws -> Workload {
    try Workload(
      design: SubTransformer(
        encoder: .init(embedding: 8, layers: [.init(ffn: 16, heads: 2)]),
        decoder: .init(embedding: 4, layers: [.init(ffn: 6, selfHeads: 2, crossHeads: 1, attended: attended)])),
      architecture: Architecture(
        attentionWidth: 4, encoderEmbedding: 8, decoderEmbedding: 4, encoderLayers: 1, decoderLayers: 1,
        vocabulary: .init(source: 10, target: 20, sharesEmbeddings: false)),
      setting: InferenceSetting(sourceLength: 3, targetLength: 2, beam: 5))
  }

  func totals(_ phase: PhaseKind, _ role: OperatorRole, _ kind: OperatorKind) throws -> OperatorTotals.Entry {
    try handWorkload().graph().totals[.init(phase: phase, role: role, kind: kind)]
  }

  /// Queries, keys and values 3·8→12, output projection 3·4→8: 2·3·8·12 + 2·3·4·8 FLOPs.
  @Test func encoderProjectionsCountTheirProducts() throws {
    let entry = try totals(.encode, .selfAttention, .linear)
    #expect(entry.count == 2)
    #expect(entry.work.flops == FLOPCount(2 * 3 * 8 * 12 + 2 * 3 * 4 * 8))
    #expect(entry.work.weightBytes == ByteCount(4 * (12 * 8 + 12 + 8 * 4 + 8)))
  }

  /// Two steps of five hypotheses over caches of 1 and 2 positions: two products of 2·4 FLOPs per hypothesis and position.
  @Test func decoderSelfAttentionGrowsWithTheCache() throws {
    let entry = try totals(.decodeStep, .selfAttention, .batchedProduct)
    #expect(entry.count == 4)
    #expect(entry.work.flops == FLOPCount(2 * 2 * 4 * 5 * (1 + 2)))
    #expect(entry.work.matrices == 2 * 2 * 5 * 2)
  }

  /// Keys and values of three source positions, 8→2·4, once.
  @Test func crossKeysAreProjectedOnce() throws {
    let entry = try totals(.crossKeys, .crossAttention, .linear)
    #expect(entry.count == 1)
    #expect(entry.work.flops == FLOPCount(2 * 3 * 8 * 8))
  }

  @Test func theOutputLayerRunsEveryStepForEveryHypothesis() throws {
    let entry = try totals(.decodeStep, .output, .linear)
    #expect(entry.count == 2)
    #expect(entry.work.flops == FLOPCount(2 * 2 * 5 * 4 * 20))
  }

  /// The encoder has one layer, so all three attended outputs are its last one.
  @Test func missingEncoderLayersRepeatTheLastOutput() throws {
    let node = try #require(try handWorkload(attended: .lastThree).graph().nodes(of: .crossKeys).first)
    #expect(node.reads.count == 3)
    #expect(Set(node.reads).count == 1)
    let twoLayers = SearchSpace.wmt.largest
    let workload = try Workload(
      design: twoLayers, architecture: SearchSpace.wmt.architecture, setting: SearchSpace.wmt.setting)
    #expect(Set(workload.graph().nodes(of: .crossKeys)[0].reads).count == 3)
  }

  @Test func searchBookkeepingAppearsOnlyWhenAskedFor() throws {
    var workload = try handWorkload()
    #expect(workload.graph().totals.work { $0.role == .search }.bytes == .zero)
    workload.setting.includesSearch = true
    let rows = workload.graph().totals.rows.filter { $0.group.role == .search }
    #expect(rows.map(\.group.kind) == [.softmax, .topK, .reorderCache])
  }

  @Test func everyTensorIsWrittenBeforeItIsRead() throws {
    for graph in [try handWorkload().graph(), try handWorkload().teacherForcedGraph()] {
      var written: Set<BufferID> = []
      for node in graph.phases.flatMap(\.nodes) {
        #expect(written.isSuperset(of: node.reads))
        written.formUnion(node.writes)
      }
      #expect(written.count == graph.buffers.count)
    }
  }

  /// Weights 10·8 + 20·4 twice, and the layers.
  @Test func liveMemoryHoldsWeightsCachesAndTheWidestMoment() throws {
    let workload = try handWorkload()
    let memory = workload.graph().liveMemory()
    #expect(memory.weights == ByteCount(4 * workload.parameterCount(in: .whole)))
    // Cross keys and values of 3 positions; self keys and values of 5 hypotheses at 2 positions; 4 channels each.
    #expect(memory.caches == ByteCount(4 * (2 * 3 * 4 + 2 * 5 * 2 * 4)))
    // The encoder's feed-forward block: 3 × (stream 8 + hidden 16 + output 8).
    #expect(memory.peakActivations >= ByteCount(4 * 3 * (8 + 16 + 8)))
    #expect(memory.peakActivations < ByteCount(4 * 1000))
  }
}

/// Laws over random designs of every shipped space.
@Suite struct OperatorTotalsLaws {
  static let spaces: [SearchSpace] = [.wmt, .iwslt, .tiny, .wmtLatency]

  /// Heads are fractional in an averaged layer, so heads × (width / heads) rounds; everything else is exact.
  @Test(arguments: spaces) func totalsFromAveragesEqualTheGraphs(space: SearchSpace) throws {
    var generator = PythonRandom(seed: 7)
    for _ in 0..<250 {
      let design = space.sample(using: &generator)
      var setting = space.setting
      setting.includesSearch = Bool.random(using: &generator)
      setting.batch = Int.random(in: 1...4, using: &generator)
      let workload = try Workload(design: design, architecture: space.architecture, setting: setting)
      let graph = workload.graph().totals
      let averages = DesignAverages(of: design).totals(architecture: space.architecture, setting: setting)
      #expect(graph.rows.map(\.group) == averages.rows.map(\.group))
      for (group, entry) in graph.rows {
        let other = averages[group]
        for (one, two) in [
          (entry.count, other.count), (entry.work.matrices, other.work.matrices),
          (entry.work.flops.value, other.work.flops.value), (entry.work.bytes.value, other.work.bytes.value),
        ] {
          #expect(abs(one - two) <= 1e-12 * max(one, two), "\(group) of \(design)")
        }
      }
    }
  }

  /// The closed form relies on every node of a step being linear in the step's cache length.
  @Test(arguments: spaces) func theMeanStepTimesTheStepsIsTheSumOverSteps(space: SearchSpace) throws {
    var generator = PythonRandom(seed: 8)
    var setting = space.setting
    setting.includesSearch = true
    let workload = try Workload(
      design: space.sample(using: &generator), architecture: space.architecture, setting: setting)
    let graph = workload.graph()
    var stepByStep = 0.0
    for step in 1...setting.targetLength {
      for node in graph.nodes(of: .decodeStep) {
        let work = node.operation.work(at: Lengths(of: setting, step: step), setting.precision)
        stepByStep += work.flops.value + work.bytes.value
      }
    }
    let closed = graph.totals.work { $0.phase == .decodeStep }
    let total = closed.flops.value + closed.bytes.value
    #expect(abs(total - stepByStep) <= 1e-12 * total)
  }

  @Test(arguments: spaces) func parametersInClosedFormEqualTheGraphsWeights(space: SearchSpace) throws {
    var generator = PythonRandom(seed: 9)
    for _ in 0..<50 {
      let workload = try Workload(
        design: space.sample(using: &generator), architecture: space.architecture, setting: space.setting)
      let graph = workload.graph()
      #expect(graph.parameterCount() == workload.parameterCount())
      #expect(graph.parameterCount(in: .whole) == workload.parameterCount(in: .whole))
    }
  }
}
