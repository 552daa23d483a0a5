import Randomness
import Statistics
import TestSupport
import Testing

@Suite struct OrderStatisticsTests {
  @Test func theMedianIsTheMiddleOrTheMeanOfTheTwoMiddleValues() {
    #expect([3.0, 1, 2].median == 2)
    #expect([4.0, 1, 2, 3].median == 2.5)
    #expect([7.0].median == 7)
  }

  /// Five numbers have four gaps: a quarter is one gap, nine tenths are 3.6.
  @Test func quantilesAreLinearBetweenNeighbours() {
    let numbers = [30.0, 10, 0, 40, 20]
    #expect(numbers.quantile(0) == 0)
    #expect(numbers.quantile(0.25) == 10)
    #expect(abs(numbers.quantile(0.9) - 36) < 1e-12)
    #expect(numbers.quantile(1) == 40)
  }

  @Test func theRobustDeviationIgnoresWildValues() {
    #expect([-1.0, 1, -1, 1, 1e9].robustDeviation == 1.4826)
  }

  /// The median absolute deviation of n normal numbers scatters by 1.17/√n: 1.9 % of 4,000. The bound is four times that.
  @Test(arguments: UInt64(0)..<10) func theRobustDeviationOfNormalNoiseIsItsStandardDeviation(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let noise = (0..<4000).map { _ in 3 * generator.normal() }
    #expect(abs(noise.robustDeviation / 3 - 1) < 0.075)
  }

  @Test func aWeightedMedianBalancesWeights() {
    #expect([1.0, 2, 3].weightedMedian([1, 1, 1]) == 2)
    #expect([1.0, 2, 3].weightedMedian([1, 1, 5]) == 3)
    #expect([3.0, 1, 2].weightedMedian([0, 9, 0]) == 1)
  }

  /// With whole weights, the weighted median is a median of repeated values (up to the choice between two middle ones).
  @Test(arguments: UInt64(0)..<50) func aWeightedMedianIsTheMedianOfRepeatedValues(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let values = (0..<9).map { _ in Double.random(in: 0..<1, using: &generator) }
    var weights = (0..<9).map { _ in Int.random(in: 0...4, using: &generator) }
    // An odd sum leaves no choice.
    if weights.reduce(0, +).isMultiple(of: 2) { weights[0] += 1 }
    let repeated = zip(values, weights).flatMap { Array(repeating: $0, count: $1) }
    #expect(values.weightedMedian(weights.map(Double.init)) == repeated.median)
  }
}
