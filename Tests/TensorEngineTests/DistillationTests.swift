import OperationCases
import Randomness
import Testing

@testable import TensorEngine

@Suite struct DistillationTests {
  static let backends: [any Backend] = [
    ReferenceBackend(), CPUBackend(), CPUBackend(pool: WorkerPool(workers: 2)),
  ]

  /// A student's features "x" and weight "w", and a weight "t" of the same shape that only a teacher uses.
  static func parameters(rows: Int, inner: Int, vocabulary: Int, seed: UInt64) -> Parameters {
    var generator = SeededGenerator(seed: seed)
    var parameters = Parameters()
    for (name, rows) in [("x", rows), ("w", vocabulary), ("t", vocabulary)] {
      let scalars = (0..<rows * inner).map { _ in Float.random(in: -1...1, using: &generator) }
      parameters.append(name, Tensor(scalars, shape: [rows, inner]))
    }
    return parameters
  }

  static func distil(
    _ parameters: Parameters, from features: Tensor, weight: String = "t", labelShare: Float = 0,
    on backend: any Backend
  ) -> (sums: CrossEntropy, gradients: Gradients) {
    var (sums, gradients) = (CrossEntropy(), Gradients(for: parameters))
    let (rows, vocabulary) = (features.shape[0], parameters["w"].shape[0])
    Tape(backend: backend).gradient(of: parameters, into: &gradients) { tape in
      tape.distillationCrossEntropy(
        tape.parameter("x"), weight: tape.parameter("w").slice(),
        teacher: Teacher(features: features, weight: tape.parameter(weight).slice()),
        targets: (0..<rows).map { Int32($0 * 7 % vocabulary) }, labelShare: labelShare, scale: 1, sums: &sums)
    }
    return (sums, gradients)
  }

  /// Logits of the student 0 and log 3, of the teacher log 3 and 0: loss = log 4 - ¼·log 3, and the gradient of the
  /// student's logits is (¼ - ¾, ¾ - ¼).
  @Test(arguments: backends) func lossAndGradientCanBeCheckedByHand(backend: any Backend) {
    let (log3, log4): (Float, Double) = (1.0986123, 1.3862944)
    var parameters = Parameters()
    parameters.append("x", Tensor([1], shape: [1, 1]))
    parameters.append("w", Tensor([0, log3], shape: [2, 1]))
    parameters.append("t", Tensor([log3, 0], shape: [2, 1]))
    let (sums, gradients) = Self.distil(parameters, from: Tensor([1], shape: [1, 1]), on: backend)
    #expect(abs(sums.loss - (log4 - Double(log3) / 4)) < 1e-6)
    #expect(abs(sums.nll - log4) < 1e-6)
    #expect(sums.tokens == 1)
    #expect(distance(gradients["w"], Tensor([-0.5, 0.5], shape: [2, 1])) < 1e-6)
    #expect(distance(gradients["x"], Tensor([log3 / 2], shape: [1, 1])) < 1e-6)
  }

  @Test(arguments: backends) func whoEqualsTheTeacherHasNothingToLearn(backend: any Backend) {
    let parameters = Self.parameters(rows: 9, inner: 6, vocabulary: 37, seed: 1)
    let (sums, gradients) = Self.distil(parameters, from: parameters["x"], weight: "w", on: backend)
    #expect(gradients.norm() < 1e-5)
    #expect(sums.loss > 0)
  }

  @Test(arguments: backends) func nothingReachesTheTeacher(backend: any Backend) {
    let parameters = Self.parameters(rows: 9, inner: 6, vocabulary: 37, seed: 2)
    let gradients = Self.distil(parameters, from: parameters["x"], on: backend).gradients
    #expect(!gradients.isPresent("t"))
    #expect(gradients.isPresent("w") && gradients.isPresent("x"))
  }

  @Test(arguments: backends) func labelsAloneAreAPlainCrossEntropy(backend: any Backend) {
    let parameters = Self.parameters(rows: 9, inner: 6, vocabulary: 37, seed: 3)
    let (sums, gradients) = Self.distil(parameters, from: parameters["x"], labelShare: 1, on: backend)
    var (plain, expected) = (CrossEntropy(), Gradients(for: parameters))
    Tape(backend: backend).gradient(of: parameters, into: &expected) { tape in
      tape.labelSmoothedCrossEntropy(
        tape.parameter("x"), weight: tape.parameter("w").slice(), targets: (0..<9).map { Int32($0 * 7 % 37) },
        smoothing: 0, scale: 1, sums: &plain)
    }
    #expect(abs(sums.loss - plain.loss) < 1e-6 * plain.loss)
    #expect(abs(sums.nll - plain.nll) < 1e-6 * plain.nll)
    for name in ["x", "w"] { #expect(distance(gradients[name], expected[name]) < 1e-6) }
  }

  /// Below, at and above whole vectors, and the stretches over which kernels sum in single precision.
  @Test(arguments: [1, 15, 16, 17, 1023, 1024, 1025, 2500])
  func kernelsAgreeWithTheReferenceAtEveryWidth(vocabulary: Int) {
    let parameters = Self.parameters(rows: 5, inner: 6, vocabulary: vocabulary, seed: 4)
    func run(_ backend: any Backend) -> (sums: CrossEntropy, gradients: Gradients) {
      Self.distil(parameters, from: parameters["x"], labelShare: 0.25, on: backend)
    }
    let (expected, found) = (run(ReferenceBackend()), run(CPUBackend()))
    #expect(abs(expected.sums.loss - found.sums.loss) <= 1e-6 * max(1, expected.sums.loss))
    #expect(abs(expected.sums.nll - found.sums.nll) <= 1e-6 * max(1, expected.sums.nll))
    for name in ["x", "w"] { #expect(distance(found.gradients[name], expected.gradients[name]) < 2e-6) }
  }

  /// 70 rows of 70,000 words are worked on in blocks, 64 rows and 6; 60 and 10 rows are one block each.
  @Test func lossOfManyBlocksIsTheSumOfItsParts() {
    let whole = Self.parameters(rows: 70, inner: 2, vocabulary: 70_000, seed: 5)
    func part(_ range: Range<Int>) -> (sums: CrossEntropy, gradients: Gradients) {
      var parameters = Parameters()
      parameters.append("x", whole["x"][rows: range])
      for name in ["w", "t"] { parameters.append(name, whole[name]) }
      return Self.distil(parameters, from: parameters["x"], on: CPUBackend())
    }
    let (all, first, second) = (part(0..<70), part(0..<60), part(60..<70))
    #expect(abs(all.sums.loss - first.sums.loss - second.sums.loss) < 1e-9 * all.sums.loss)
    #expect(all.sums.tokens == 70)
    let sum = zip(first.gradients["w"].scalars, second.gradients["w"].scalars).map { $0 + $1 }
    #expect(distance(all.gradients["w"], Tensor(sum, shape: [70_000, 2])) < 1e-6)
  }
}
