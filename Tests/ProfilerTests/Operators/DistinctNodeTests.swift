import Hardware
import Profiler
import Quantities
import Randomness
import Testing
import TransformerIR

@Suite struct DistinctNodeTests {
  /// Whatever a random design runs was among the nodes to be timed, with the same work.
  @Test(arguments: [SearchSpace.tiny, .iwslt, .wmt], [Runtime.eager, .fused])
  func nodesOfEveryDesignAreKnown(space: SearchSpace, runtime: Runtime) throws {
    var setting = space.setting
    setting.runtime = runtime
    let nodes = try DistinctNode.all(of: space, setting: setting)
    let byName = Dictionary(uniqueKeysWithValues: nodes.map { ($0.name, $0) })
    var generator = SeededGenerator(seed: 1234)
    for _ in 0..<100 {
      let workload = try Workload(
        design: space.sample(using: &generator), architecture: space.architecture, setting: setting)
      for phase in workload.graph().phases {
        for node in phase.nodes {
          let name = "\(phase.kind.rawValue)/\(node.operation.kind.rawValue)/\(node.operation.shape)"
          let known = try #require(byName[name], "\(name)")
          #expect(known.roles.contains(node.role))
          #expect(known.work == node.operation.work(at: Lengths(ofMeanStepOf: setting), .fp32))
        }
      }
    }
    #expect(nodes.count < 150)
    #expect(nodes == (try DistinctNode.all(of: space, setting: setting)))
  }

  /// Three working sets on a machine with a 32 MiB cache: one copy, half the cache, four times the cache.
  @Test func copiesFillTheWantedMemory() throws {
    let space = SearchSpace.wmt
    let nodes = try DistinctNode.all(of: space, setting: space.setting)
    var environment = Environment(
      processor: "none", cores: 2, hardwareThreads: 2, system: "none", kernel: "none", compiler: "none",
      build: "release", threads: 2, date: "none")
    environment.caches = [
      .init(level: "l1d", size: ByteCount(48 << 10), count: 2, sharedByCores: 1),
      .init(level: "l3", size: ByteCount(32 << 20), count: 1, sharedByCores: 2),
    ]
    environment.memory = ByteCount(16e9)
    let plan = OperatorPlan(nodes, on: environment)
    #expect(Set(plan.entries.map(\.key)).count == plan.entries.count)
    for entry in plan.entries {
      if entry.key.hasSuffix(" cold"), entry.node.bytesPerCopy.value > 1e5 {
        #expect(entry.workingSet.value >= 4 * Double(32 << 20))
        #expect(entry.workingSet.value < 4 * Double(32 << 20) + entry.node.streamed.value)
      }
      if entry.key.hasSuffix(" hot") { #expect(entry.copies == 1) }
    }
    // A small memory leaves room for fewer copies.
    environment.memory = ByteCount(256e6)
    let small = OperatorPlan(nodes, on: environment)
    let room = 256e6 / 8
    for entry in small.entries where entry.copies > 1 {
      #expect(Double(entry.copies) * entry.node.bytesPerCopy.value < room + entry.node.bytesPerCopy.value)
    }
  }

  @Test func shapesSayEverythingThatTellsOperatorsApart() {
    let first = Operator.linear(Linear(rows: .fixed(5), inner: 512, columns: 2048, isRectifying: true))
    #expect(first.shape == "rows 5, inner 512, columns 2048, hasBias, isRectifying")
    let second = Operator.linear(Linear(rows: .source(2), inner: 512, columns: 2048, hasBias: false))
    #expect(second.shape == "rows 2 × source, inner 512, columns 2048")
    let third = Operator.batchedProduct(
      BatchedProduct(.mixing, matrices: 20, rows: .fixed(1), headWidth: 64, keys: .cached()))
    #expect(third.shape == "mixing, matrices 20, rows 1, headWidth 64, keys cached")
  }
}
