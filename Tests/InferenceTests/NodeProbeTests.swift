import Inference
import Quantities
import TensorEngine
import Testing
import TransformerIR

@Suite struct NodeProbeTests {
  private func workload(_ runtime: Runtime, includesSearch: Bool = false) throws -> Workload {
    let space = SearchSpace.tiny
    var setting = space.setting
    setting.runtime = runtime
    setting.includesSearch = includesSearch
    return try Workload(design: space.largest, architecture: space.architecture, setting: setting)
  }

  /// Every node runs hundreds of times, with one copy and with several, and leaves only finite numbers behind.
  @Test(arguments: [Runtime.eager, .fused]) func everyNodeRunsAlone(runtime: Runtime) throws {
    let workload = try workload(runtime)
    let backend = CPUBackend()
    for phase in workload.graph().phases {
      for index in phase.nodes.indices {
        for copies in [1, 3] {
          let probe = try NodeProbe(workload, phase: phase.kind, node: index, copies: copies, backend: backend)
          probe.run(200)
          #expect(probe.activationsAreFinite, "\(phase.kind.rawValue) \(index)")
          #expect(probe.copies == (probe.node.operation.kind == .embedding ? 1 : copies))
        }
      }
    }
  }

  /// A copy is the weights of the node and the caches that it touches, at the last step.
  @Test func aCopyIsWeightsAndCaches() throws {
    let workload = try workload(.fused)
    let graph = workload.graph()
    let nodes = graph.nodes(of: .decodeStep)
    let feedForward = try #require(nodes.first { $0.role == .feedForward && $0.operation.kind == .linear })
    let weights = feedForward.weights.reduce(0) { $0 + $1.count }
    #expect(NodeProbe.bytesPerCopy(of: feedForward, in: graph) == ByteCount(4 * Double(weights)))
    let attention = try #require(nodes.first { $0.role == .selfAttention && $0.operation.kind == .attention })
    let setting = workload.setting
    let cache = Double(setting.batch * setting.beam * setting.targetLength * workload.architecture.attentionWidth)
    #expect(NodeProbe.bytesPerCopy(of: attention, in: graph) == ByteCount(2 * 4 * cache))
    let embedding = try #require(nodes.first { $0.operation.kind == .embedding })
    #expect(NodeProbe.bytesPerCopy(of: embedding, in: graph) == .zero)
  }

  @Test func whatCannotRunAloneIsRefused() throws {
    let workload = try workload(.fused, includesSearch: true)
    let nodes = workload.graph().nodes(of: .decodeStep)
    let search = try #require(nodes.firstIndex { $0.role == .search })
    for (phase, index) in [(PhaseKind.decodeStep, search), (.decodeStep, nodes.count), (.teacherForced, 0)] {
      #expect(throws: InferenceError.self) {
        _ = try NodeProbe(workload, phase: phase, node: index, copies: 1, backend: CPUBackend())
      }
    }
  }
}
