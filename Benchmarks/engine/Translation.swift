import Inference
import TensorEngine
import TransformerIR

/// Whole translations by Transformer-base: encoder, search and all, one sentence at a time.
///
/// CTranslate2 with equal least and most lengths L runs L decoder steps and ends its hypotheses without an end symbol.
/// Here the end symbol takes the last step: L - 1 words and the end symbol are L steps and L output tokens too.
func translate(_ options: Options) throws -> Report {
  let observation = Observation(threads: options.threads)
  let world = World(transformerBase: options)
  let beam = options.number("beam", 5)
  let engine = try InferenceEngine(
    world.workload(.transformerBase, beam: beam, searches: true), parameters: world.parameters,
    backend: CPUBackend(pool: WorkerPool(workers: options.threads)))
  let search = BeamSearch(beam: beam, maximumLength: world.length - 1, minimumLength: world.length - 1)
  let source = world.sentences(1, seed: 2).map { Array($0.dropLast()) + [SpecialToken.end] }
  let samples = try (0..<options.number("repeats", 11) + 2).map { _ in
    var lengths: [Int] = []
    let time = try seconds { lengths = try engine.translate(source, search: search)[0].map(\.tokens.count) }
    guard lengths.count == beam, lengths.allSatisfy({ $0 == world.length }) else {
      fail("translations of \(lengths) tokens; \(beam) of \(world.length) were expected")
    }
    return time * 1000
  }
  return observation.report("ms", samples.dropFirst(2).map { $0 })
}
