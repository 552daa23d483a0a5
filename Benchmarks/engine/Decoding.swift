import Foundation
import Inference
import TensorEngine
import TransformerIR

/// HAT's protocol: the encoder at batch 1, then `length` decoder steps of forced words at `beam` rows with the output
/// layer, without search. Weights are packed before, as the peer's are loaded before.
func decode(_ options: Options) throws -> Report {
  let observation = Observation(threads: options.threads)
  let files = options.texts("design")
  guard !files.isEmpty else { fail("decode needs --design FILE.yml, as often as there are designs") }
  let world = World(.wmt, options, vocabulary: 32768)
  let backend = CPUBackend(pool: WorkerPool(workers: options.threads))
  var results: [String: [String: Double]] = [:]
  var samples: [String: [Double]] = [:]
  for file in files {
    let workload = try world.workload(
      SubTransformer.load(file: file).design, beam: options.number("beam", 5))
    let engine = try InferenceEngine(workload, parameters: world.parameters, backend: backend)
    let times = try forcedDecodings(engine, world, repeats: options.number("repeats", 11))
    let name = URL(fileURLWithPath: file).lastPathComponent
    let (encoder, decoder) = (times.map(\.encoder.milliseconds), times.map(\.decoder.milliseconds))
    let bytes = engine.graph.weightBytesPerStep
    results[name] = [
      "encoder_ms": median(encoder) ?? 0, "decoder_ms": median(decoder) ?? 0, "weight_mb_per_step": bytes / 1e6,
      "weight_gb_per_second": bytes * Double(world.length) / (median(decoder) ?? .infinity) / 1e6,
    ]
    samples["\(name) encoder"] = encoder
    samples["\(name) decoder"] = decoder
  }
  var figures: [String: Double] = [:]
  var report = observation.report("ms", [], results: results, resultSamples: samples) {
    figures["read_gb_per_second"] = Machine(threads: options.threads).bandwidth() / 1e9
    return figures
  }
  for (name, result) in results {
    let share = (result["weight_gb_per_second"] ?? 0) / (figures["read_gb_per_second"] ?? .infinity)
    report.results?[name]?["fraction_of_read_bandwidth"] = (share * 1000).rounded() / 1000
  }
  return report
}

private func forcedDecodings(
  _ engine: InferenceEngine, _ world: World, repeats: Int
) throws -> [ForcedDecodingTime] {
  let source = world.sentences(1, seed: 2)
  let words = world.sentences(1, seed: 3)
  return try (0..<repeats + 2).map { _ in try engine.forcedDecode(source, previousTarget: words) }.suffix(repeats)
}

extension OperatorGraph {
  /// Bytes of weights that one decoder step multiplies with, the output layer's included; the embedding of a few words
  /// is left out.
  fileprivate var weightBytesPerStep: Double {
    let slices = nodes(of: .decodeStep).filter { $0.operation.kind == .linear }.flatMap(\.weights)
    return slices.reduce(0) { $0 + Double($1.count * MemoryLayout<Float>.stride) }
  }
}
