import Randomness
import Testing

/// Every literal was printed by NumPy 2.4.6.
@Suite struct NumPyRandomTests {
  /// `numpy.random.seed(0); numpy.random.randint(0, 2**32, 3, dtype=numpy.uint32)`.
  @Test func bitsAreNumPys() {
    var generator = NumPyRandom(seed: 0)
    #expect((0..<3).map { _ in generator.next32() } == [2_357_136_044, 2_546_248_239, 3_071_714_933])
  }

  /// `numpy.random.RandomState(seed).permutation(n)`, with the smallest and the largest seed that NumPy takes.
  @Test func permutationsAreNumPys() {
    var one = NumPyRandom(seed: 1)
    #expect(one.permutation(10) == [2, 9, 6, 4, 0, 3, 1, 7, 8, 5])
    var largest = NumPyRandom(seed: .max)
    #expect(largest.permutation(7) == [1, 5, 0, 6, 4, 2, 3])
  }

  /// The state is renewed 200 times and more on the way: `RandomState(7).permutation(100000)[:5]` and `[-3:]`.
  @Test func longPermutationsAreNumPys() {
    var generator = NumPyRandom(seed: 7)
    let numbers = generator.permutation(100_000)
    #expect(numbers.prefix(5) == [33_909, 92_307, 89_107, 9_538, 31_008])
    #expect(numbers.suffix(3) == [49_689, 58_564, 61_615])
  }

  /// `numpy.random.seed(3); x = list(range(12)); numpy.random.shuffle(x)`.
  @Test func shufflesOfListsAreNumPys() {
    var generator = NumPyRandom(seed: 3)
    var values = Array(0..<12)
    generator.shuffle(&values)
    #expect(values == [5, 4, 1, 2, 11, 6, 7, 0, 3, 9, 8, 10])
  }

  /// NumPy draws nothing where there is no choice, so the numbers after it do not move.
  @Test func oneChoiceDrawsNothing() {
    var generator = NumPyRandom(seed: 0)
    #expect(generator.index(below: 1) == 0)
    #expect(generator.next32() == 2_357_136_044)
  }
}
