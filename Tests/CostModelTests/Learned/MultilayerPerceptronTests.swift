import Foundation
import Randomness
import TensorEngine
import TestSupport
import Testing

@testable import CostModel

@Suite struct MultilayerPerceptronTests {
  /// relu(2·[1, -1]·x)·[3, 5] + 7 at x = 1 is 2·3 + 7, at x = -1 is 2·5 + 7.
  @Test func aNetworkComputesItsFormula() {
    var parameters = Parameters()
    parameters.append("first_layer.weight", Tensor([2, -2], shape: [2, 1]))
    parameters.append("first_layer.bias", Tensor([0, 0], shape: [2]))
    parameters.append("predict.weight", Tensor([3, 5], shape: [1, 2]))
    parameters.append("predict.bias", Tensor([7], shape: [1]))
    let network = MultilayerPerceptron(layers: ["first_layer", "predict"], activation: .relu, parameters: parameters)
    #expect(network(Tensor([1, -1], shape: [2, 1])) == Tensor([13, 17], shape: [2, 1]))
  }

  /// A line, y = x₀ - x₁/2, which both activations can approach.
  private static let inputs = Tensor((0..<64).map { Float(($0 * 37) % 64) / 64 }, shape: [32, 2])
  private static let targets = Tensor(
    (0..<32).map { inputs[$0, 0] - inputs[$0, 1] / 2 }, shape: [32, 1])

  private func fitted(_ activation: MultilayerPerceptron.Activation, workers: Int = 1) -> (
    MultilayerPerceptron, [Float]
  ) {
    var generator = SeededGenerator(seed: 3)
    var network = MultilayerPerceptron(widths: [2, 8, 1], activation: activation, using: &generator)
    let settings = RegressionSettings(steps: 400, batch: 16, learningRate: 0.01, seed: 5, workers: workers)
    let losses = network.fit(Self.inputs, Self.targets, settings)
    return (network, losses)
  }

  @Test(arguments: [MultilayerPerceptron.Activation.relu, .tanh])
  func fittingLearnsALine(activation: MultilayerPerceptron.Activation) {
    let (network, losses) = fitted(activation)
    #expect(losses.count == 400)
    #expect(losses[0] > 0.02)
    let error = zip(network(Self.inputs).scalars, Self.targets.scalars).reduce(0) { max($0, abs($1.0 - $1.1)) }
    #expect(error < 0.1)
  }

  @Test(arguments: [1, 2, 3]) func sameSeedAndWorkersSameWeights(workers: Int) {
    #expect(fitted(.tanh, workers: workers).0 == fitted(.tanh, workers: workers).0)
  }

  @Test(arguments: UInt64(0)..<20) func batchesHoldDistinctRows(seed: UInt64) {
    var sampler = BatchSampler(rows: 20, batch: 8, seed: seed)
    for _ in 0..<20 {
      let batch = sampler.next()
      #expect(Set(batch).count == 8)
      #expect(batch.allSatisfy { (0..<20).contains($0) })
    }
  }

  @Test func fewRowsAreAllUsed() {
    var sampler = BatchSampler(rows: 3, batch: 128, seed: 0)
    #expect(sampler.next().sorted() == [0, 1, 2])
  }

  @Test func aNetworkSurvivesJSON() throws {
    let network = fitted(.tanh).0
    let decoded = try JSONDecoder().decode(MultilayerPerceptron.self, from: JSONEncoder().encode(network))
    #expect(decoded == network)
  }

  @Test(arguments: [
    #"{"layers":["a"],"activation":"relu","parameters":[]}"#,
    #"{"layers":[],"activation":"relu","parameters":[]}"#,
    #"{"layers":["a"],"activation":"sigmoid","parameters":[]}"#,
    #"{"layers":["a"],"activation":"relu","parameters":[{"name":"a.weight","shape":[1,2],"values":[1]}]}"#,
    #"{"layers":["a"],"activation":"relu","parameters":[{"name":"a.weight","shape":[1,1],"values":[1]},{"name":"a.bias","shape":[2],"values":[1,1]}]}"#,
  ])
  func networksThatDoNotFitTogetherAreNotDecoded(json: String) {
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(MultilayerPerceptron.self, from: Data(json.utf8)) }
  }

  private struct Facts: Decodable {
    let predictor_mlp_losses: [Float]
  }

  /// 60 full-batch Adam steps in PyTorch. Sums are taken in another order, so that the last digits differ and drift.
  @Test(
    .enabled(
      if: SharedFiles.golden("predictor_mlp.safetensors") != nil,
      "the golden numbers from HAT's code are not here; set HATBENCH_GOLDEN to their folder"))
  func trainingFollowsPyTorchStepByStep() throws {
    let golden = try Safetensors(path: try #require(SharedFiles.golden("predictor_mlp.safetensors")).path)
    let facts = try Data(contentsOf: try #require(SharedFiles.golden("facts.json")))
    let losses = try JSONDecoder().decode(Facts.self, from: facts).predictor_mlp_losses
    let layers = MultilayerPerceptron.defaultNames(count: 5)
    func parameters(_ prefix: String) throws -> Parameters {
      var parameters = Parameters()
      for name in layers.flatMap({ ["\($0).weight", "\($0).bias"] }) {
        parameters.append(name, try golden.tensor("\(prefix).\(name)"))
      }
      return parameters
    }
    func largestDifference(_ left: [Float], _ right: [Float]) -> Float {
      zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
    }
    let (x, y) = (try golden.tensor("x", shape: [32, 10]), try golden.tensor("y", shape: [32]))
    var network = MultilayerPerceptron(layers: layers, activation: .relu, parameters: try parameters("init"))
    #expect(largestDifference(network(x).scalars, try golden.tensor("prediction_init").scalars) < 1e-6)

    let ours = network.fit(x, y.reshaped([32, 1]), RegressionSettings(steps: 60, learningRate: 1e-3))
    #expect(losses.count == 60)
    #expect(largestDifference(ours, losses) < 2e-5)
    #expect(largestDifference(network(x).scalars, try golden.tensor("prediction_final").scalars) < 1e-4)
    let final = try parameters("final")
    for name in final.names {
      #expect(largestDifference(network.parameters[name].scalars, final[name].scalars) < 1e-4)
    }
  }
}
