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

  /// Float rounding over sums of at most 19 terms.
  @Test(arguments: OperationCase.all, UInt64(0)..<5)
  func processorAgreesWithReference(operation: OperationCase, seed: UInt64) {
    let parameters = operation.parameters(seed: seed)
    let (output, reference) = (
      operation.forward(parameters, on: CPUBackend()), operation.forward(parameters, on: ReferenceBackend())
    )
    #expect(distance(output, reference) < 2e-6)
    let (gradient, expected) = (
      operation.loss(parameters, on: CPUBackend()).1, operation.loss(parameters, on: ReferenceBackend()).1
    )
    for name in parameters.names { #expect(distance(gradient[name], expected[name]) < 4e-6) }
  }

  /// Central differences with h = 1/128: rounding of the loss gives 6e-8/h = 8e-6, curvature h²·f‴/6 = 1e-5·f‴.
  @Test(arguments: OperationCase.all, [ReferenceBackend() as any Backend, CPUBackend()])
  func gradientIsTheSlope(operation: OperationCase, backend: any Backend) {
    let parameters = operation.parameters(seed: 7)
    let gradients = operation.loss(parameters, on: backend).1
    for name in parameters.names {
      for index in 0..<parameters[name].count {
        func loss(shift: Float) -> Float {
          var shifted = parameters
          var scalars = parameters[name].scalars
          scalars[index] += shift
          shifted[name] = Tensor(scalars, shape: parameters[name].shape)
          return operation.loss(shifted, on: ReferenceBackend()).0
        }
        let slope = (loss(shift: 1 / 128) - loss(shift: -1 / 128)) * 64
        #expect(abs(gradients[name].scalars[index] - slope) < 1e-3 * max(1, abs(slope)))
      }
    }
  }
}
