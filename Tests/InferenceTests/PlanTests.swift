import AllocationCounter
import Inference
import Quantities
import Randomness
import TensorEngine
import Testing
import TransformerIR

/// The memory of a plan, and that running it asks for no more.
@Suite struct PlanTests {
  @Test(arguments: [SearchSpace.wmtLatency, .iwslt, .tiny], [Runtime.eager, .fused])
  func activationsTakeLittleMoreThanTheirWorstMoment(space: SearchSpace, runtime: Runtime) throws {
    let model = RandomModel(space)
    let weights = PackedWeightCache(model.parameters, backend: DryBackend(recording: false))
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<15 {
      var setting = model.space.setting
      (setting.batch, setting.includesSearch, setting.runtime) = (4, true, runtime)
      let workload = try Workload(
        design: model.space.sample(using: &generator), architecture: model.space.architecture, setting: setting)
      let engine = try InferenceEngine(workload, weights: weights)
      let ratio = try engine.activationBytes() / workload.graph().liveMemory().peakActivations
      #expect(ratio <= 1.2)
    }
  }

  /// Counts what the thread allocates from the second decoder step on to the end of the last.
  private final class AllocationWatch: NodeObserver {
    private let lastNode: Int
    private var steps = 0
    private var start = 0
    private(set) var allocations = 0
    private(set) var nodes = 0

    init(_ graph: OperatorGraph) { lastNode = graph.nodes(of: .decodeStep).count - 1 }

    func nodeBegins(_ index: Int, of phase: PhaseKind) {
      guard phase == .decodeStep, index == 0 else { return }
      steps += 1
      if steps == 2 { start = allocation_count() }
    }

    func nodeEnds(_ index: Int, of phase: PhaseKind) {
      guard phase == .decodeStep, steps >= 2 else { return }
      nodes += 1
      if index == lastNode { allocations = allocation_count() - start }
    }
  }

  @Test func theCounterSeesAnArray() {
    let before = allocation_count()
    let array = Array(repeating: 1, count: Int.random(in: 100...200))
    #expect(allocation_count() > before)
    #expect(array.count >= 100)
  }

  /// Without optimisation the compiler itself puts temporaries on the heap.
  @Test(.enabled(if: isOptimised, "only optimised code is free of allocations"), arguments: [Runtime.eager, .fused])
  func aDecoderStepAllocatesNothing(runtime: Runtime) throws {
    for backend in [
      DryBackend(recording: false) as any Backend, CPUBackend(), CPUBackend(pool: WorkerPool(workers: 2)),
    ] {
      let model = RandomModel(.wmtLatency)
      var setting = model.space.setting
      (setting.batch, setting.includesSearch, setting.runtime) = (3, true, runtime)
      let engine = try InferenceEngine(
        Workload(design: model.space.largest, architecture: model.space.architecture, setting: setting),
        parameters: model.parameters, backend: backend)
      let source: [[Int32]] = [[5, 6, 7, 2], [8, 2], [9, 4, 2]]
      let target: [[Int32]] = Array(repeating: [2, 5, 6, 7, 8], count: 3)
      let forced = AllocationWatch(engine.graph)
      try engine.forcedDecode(source, previousTarget: target, observer: forced)
      #expect(forced.nodes == 4 * engine.graph.nodes(of: .decodeStep).count)
      #expect(forced.allocations == 0, "\(backend)")
      let searching = AllocationWatch(engine.graph)
      let search = BeamSearch(beam: 4, minimumLength: 3)
      #expect(try engine.translate(source, search: search, observer: searching).count == 3)
      #expect(searching.nodes > 0)
      #expect(searching.allocations == 0, "\(backend)")
    }
  }

  @Test func theTimerCountsEveryNodeAndItsTime() throws {
    let model = RandomModel(.tiny)
    let engine = try InferenceEngine(
      Workload(design: model.space.largest, architecture: model.space.architecture, setting: model.space.setting),
      parameters: model.parameters, backend: CPUBackend())
    let timer = NodeTimer(engine.graph)
    let time = try engine.forcedDecode([[5, 6, 2]], previousTarget: [[2, 7, 8, 9]], observer: timer)
    #expect(timer.records(of: .encode).allSatisfy { $0.record.count == 1 })
    #expect(timer.records(of: .decodeStep).allSatisfy { $0.record.count == 4 })
    let decoder = [PhaseKind.crossKeys, .decodeStep].flatMap(timer.records).reduce(0) { $0 + $1.record.time.value }
    #expect(decoder > 0)
    #expect(decoder <= time.decoder.value)
    timer.reset()
    #expect(timer.records(of: .encode).allSatisfy { $0.record.count == 0 })
  }
}

#if DEBUG
  private let isOptimised = false
#else
  private let isOptimised = true
#endif
