import Foundation
import Hardware
import Quantities
import Statistics
import Testing
import TransformerIR

@testable import CostModel

@Suite struct ResidualEnsembleTests {
  private let device = SyntheticDevice.board

  /// What no sum of physical costs can say: wide decoders with wide feed-forward blocks take 6 % longer.
  private static func wideIsSlow(_ averages: DesignAverages) -> Double {
    averages.decoderEmbedding == 640 && averages.decoderFFN > 1664 ? 0.06 : 0
  }

  private func error(of estimator: some LatencyEstimator) -> Double {
    let truth = device.dataset(rows: 400, seed: 31, noise: 0, effect: Self.wideIsSlow)
    return truth.rows.map { abs(estimator.predict(truth.workload(of: $0)).latency / $0.latency - 1) }.mean
  }

  /// The correction cannot be perfect (the effect is a step, and costs are refitted around it), but must take away a tenth.
  @Test func aPlantedNonlinearEffectIsLearned() throws {
    let fit = try HybridFit(device.dataset(rows: 320, seed: 21, noise: 0.008, effect: Self.wideIsSlow))
    #expect(fit.hybrid.hasCorrection)
    #expect(!fit.physical.hasCorrection)
    #expect(error(of: fit.hybrid) < 0.9 * error(of: fit.physical))
  }

  @Test(arguments: UInt64(0)..<2) func pureNoiseYieldsNoCorrection(seed: UInt64) throws {
    let data = FitData(device.dataset(rows: 220, seed: seed, noise: 0.02))
    let fit = PhysicalFit(data, prior: .generic)
    #expect(ResidualEnsemble.train(data, fit, seed: seed) == nil)
  }

  @Test func fewRowsYieldNoCorrection() {
    let data = FitData(device.dataset(rows: 199, seed: 1, noise: 0.001, effect: Self.wideIsSlow))
    #expect(ResidualEnsemble.train(data, PhysicalFit(data, prior: .generic), seed: 0) == nil)
  }

  /// Networks of one layer whose outputs are `biases`, whatever the design.
  private func constant(_ biases: [Float], limit: Double = ResidualEnsemble.limit) -> ResidualEnsemble {
    ResidualEnsemble(
      weights: .init(
        inputMeans: Array(repeating: 0, count: 12), inputScales: Array(repeating: 1, count: 12),
        networks: biases.map { .init(layers: [.init(weights: [Array(repeating: 0, count: 12)], biases: [$0])]) },
        limit: limit))
  }

  /// The mean of 0.1 and 0.3; log 1.5 of a network gone mad.
  @Test func aCorrectionIsTheBoundedMeanOfItsNetworks() {
    let workload = SyntheticDevice.workload(device.space)
    func correction(_ biases: [Float]) -> Double { constant(biases).correction(workload, physical: device.model) }
    #expect(abs(correction([0.1, 0.3]) - 0.2) < 1e-7)
    #expect(correction([1000, 1000]) == log(1.5))
    #expect(correction([-1000, 0]) == -log(1.5))
  }

  @Test func aCorrectionMultipliesThePhysicalLatency() {
    let workload = SyntheticDevice.workload(device.space)
    let estimator = HybridEstimator(
      name: "hybrid", physical: device.model, residual: constant([0.25]),
      interval: .init(level: 0.9, halfWidth: 0, exponent: 0, reference: Seconds(1)))
    #expect(abs(estimator.predict(workload).latency / device.model.seconds(workload) - exp(0.25)) < 1e-9)
  }

  /// The middling design is the origin of the nine ratios; the board spends 550, 820 and 790 + 910 of 5,598 ms as below.
  @Test func inputsAreDimensionless() {
    let inputs = ResidualEnsemble.inputs(SyntheticDevice.workload(device.space), device.model)
    #expect(inputs.count == ResidualEnsemble.inputCount)
    #expect(inputs.prefix(9).allSatisfy { $0 == 0 })
    for (input, milliseconds) in zip(inputs.suffix(3), [550.0, 820, 1700]) {
      #expect(abs(input - milliseconds / 5598) < 1e-9)
    }
  }

  /// Inputs beyond three deviations are those at three, so that no network extrapolates far.
  @Test func farInputsAreCut() {
    var weights = constant([0]).weights
    weights.networks[0].layers[0].weights[0][4] = 0.01
    let ensemble = ResidualEnsemble(weights: weights)
    var far = SyntheticDevice.workload(device.space)
    far.averages.decoderLayers = 3.5 * exp(100)
    #expect(abs(ensemble.correction(far, physical: device.model) - 0.03) < 1e-7)
  }
}

@Suite struct LatencyIntervalTests {
  /// exp(±0.1 · (latency/2 s)^−½): at 2 s ±0.1, at 8 s half of it.
  @Test func anIntervalNarrowsWithLatency() {
    let interval = LatencyModel.Interval(level: 0.9, halfWidth: 0.1, exponent: 0.5, reference: Seconds(2))
    for (latency, width) in [(2.0, 0.1), (8.0, 0.05)] {
      let range = interval.around(Seconds(latency))
      #expect(abs(log(range.upperBound.value / latency) - width) < 1e-12)
      #expect(abs(log(range.lowerBound.value / latency) + width) < 1e-12)
    }
  }
}
