import Randomness
import Testing

@testable import TensorEngine

@Suite struct TapeTests {
  private func model(seed: UInt64 = 1) -> Parameters {
    var generator = SeededGenerator(seed: seed)
    var parameters = Parameters()
    parameters.appendLinear("a", inputs: 3, outputs: 20, using: &generator)
    parameters.appendLinear("b", inputs: 20, outputs: 1, using: &generator)
    return parameters
  }

  private func loss(_ tape: Tape, rows: Range<Int>) -> Variable {
    let x = Tensor((0..<33).map { Float($0 % 7) / 7 }, shape: [11, 3])
    let hidden = tape.linear(
      tape.constant(rows: rows, of: x), weight: tape.parameter("a.weight"), bias: tape.parameter("a.bias"),
      rectified: true)
    let y = tape.linear(hidden, weight: tape.parameter("b.weight"), bias: tape.parameter("b.bias"))
    return tape.meanSquaredError(y, target: tape.constant(Tensor(repeating: 1, shape: [rows.count, 1])))
  }

  /// d/dw of the mean of (w - 1)² and (w' - 1)² is (w - 1, w' - 1).
  @Test func gradientOfASquareIsTwiceTheDifference() {
    var parameters = Parameters()
    parameters.append("w", Tensor([3, 0.5], shape: [2]))
    var gradients = Gradients(for: parameters)
    let loss = Tape().gradient(of: parameters, into: &gradients) { tape in
      tape.meanSquaredError(tape.parameter("w"), target: tape.constant(Tensor([1, 1], shape: [2])))
    }
    #expect(loss == 2.125)
    #expect(gradients["w"] == Tensor([2, -0.5], shape: [2]))
  }

  @Test func aReusedTapeForgetsTheLastRecording() {
    let (tape, parameters) = (Tape(), model())
    var first = Gradients(for: parameters)
    var second = first
    tape.gradient(of: parameters, into: &first) { loss($0, rows: 0..<11) }
    tape.gradient(of: model(seed: 2), into: &second) { loss($0, rows: 0..<4) }
    tape.gradient(of: parameters, into: &second) { loss($0, rows: 0..<11) }
    for name in parameters.names { #expect(first[name] == second[name]) }
  }

  @Test func parametersOutOfReachHaveZeroGradient() {
    let parameters = model()
    var gradients = Gradients(for: parameters)
    let tape = Tape()
    tape.gradient(of: parameters, into: &gradients) { loss($0, rows: 0..<11) }
    tape.gradient(of: parameters, into: &gradients) { tape in
      tape.meanSquaredError(tape.parameter("b.bias"), target: tape.constant(Tensor([9], shape: [1])))
    }
    #expect(gradients["a.weight"] == Tensor(repeating: 0, shape: [20, 3]))
    #expect(gradients["b.bias"][0] < 0)
  }

  /// The sums are taken in another order: float rounding.
  @Test(arguments: [1, 2, 3, 16]) func workersTogetherFindTheGradientOfOne(workers: Int) {
    let parameters = model()
    var whole = Gradients(for: parameters)
    let wholeLoss = Tape().gradient(of: parameters, into: &whole) { loss($0, rows: 0..<11) }
    var shared = Gradients(for: parameters, parts: workers)
    let training = DataParallel(pool: WorkerPool(workers: workers))
    for _ in 0..<20 {
      let sharedLoss = training.gradient(of: parameters, into: &shared, rows: 11) { loss($0, rows: $1) }
      #expect(abs(sharedLoss - wholeLoss) < 1e-6)
      for name in parameters.names { #expect(distance(shared[name], whole[name]) < 1e-6) }
    }
  }
}
