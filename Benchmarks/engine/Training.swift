import Glibc
import Randomness
import TensorEngine
import TransformerIR
import TransformerModel

/// A SuperTransformer of the `iwslt` space with the peer's vocabulary, its weights, and random sentences.
struct World {
  let space = SearchSpace.iwslt
  let model: SuperTransformer
  var parameters: Parameters
  let length: Int
  let vocabulary: Int

  init(_ options: Options) {
    length = options.number("length", 30)
    vocabulary = options.number("vocabulary", 8192)
    var architecture = space.architecture
    architecture.vocabulary = .init(source: vocabulary, target: vocabulary, sharesEmbeddings: false)
    model = SuperTransformer(
      architecture, encoderFFN: space.encoderFFNs.max() ?? 0, decoderFFN: space.decoderFFNs.max() ?? 0)
    var generator = SeededGenerator(seed: 1)
    parameters = model.initialParameters(using: &generator)
  }

  func sentences(_ count: Int, seed: UInt64) -> [[Int32]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      (0..<length).map { _ in Int32.random(in: 4..<Int32(vocabulary), using: &generator) }
    }
  }
}

/// Target tokens per second of training steps on random designs.
func train(_ options: Options) -> Measured {
  var world = World(options)
  let threads = options.number("threads", 2)
  let pool = WorkerPool(workers: threads)
  let tape = Tape(backend: CPUBackend(pool: pool))
  var gradients = Gradients(for: world.parameters)
  var adam = Adam(learningRate: 1e-4)
  adam.squareDecay = 0.98
  let count = options.number("max-tokens", 2048) / world.length
  let batch = TranslationBatch(source: world.sentences(count, seed: 2), target: world.sentences(count, seed: 3))
  let tokens = Double(batch.target.count)
  var speeds: [Double] = []
  for update in 0..<options.number("updates", 20) + 2 {
    let design = peerDesign(UInt64(update), in: world.space)
    let time = ContinuousClock().measure {
      var sums = CrossEntropy()
      _ = tape.gradient(of: world.parameters, into: &gradients) {
        world.model.loss(batch, as: design, smoothing: 0.1, scale: Float(1 / tokens), on: $0, sums: &sums)
      }
      adam.update(&world.parameters, with: gradients, on: pool)
    }
    if update >= 2 { speeds.append(tokens / (time / .seconds(1))) }
  }
  return Measured("target tokens per second", speeds, threads: threads)
}
