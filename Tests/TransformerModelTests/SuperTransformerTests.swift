import Inference
import Randomness
import TensorEngine
import TestSupport
import Testing
import TransformerIR

@testable import TransformerModel

@Suite struct SuperTransformerTests {
  static let space = SearchSpace.tiny
  static let model = SuperTransformer(space)

  static func parameters(seed: UInt64) -> Parameters {
    var generator = SeededGenerator(seed: seed)
    var parameters = model.initialParameters(seed: seed)
    // Biases and gains away from 0 and 1, so that a forgotten one shows.
    for name in parameters.names where parameters[name].shape.count == 1 {
      let scalars = parameters[name].scalars.map { $0 + Float.random(in: -0.2...0.2, using: &generator) }
      parameters[name] = Tensor(scalars, shape: [scalars.count])
    }
    return parameters
  }

  static func sentences(_ lengths: [Int], seed: UInt64) -> [[Int32]] {
    var generator = SeededGenerator(seed: seed)
    return lengths.map { length in
      (1..<length).map { _ in Int32.random(in: 4..<512, using: &generator) } + [SpecialToken.end]
    }
  }

  static let batch = TranslationBatch(source: sentences([7, 3, 9], seed: 1), target: sentences([5, 8, 2], seed: 2))

  static func design(seed: UInt64) -> SubTransformer {
    var generator = PythonRandom(seed: seed)
    return space.sample(using: &generator)
  }

  /// Two implementations that share kernels but neither layers nor order: 1e-5 on logits of about 4.
  @Test func trainingAndInferenceAgreeOnLogits() throws {
    let parameters = Self.parameters(seed: 3)
    let (tape, backend) = (Tape(), CPUBackend())
    let weights = PackedWeightCache(parameters, backend: backend)
    for seed in UInt64(0)..<100 {
      let design = Self.design(seed: seed)
      let trained = tape.evaluate(parameters) {
        Self.model.logits(Self.batch.source, previousTarget: Self.batch.previousTarget, as: design, on: $0)
      }
      let setting = InferenceSetting(
        sourceLength: 9, targetLength: 8, batch: 3, beam: 1, runtime: seed % 2 == 0 ? .fused : .eager)
      let engine = try InferenceEngine(
        Workload(design: design, architecture: Self.model.architecture, setting: setting), weights: weights)
      let inferred = try engine.logits(
        Self.split(Self.batch.source), previousTarget: Self.split(Self.batch.previousTarget))
      let difference = zip(trained.scalars, inferred.flatMap(\.scalars)).map { abs($0 - $1) }.max() ?? 1
      #expect(difference <= 1e-5, "\(design)")
    }
  }

  private static func split(_ batch: TokenBatch) -> [[Int32]] { batch.ranges.map { Array(batch.tokens[$0]) } }

  @Test func aDesignThatIsNoPartOfTheModelIsRefused() {
    var design = Self.design(seed: 0)
    #expect(message { try Self.model.validate(design) } == "no error")
    design.decoder.layers[0].ffn = 257
    #expect(
      message { try Self.model.validate(design) }
        == "impossible design: FFN width of decoder layer 0 is 257; this SuperTransformer has 256 channels there")
    design.encoder.embedding = 129
    #expect(message { try Self.model.validate(design) }.contains("encoder embedding is 129"))
  }

  /// The graph lists what a design uses; the tape reaches just that.
  @Test(arguments: UInt64(0)..<10) func theGradientReachesTheGraphsParameters(seed: UInt64) throws {
    let design = Self.design(seed: seed)
    let parameters = Self.parameters(seed: seed)
    let (_, gradients) = Self.gradient(parameters, design, CPUBackend())
    let workload = try Workload(design: design, architecture: Self.model.architecture, setting: Self.space.setting)
    let used = Set(workload.teacherForcedGraph().phases.flatMap(\.nodes).flatMap(\.weights).map(\.parameter))
    #expect(Set(parameters.names.filter(gradients.isPresent)) == used)
  }

  @Test func parametersAreTheArchitectures() throws {
    let largest = SearchSpace.tiny
    let count = Self.model.parameterShapes.reduce(0) { $0 + $1.shape.reduce(1, *) }
    let design = SubTransformer(
      encoder: .init(embedding: 128, layers: .init(repeating: .init(ffn: 256, heads: 4), count: 3)),
      decoder: .init(
        embedding: 128,
        layers: .init(repeating: .init(ffn: 256, selfHeads: 4, crossHeads: 4, attended: .last), count: 3)))
    let workload = try Workload(design: design, architecture: largest.architecture, setting: largest.setting)
    #expect(count == workload.parameterCount(in: .whole))
  }

  /// Xavier's bound for 384 rows of 128 columns is √(6/512) = 0.108; embeddings have variance 1/128, and padding none.
  /// Over 49,152 and 65,536 draws the standard errors of the deviations are some 0.3 %.
  @Test func weightsStartAsHATs() {
    let parameters = Self.model.initialParameters(seed: 1)
    func deviation(_ values: [Float]) -> Float {
      (values.reduce(0) { $0 + $1 * $1 } / Float(values.count)).squareRoot()
    }
    let projection = parameters["decoder.layers.2.self_attn.in_proj_weight"].scalars
    let bound = (Float(6) / (3 * 128 + 128)).squareRoot()
    #expect(projection.allSatisfy { abs($0) <= bound })
    #expect(abs(deviation(projection) / (bound / Float(3).squareRoot()) - 1) < 0.015)
    let embedding = parameters["encoder.embed_tokens.weight"]
    #expect(abs(deviation(embedding.scalars) * Float(128).squareRoot() - 1) < 0.015)
    #expect(embedding[rows: 1..<2].scalars.allSatisfy { $0 == 0 })
    #expect(parameters["encoder.layers.0.fc1.bias"].scalars.allSatisfy { $0 == 0 })
    #expect(parameters["encoder.layers.0.final_layer_norm.weight"].scalars.allSatisfy { $0 == 1 })
    #expect(parameters == Self.model.initialParameters(seed: 1))
    #expect(parameters != Self.model.initialParameters(seed: 2))
  }

  // MARK: Threads and seeds

  static func gradient(
    _ parameters: Parameters, _ design: SubTransformer, _ backend: any Backend,
    dropout: (settings: DropoutSettings, seed: UInt64)? = nil
  ) -> (CrossEntropy, Gradients) {
    var (sums, gradients) = (CrossEntropy(), Gradients(for: parameters))
    Tape(backend: backend).gradient(of: parameters, into: &gradients) {
      model.loss(batch, as: design, smoothing: 0.1, scale: 1, dropout: dropout, on: $0, sums: &sums)
    }
    return (sums, gradients)
  }

  @Test func aSeedAndAThreadCountFixEveryBit() {
    let parameters = Self.parameters(seed: 5)
    let dropout = (settings: DropoutSettings(residual: 0.3, attention: 0.1, activation: 0.1), seed: UInt64(9))
    func run(_ workers: Int, seed: UInt64) -> (CrossEntropy, Gradients) {
      let backend = CPUBackend(pool: WorkerPool(workers: workers))
      return Self.gradient(parameters, Self.design(seed: 1), backend, dropout: (dropout.settings, seed))
    }
    let (first, again, other, threads) = (run(2, seed: 9), run(2, seed: 9), run(2, seed: 10), run(1, seed: 9))
    #expect(first.0 == again.0)
    #expect(first.0 != other.0)
    #expect(abs(first.0.loss - threads.0.loss) < 1e-9 * first.0.loss)
    for name in parameters.names {
      #expect(first.1[name] == again.1[name])
      let scale = first.1[name].scalars.reduce(1) { max($0, abs($1)) }
      let difference = zip(first.1[name].scalars, threads.1[name].scalars).map { abs($0 - $1) }.max() ?? 1
      #expect(difference <= 1e-5 * scale)
    }
  }

  /// Dropout keeps the expectation: the mean loss over many seeds lies near the loss without it, and above.
  @Test func dropoutChangesTheLossAndEvaluationHasNone() {
    let parameters = Self.parameters(seed: 5)
    let design = Self.design(seed: 1)
    let plain = Self.gradient(parameters, design, CPUBackend()).0.loss
    let settings = DropoutSettings(residual: 0.1)
    let losses = (0..<20).map { Self.gradient(parameters, design, CPUBackend(), dropout: (settings, $0)).0.loss }
    #expect(Set(losses).count == 20)
    #expect(losses.allSatisfy { abs($0 - plain) < 0.2 * plain })
  }

  @Test func anEmptyBatchHasNoLossAndNoGradient() {
    let parameters = Self.parameters(seed: 5)
    var (sums, gradients) = (CrossEntropy(), Gradients(for: parameters))
    Tape().gradient(of: parameters, into: &gradients) {
      Self.model.loss(
        TranslationBatch(source: [], target: []), as: Self.design(seed: 1), smoothing: 0.1, scale: 1, on: $0,
        sums: &sums)
    }
    #expect(sums == CrossEntropy())
    #expect(gradients.norm() == 0)
  }

  /// Seeds are update numbers: the masks of one update must not come again, one site on, in the next.
  @Test func noTwoSitesOfAnyTwoSeedsShareAKey() {
    let keys = (UInt64(0)..<100).flatMap { seed in
      var sites = DropoutSites(DropoutSettings(), seed: seed)
      return (0..<50).compactMap { _ in sites.next(0.5)?.key }
    }
    #expect(Set(keys).count == 100 * 50)
  }

  /// The gradients of two halves of a batch, added on the tape, are those of the whole.
  @Test func gradientsOfPartsAddUp() {
    let parameters = Self.parameters(seed: 6)
    let design = Self.design(seed: 4)
    let whole = Self.gradient(parameters, design, CPUBackend()).1
    var (sums, gradients) = (CrossEntropy(), Gradients(for: parameters))
    let (source, target) = (Self.split(Self.batch.source), Self.split(Self.batch.target))
    let tape = Tape()
    for (index, part) in [0..<1, 1..<3].enumerated() {
      let half = TranslationBatch(source: Array(source[part]), target: Array(target[part]))
      tape.gradient(of: parameters, into: &gradients, adding: index > 0) {
        Self.model.loss(half, as: design, smoothing: 0.1, scale: 1, on: $0, sums: &sums)
      }
    }
    for name in parameters.names {
      #expect(whole.isPresent(name) == gradients.isPresent(name))
      let difference = zip(whole[name].scalars, gradients[name].scalars).map { abs($0 - $1) }.max() ?? 1
      #expect(difference <= 2e-5, "\(name)")
    }
  }
}
