import OperationCases
import Testing

@testable import TensorEngine

@Suite struct OperationTests {
  /// [1, 2]·[[3, 4], [5, 6]]ᵀ + [0.5, -20] = [11.5, -3], of which ReLU leaves [11.5, 0].
  @Test(arguments: [ReferenceBackend() as any Backend, CPUBackend()])
  func linearMultipliesAddsAndRectifies(backend: any Backend) {
    var parameters = Parameters()
    parameters.append("weight", Tensor([3, 4, 5, 6], shape: [2, 2]))
    parameters.append("bias", Tensor([0.5, -20], shape: [2]))
    let y = Tape(backend: backend).evaluate(parameters) { tape in
      tape.linear(
        tape.constant(Tensor([1, 2], shape: [1, 2])), weight: tape.parameter("weight"), bias: tape.parameter("bias"),
        rectified: true)
    }
    #expect(y == Tensor([11.5, 0], shape: [1, 2]))
  }

  /// [1, 2]·[[3, 4], [-5, -6]]ᵀ = [11, -17], of which ReLU leaves [11, 0].
  @Test(arguments: [ReferenceBackend() as any Backend, CPUBackend()])
  func linearRectifiesWithoutABias(backend: any Backend) {
    var parameters = Parameters()
    parameters.append("weight", Tensor([3, 4, -5, -6], shape: [2, 2]))
    let y = Tape(backend: backend).evaluate(parameters) { tape in
      tape.linear(
        [tape.constant(Tensor([1, 2], shape: [1, 2]))], weights: [tape.parameter("weight").slice()], bias: nil,
        rectified: true)
    }
    #expect(y == Tensor([11, 0], shape: [1, 2]))
  }

  @Test(arguments: [ReferenceBackend() as any Backend, CPUBackend()], [false, true])
  func whatIsNotANumberIsNotAmongTheBest(backend: any Backend, normalised: Bool) {
    let x: [Float] = [.nan, 0, .nan, -.infinity, .nan]
    var (values, indices) = ([Float](repeating: 7, count: 4), [UInt32](repeating: 7, count: 4))
    x.withUnsafeBufferPointer { x in
      values.withUnsafeMutableBufferPointer { values in
        indices.withUnsafeMutableBufferPointer { indices in
          guard let base = x.baseAddress else { return }
          backend.topK(
            MatrixView(base, rows: 1, columns: 5), count: 4, normalised: normalised, values: values, indices: indices)
        }
      }
    }
    if !normalised { #expect(values == [0, -.infinity, -.infinity, -.infinity]) }
    #expect(values.allSatisfy { !($0 > 0) })
    #expect(indices == [1, 3, 0, 0])
  }

  /// Float rounding over sums of at most some dozens of terms.
  @Test(arguments: OperationCase.all + OperationCase.large, UInt64(0)..<5)
  func processorAgreesWithReference(operation: OperationCase, seed: UInt64) {
    let parameters = operation.parameters(seed: seed)
    let expected = operation.forward(parameters, on: ReferenceBackend())
    let expectedGradients = gradients(operation, parameters, ReferenceBackend())
    for backend in [CPUBackend(), CPUBackend(pool: WorkerPool(workers: 3))] {
      #expect(distance(operation.forward(parameters, on: backend), expected) < 2e-6)
      let gradients = gradients(operation, parameters, backend)
      for name in parameters.names { #expect(distance(gradients[name], expectedGradients[name]) < 4e-6) }
    }
  }

  /// The result is the formula's, in double precision.
  @Test(arguments: OperationCase.all, [ReferenceBackend() as any Backend, CPUBackend()])
  func resultIsTheFormulas(operation: OperationCase, backend: any Backend) {
    let parameters = operation.parameters(seed: 7)
    let output = operation.forward(parameters, on: backend)
    let expected = operation.formula(operation.matrices(parameters))
    #expect(distance(output, Tensor(expected.map(Float.init), shape: output.shape)) < 2e-6)
  }

  /// Central differences of the formula in double precision, where h = 1e-5 leaves 1e-9: the rest is the gradient's own
  /// rounding. Of large inputs some elements are tried.
  @Test(arguments: OperationCase.all, [ReferenceBackend() as any Backend, CPUBackend()])
  func gradientIsTheSlope(operation: OperationCase, backend: any Backend) {
    let parameters = operation.parameters(seed: 7)
    let gradients = gradients(operation, parameters, backend)
    let matrices = operation.matrices(parameters)
    for input in matrices.indices {
      let gradient = gradients["\(input)"].scalars
      for index in stride(from: 0, to: gradient.count, by: max(1, gradient.count / 100)) {
        func loss(shift: Double) -> Double {
          var shifted = matrices
          shifted[input].values[index] += shift
          return operation.loss(shifted)
        }
        let slope = (loss(shift: 1e-5) - loss(shift: -1e-5)) / 2e-5
        #expect(abs(Double(gradient[index]) - slope) < 3e-6 * max(1, abs(slope)))
      }
    }
  }

  /// 70 rows of 70,000 words are more logits than exist at one time; 60 and 10 rows are not.
  @Test func lossOfManyBlocksIsTheSumOfItsParts() {
    let (rows, words) = (70, 70_000)
    var parameters = Parameters()
    parameters.append("x", Tensor((0..<2 * rows).map { Float($0 % 13) / 10 }, shape: [rows, 2]))
    parameters.append("w", Tensor((0..<2 * words).map { Float($0 % 17) / 10 }, shape: [words, 2]))
    func loss(_ range: Range<Int>) -> (CrossEntropy, Tensor) {
      var part = Parameters()
      part.append("x", parameters["x"][rows: range])
      part.append("w", parameters["w"])
      var (sums, gradients) = (CrossEntropy(), Gradients(for: part))
      Tape().gradient(of: part, into: &gradients) { tape in
        tape.labelSmoothedCrossEntropy(
          tape.parameter("x"), weight: tape.parameter("w").slice(), targets: range.map { Int32($0 * 991) },
          smoothing: 0.1, scale: 1, sums: &sums)
      }
      return (sums, gradients["w"])
    }
    let (whole, first, second) = (loss(0..<rows), loss(0..<60), loss(60..<rows))
    #expect(abs(whole.0.loss - first.0.loss - second.0.loss) < 1e-9 * whole.0.loss)
    #expect(whole.0.tokens == rows)
    let sum = zip(first.1.scalars, second.1.scalars).map { $0 + $1 }
    #expect(distance(whole.1, Tensor(sum, shape: [words, 2])) < 1e-6)
  }

  private func gradients(_ operation: OperationCase, _ parameters: Parameters, _ backend: any Backend) -> Gradients {
    var gradients = Gradients(for: parameters)
    operation.loss(parameters, on: Tape(backend: backend), into: &gradients)
    return gradients
  }
}
