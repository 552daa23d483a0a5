import Randomness
import Testing

@testable import TensorEngine

@Suite struct AdamTests {
  private func gradients(_ values: [Float], for parameters: Parameters) -> Gradients {
    var gradients = Gradients(for: parameters)
    gradients["w"] = Tensor(values, shape: [values.count])
    return gradients
  }

  private func parameters(_ values: [Float]) -> Parameters {
    var parameters = Parameters()
    parameters.append("w", Tensor(values, shape: [values.count]))
    return parameters
  }

  /// The corrected mean is g and the corrected root |g|, so that the first step is η·g/(|g| + ε).
  @Test func firstStepIsTheLearningRateAgainstTheSign() {
    var weights = parameters([1, 1, 1])
    var adam = Adam(learningRate: 0.25)
    adam.update(&weights, with: gradients([4, -0.5, 0], for: weights))
    #expect(distance(weights["w"], Tensor([0.75, 1.25, 1], shape: [3])) < 1e-6)
  }

  /// With g = ε the root and ε are equal after correction: half a step. Before correction ε weighs 1/√(1-0.999) = 31.6.
  @Test(arguments: [(Adam.EpsilonPlacement.afterBiasCorrection, Float(0.5)), (.beforeBiasCorrection, 1 / 32.6228)])
  func epsilonCountsWhereItIsAdded(placement: Adam.EpsilonPlacement, step: Float) {
    var weights = parameters([0])
    var adam = Adam(learningRate: 1)
    adam.epsilon = 1e-3
    adam.epsilonPlacement = placement
    adam.update(&weights, with: gradients([1e-3], for: weights))
    #expect(abs(weights["w"][0] + step) < 1e-5)
  }

  /// η·λ = 0.5·0.1 of the weight goes; the gradient is zero.
  @Test func decayShrinksWeightsWithoutAGradient() {
    var weights = parameters([2])
    var adam = Adam(learningRate: 0.5)
    adam.weightDecay = 0.1
    adam.update(&weights, with: gradients([0], for: weights))
    #expect(abs(weights["w"][0] - 1.9) < 1e-6)
  }

  /// 5,000 weights cross the chunk size and leave a remainder of the vector width; one step is 2e-6·learning rate off at most.
  @Test(arguments: UInt64(0)..<5) func processorAgreesWithReference(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<5001).map { _ in Float.random(in: -1...1, using: &generator) }
    var (fast, slow) = (parameters(values), parameters(values))
    var (fastAdam, slowAdam) = (Adam(learningRate: 0.01), Adam(learningRate: 0.01))
    let pool = WorkerPool(workers: 2)
    for power in 0..<10 {
      let scale = [1, 1e-4, 1e-12, 0][power % 4] as Float
      let gradients = gradients(values.reversed().map { $0 * scale }, for: fast)
      fastAdam.update(&fast, with: gradients, on: pool)
      slowAdam.update(&slow, with: gradients, backend: ReferenceBackend())
    }
    #expect(distance(fast["w"], slow["w"]) < 1e-6)
  }
}
