import Randomness
import Testing

@testable import TensorEngine

@Suite struct TensorTests {
  @Test func elementsAreRowMajor() {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])
    #expect(x[0, 2] == 3)
    #expect(x[1, 0] == 4)
    #expect(x.reshaped([3, 2])[1, 1] == 4)
  }

  @Test func rowsAreAViewUntilWritten() {
    let x = Tensor([1, 2, 3, 4, 5, 6], shape: [3, 2])
    var rows = x[rows: 1..<3]
    #expect(rows == Tensor([3, 4, 5, 6], shape: [2, 2]))
    rows[1, 0] = 9
    #expect(rows.scalars == [3, 4, 9, 6])
    #expect(x[2, 0] == 5)
  }

  /// ±1/√16; 3,200 draws leave no more than 1 % of the range empty at the ends.
  @Test func linearStartsUniformWithinOneOverRootInputs() {
    var generator = SeededGenerator(seed: 5)
    var parameters = Parameters()
    parameters.appendLinear("layer", inputs: 16, outputs: 200, using: &generator)
    let weights = parameters["layer.weight"].scalars
    #expect(weights.allSatisfy { abs($0) <= 0.25 })
    #expect((weights.max() ?? 0) > 0.245 && (weights.min() ?? 0) < -0.245)
    #expect(parameters["layer.bias"].shape == [200])
  }
}
