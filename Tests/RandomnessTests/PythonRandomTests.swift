import Randomness
import Testing

@Suite struct PythonRandomTests {
  /// `random.seed(0); [random.getrandbits(32) for _ in range(3)]` in CPython.
  @Test func bitsAreCPythons() {
    var generator = PythonRandom(seed: 0)
    #expect((0..<3).map { _ in generator.next32() } == [3626764237, 1654615998, 3255389356])
  }

  /// `random.seed(2**40 + 5)`: a seed of two words.
  @Test func longSeedsAreCPythons() {
    var generator = PythonRandom(seed: (1 << 40) + 5)
    #expect((0..<2).map { _ in generator.next32() } == [2166296868, 2220160828])
  }

  /// `random.seed(1); x = list(range(10)); random.shuffle(x)` in CPython 3.
  @Test func shufflesAreCPythons() {
    var generator = PythonRandom(seed: 1)
    var values = Array(0..<10)
    generator.shuffle(&values)
    #expect(values == [6, 8, 9, 7, 5, 3, 0, 4, 1, 2])
  }
}
