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

  @Test func sameSeedSameNumbers() {
    var (one, two, three) = (SeededGenerator(seed: 3), SeededGenerator(seed: 3), SeededGenerator(seed: 4))
    let (first, second, third) = ((0..<9).map { _ in one.next() }, (0..<9).map { _ in two.next() }, three.next())
    #expect(first == second)
    #expect(first[0] != third)
  }

  /// The published first output of SplitMix64 for seed 1234567.
  @Test func generatorIsSplitMix64() {
    var generator = SeededGenerator(seed: 1_234_567)
    #expect(generator.next() == 6_457_827_717_110_365_317)
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
