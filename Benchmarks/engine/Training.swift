import TensorEngine
import TransformerIR
import TransformerModel

/// Target tokens per second of training steps on random designs.
///
/// The FLOPs of a step are counted as three forward passes; Adam's are left out.
func train(_ options: Options) throws -> Report {
  let observation = Observation(threads: options.threads)
  var world = World(.iwslt, options, vocabulary: 8192)
  let pool = WorkerPool(workers: options.threads)
  let tape = Tape(backend: CPUBackend(pool: pool))
  var gradients = Gradients(for: world.parameters)
  var adam = Adam(learningRate: 1e-4)
  adam.squareDecay = 0.98
  let count = options.number("max-tokens", 2048) / world.length
  let batch = TranslationBatch(source: world.sentences(count, seed: 2), target: world.sentences(count, seed: 3))
  let tokens = Double(batch.target.count)
  var (speeds, rates): ([Double], [Double]) = ([], [])
  for update in 0..<options.number("updates", 20) + 2 {
    let design = peerDesign(UInt64(update), in: world.space)
    let time = seconds {
      var sums = CrossEntropy()
      _ = tape.gradient(of: world.parameters, into: &gradients) {
        world.model.loss(batch, as: design, smoothing: 0.1, scale: Float(1 / tokens), on: $0, sums: &sums)
      }
      adam.update(&world.parameters, with: gradients, on: pool)
    }
    guard update >= 2 else { continue }
    speeds.append(tokens / time)
    rates.append(try world.workload(design).teacherForcedFLOPs(in: .whole).value * 3 * Double(count) / time)
  }
  return observation.report("target tokens per second", speeds) { shareOfPeak(rates, options.threads) }
}

/// What `rates`, in FLOP/s, are of what the machine reaches.
func shareOfPeak(_ rates: [Double], _ threads: Int) -> [String: Double] {
  let (peak, rate) = (Machine(threads: threads).peak(), median(rates) ?? 0)
  return [
    "gflops_per_second": rate / 1e9, "peak_gflops_per_second": peak / 1e9, "fraction_of_peak": rate / peak,
  ]
}
