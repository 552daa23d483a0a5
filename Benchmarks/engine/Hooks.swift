import Foundation
import Inference
import TensorEngine
import TransformerIR
import TransformerModel

/// What timing every node adds to a decode: the same translation with and without a `NodeTimer`, in turn, for the largest
/// design of each space.
func hooks(_ options: Options) throws -> Report {
  let observation = Observation(threads: options.threads)
  let backend = CPUBackend(pool: WorkerPool(workers: options.threads))
  var results: [String: [String: Double]] = [:]
  for space in [SearchSpace.tiny, .iwslt, .wmt] {
    var setting = space.setting
    setting.runtime = .fused
    let workload = try Workload(design: space.largest, architecture: space.architecture, setting: setting)
    let engine = try InferenceEngine(
      workload, parameters: SuperTransformer(space).initialParameters(seed: 1), backend: backend)
    let source = [(0..<setting.sourceLength).map { Int32(3 + $0) }]
    let target = [(0..<setting.targetLength).map { Int32(3 + $0) }]
    try engine.prepare()
    let timer = NodeTimer(engine.graph)
    func milliseconds(_ observer: (any NodeObserver)?) throws -> Double {
      let time = try engine.forcedDecode(source, previousTarget: target, observer: observer)
      return (time.encoder + time.decoder).milliseconds
    }
    var ratios: [Double] = []
    var plain: [Double] = []
    for _ in 0..<options.number("repeats", 101) {
      let (with, without) = (try milliseconds(timer), try milliseconds(nil))
      ratios.append(with / without)
      plain.append(without)
    }
    results[space.name] = [
      "median_ratio": median(ratios) ?? 0, "decode_ms": median(plain) ?? 0, "least_ratio": ratios.min() ?? 0,
    ]
  }
  return observation.report("ratio", [], results: results)
}
