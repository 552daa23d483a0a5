import Randomness
import Statistics
import TensorEngine
import Testing

@testable import CostModel

@Suite struct RankCorrelationTests {
  /// Of six pairs one is reversed: τ = (5 − 1)/6. ρ = 1 − 6·2/(4·15).
  @Test func oneExchangeOfFourByHand() throws {
    let (first, second) = ([1.0, 2, 3, 4], [1.0, 2, 4, 3])
    #expect(try #require(RankCorrelation.kendall(first, second)) == 4.0 / 6)
    #expect(abs(try #require(RankCorrelation.spearman(first, second)) - 0.8) < 1e-15)
  }

  /// One tied pair, two in order: τ-b = 2/√((3 − 1)·3). Ranks ½, ½, 2 against 0, 1, 2: ρ = 1.5/√(1.5·2).
  @Test func oneTieByHand() throws {
    let (first, second) = ([1.0, 1, 2], [1.0, 2, 3])
    #expect(abs(try #require(RankCorrelation.kendall(first, second)) - 2 / 6.0.squareRoot()) < 1e-15)
    #expect(abs(try #require(RankCorrelation.spearman(first, second)) - 1.5 / 3.0.squareRoot()) < 1e-15)
  }

  @Test func sameOrderIsOneAndReversedMinusOne() {
    let numbers = [5.0, 1, 4, 2]
    #expect(RankCorrelation.kendall(numbers, numbers) == 1)
    #expect(RankCorrelation.spearman(numbers, numbers) == 1)
    #expect(RankCorrelation.kendall(numbers, numbers.map { -$0 }) == -1)
    #expect(RankCorrelation.spearman(numbers, numbers.map { -$0 }) == -1)
  }

  @Test(arguments: [([], []), ([1], [2]), ([1, 1, 1], [1, 2, 3]), ([1, 2, 3], [7, 7, 7])])
  func listsWithoutAnOrderHaveNoCorrelation(first: [Double], second: [Double]) {
    #expect(RankCorrelation.kendall(first, second) == nil)
    #expect(RankCorrelation.spearman(first, second) == nil)
  }

  /// Few different values make many ties; many make few. Sums of counts are exact, so only the last division may differ.
  @Test(arguments: UInt64(0)..<60) func fastFormsEqualTheDefinitions(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let levels = [2, 5, 1000][Int(seed % 3)]
    let count = 2 + Int(seed)
    func list() -> [Double] { (0..<count).map { _ in Double(Int.random(in: 0..<levels, using: &generator)) } }
    let (first, second) = (list(), list())
    for (fast, slow) in [
      (RankCorrelation.kendall(first, second), kendallByDefinition(first, second)),
      (RankCorrelation.spearman(first, second), spearmanByDefinition(first, second)),
    ] {
      guard let slow else {
        #expect(fast == nil)
        continue
      }
      #expect(abs(try #require(fast) - slow) < 1e-12)
    }
  }

  /// Concordant less discordant pairs, over the geometric mean of the pairs not tied in either list.
  private func kendallByDefinition(_ first: [Double], _ second: [Double]) -> Double? {
    var (sum, untiedFirst, untiedSecond) = (0.0, 0.0, 0.0)
    for i in first.indices {
      for j in 0..<i {
        let (a, b) = (sign(first[i] - first[j]), sign(second[i] - second[j]))
        sum += a * b
        untiedFirst += a * a
        untiedSecond += b * b
      }
    }
    let scale = (untiedFirst * untiedSecond).squareRoot()
    return scale > 0 ? sum / scale : nil
  }

  /// Pearson's correlation of ranks; a rank is the number of smaller values and half the number of other equal ones.
  private func spearmanByDefinition(_ first: [Double], _ second: [Double]) -> Double? {
    func centred(_ values: [Double]) -> [Double] {
      let ranks = values.map { value in
        values.reduce(0) { $0 + ($1 < value ? 1 : $1 == value ? 0.5 : 0) } - 0.5
      }
      return ranks.map { $0 - ranks.mean }
    }
    let (one, two) = (centred(first), centred(second))
    func product(_ left: [Double], _ right: [Double]) -> Double { zip(left, right).reduce(0) { $0 + $1.0 * $1.1 } }
    let scale = (product(one, one) * product(two, two)).squareRoot()
    return scale > 1e-9 ? product(one, two) / scale : nil
  }

  private func sign(_ value: Double) -> Double { value > 0 ? 1 : value < 0 ? -1 : 0 }
}
