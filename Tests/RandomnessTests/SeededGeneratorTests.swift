import Randomness
import Testing

@Suite struct SeededGeneratorTests {
  /// The published test vector for the seed 1234567.
  @Test func bitsAreThePublishedOnes() {
    var generator = SeededGenerator(seed: 1_234_567)
    #expect((0..<3).map { _ in generator.next() } == [6457827717110365317, 3203168211198807973, 9817491932198370423])
  }

  @Test func distinctIndicesAreEveryPairEquallyOften() {
    var generator = SeededGenerator(seed: 1)
    var counts: [[Int]: Int] = [:]
    for _ in 0..<12_000 {
      let (first, second) = generator.distinctIndices(below: 4)
      counts[[first, second], default: 0] += 1
    }
    #expect(counts.count == 12)
    #expect(counts.values.allSatisfy { abs($0 - 1_000) < 150 })  // five standard deviations
  }

  @Test func whatIsCertainHappensAndWhatIsImpossibleDoesNot() {
    var generator = SeededGenerator(seed: 2)
    #expect((0..<100).allSatisfy { _ in generator.happens(1) && !generator.happens(0) })
  }

  @Test func aShuffleKeepsEveryElement() {
    var generator = SeededGenerator(seed: 3)
    var values = Array(0..<50)
    generator.shuffle(&values)
    #expect(values != Array(0..<50) && values.sorted() == Array(0..<50))
  }
}
