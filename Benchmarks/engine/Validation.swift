import Inference
import TensorEngine
import TransformerIR
import TransformerModel

/// Target tokens per second of teacher-forced validation of random designs.
///
/// A design is met once: planning its engine and packing its weights is part of the time. `prepared` leaves it out.
func validate(_ options: Options) throws -> Report {
  let observation = Observation(threads: options.threads)
  let world = World(.iwslt, options, vocabulary: 8192)
  let backend = CPUBackend(pool: WorkerPool(workers: options.threads))
  let sentences = world.sentences(options.number("sentences", 256), seed: 2)
  let count = options.number("max-tokens", 2048) / world.length
  let batches = stride(from: 0, to: sentences.count, by: count).map {
    Array(sentences[$0..<min($0 + count, sentences.count)])
  }
  let tokens = Double(sentences.count * world.length)
  var (speeds, prepared, rates): ([Double], [Double], [Double]) = ([], [], [])
  var kinds: [String: [String: Double]] = [:]
  for index in 0...options.number("designs", 4) {
    let workload = try world.workload(peerDesign(UInt64(index), in: world.space), batch: count)
    var engine: InferenceEngine?
    func run() throws {
      for batch in batches { _ = try engine?.crossEntropy(batch, targets: batch, smoothing: 0.1) }
    }
    let first = try seconds {
      engine = try InferenceEngine(workload, parameters: world.parameters, backend: backend)
      try run()
    }
    guard index > 0, let engine else { continue }
    let second = try seconds(run)
    speeds.append(tokens / first)
    prepared.append(tokens / second)
    rates.append(workload.teacherForcedFLOPs(in: .whole).value * Double(sentences.count) / second)
    try addTimes(of: engine, batches[0], to: &kinds)
  }
  return observation.report(
    "target tokens per second", speeds, results: kinds.mapValues(withRate), resultSamples: ["prepared": prepared]
  ) {
    shareOfPeak(rates, options.threads).merging(["prepared_tokens_per_second": median(prepared) ?? 0]) { $1 }
  }
}

/// Adds what one pass over a full `batch` takes by role and kind of operator.
private func addTimes(
  of engine: InferenceEngine, _ batch: [[Int32]], to kinds: inout [String: [String: Double]]
) throws {
  let timer = NodeTimer(engine.teacherForcedGraph)
  _ = try engine.crossEntropy(batch, targets: batch, smoothing: 0.1, observer: timer)
  let setting = engine.workload.setting
  for phase in timer.graph.phases {
    for (node, record) in timer.records(of: phase.kind) {
      let work = node.operation.work(at: Lengths(ofMeanStepOf: setting), setting.precision)
      let name = "\(phase.kind.rawValue) \(node.role.rawValue) \(node.operation.kind.rawValue)"
      kinds[name, default: [:]]["ms", default: 0] += record.time.milliseconds
      kinds[name, default: [:]]["gflop", default: 0] += work.flops.value / 1e9
    }
  }
}

private func withRate(_ sums: [String: Double]) -> [String: Double] {
  guard let time = sums["ms"], let work = sums["gflop"], work > 0, time > 0 else { return ["ms": sums["ms"] ?? 0] }
  return sums.merging(["gflops_per_second": work / time * 1000]) { $1 }
}
