import GoldenSupport
import Randomness
import TensorEngine
import Testing
import TransformerIR
import TransformerModel

/// Distillation of whole designs within one SuperTransformer of random weights, separate or shared embeddings.
@Suite struct DistillationTests {
  static func world(shared: Bool) -> (model: SuperTransformer, parameters: Parameters) {
    let vocabulary = Architecture.Vocabulary(source: shared ? 50 : 40, target: 50, sharesEmbeddings: shared)
    let model = SuperTransformer(
      Architecture(
        attentionWidth: 16, encoderEmbedding: 24, decoderEmbedding: shared ? 24 : 32, encoderLayers: 2,
        decoderLayers: 2, vocabulary: vocabulary), encoderFFN: 48, decoderFFN: 48)
    return (model, model.initialParameters(seed: 3))
  }

  static func design(encoder: Int, decoder: Int, ffn: Int, layers: Int) -> SubTransformer {
    SubTransformer(
      encoder: .init(embedding: encoder, layers: Array(repeating: .init(ffn: ffn, heads: 2), count: 2)),
      decoder: .init(
        embedding: decoder,
        layers: Array(repeating: .init(ffn: ffn, selfHeads: 2, crossHeads: 2, attended: .last), count: layers)))
  }

  static let batch: TranslationBatch = {
    var generator = SeededGenerator(seed: 8)
    func sentences(_ lengths: [Int], _ vocabulary: Int32) -> [[Int32]] {
      lengths.map { count in
        (0..<count).map { _ in Int32.random(in: 4..<vocabulary, using: &generator) } + [SpecialToken.end]
      }
    }
    return TranslationBatch(source: sentences([5, 2, 7], 40), target: sentences([4, 6, 1], 50))
  }()

  @Test(arguments: [false, true]) func theTeacherHasNothingToLearnFromItself(shared: Bool) {
    let (model, parameters) = Self.world(shared: shared)
    let largest = Self.design(encoder: 24, decoder: shared ? 24 : 32, ffn: 48, layers: 2)
    let tape = Tape()
    let teacher = model.teacherFeatures(Self.batch, as: largest, with: parameters, on: tape)
    #expect(teacher.shape == [Self.batch.target.count, shared ? 24 : 32])
    var (sums, gradients) = (CrossEntropy(), Gradients(for: parameters))
    tape.gradient(of: parameters, into: &gradients) {
      model.distillationLoss(Self.batch, as: largest, teacher: teacher, scale: 1, on: $0, sums: &sums)
    }
    #expect(gradients.norm() < 1e-4)
    #expect(sums.tokens == Self.batch.target.count)
  }

  /// Labels alone give what the plain loss without smoothing gives, whoever the teacher is.
  @Test(arguments: [false, true]) func labelsAloneAreThePlainLoss(shared: Bool) {
    let (model, parameters) = Self.world(shared: shared)
    let small = Self.design(encoder: 16, decoder: 16, ffn: 24, layers: 1)
    let largest = Self.design(encoder: 24, decoder: shared ? 24 : 32, ffn: 48, layers: 2)
    let tape = Tape()
    let teacher = model.teacherFeatures(Self.batch, as: largest, with: parameters, on: tape)
    var (plain, expected) = (CrossEntropy(), Gradients(for: parameters))
    tape.gradient(of: parameters, into: &expected) {
      model.loss(Self.batch, as: small, smoothing: 0, scale: 0.1, on: $0, sums: &plain)
    }
    var (sums, gradients) = (CrossEntropy(), Gradients(for: parameters))
    tape.gradient(of: parameters, into: &gradients) {
      model.distillationLoss(
        Self.batch, as: small, teacher: teacher, labelShare: 1, scale: 0.1, on: $0, sums: &sums)
    }
    #expect(abs(sums.loss - plain.loss) < 1e-6 * plain.loss)
    #expect(abs(sums.nll - plain.nll) < 1e-6 * plain.nll)
    for name in parameters.names {
      #expect(gradients.isPresent(name) == expected.isPresent(name))
      let difference = zip(gradients[name].scalars, expected[name].scalars).map { abs($0 - $1) }.max() ?? 1
      #expect(difference < 1e-5, "\(name)")
    }
  }

  /// Plain gradient steps on a small design bring its predictions nearer to the teacher's, which stay as they were.
  @Test func aStudentComesNearerToItsTeacher() {
    let (model, start) = Self.world(shared: false)
    let small = Self.design(encoder: 16, decoder: 16, ffn: 24, layers: 1)
    let largest = Self.design(encoder: 24, decoder: 32, ffn: 48, layers: 2)
    let tape = Tape()
    let teacher = model.teacherFeatures(Self.batch, as: largest, with: start, on: tape)
    var parameters = start
    var losses: [Double] = []
    for _ in 0..<20 {
      var (sums, gradients) = (CrossEntropy(), Gradients(for: parameters))
      tape.gradient(of: parameters, into: &gradients) {
        model.distillationLoss(Self.batch, as: small, teacher: teacher, scale: 1, on: $0, sums: &sums)
      }
      losses.append(sums.loss)
      for name in parameters.names where name != "decoder.embed_out" && gradients.isPresent(name) {
        let scalars = zip(parameters[name].scalars, gradients[name].scalars).map { $0 - 0.005 * $1 }
        parameters[name] = Tensor(scalars, shape: parameters[name].shape)
      }
    }
    #expect(losses[19] < losses[0] - 0.1)
  }
}
