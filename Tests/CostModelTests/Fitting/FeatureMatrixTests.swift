import Randomness
import TensorEngine
import TestSupport
import Testing

@testable import CostModel

@Suite struct FeatureMatrixTests {
  private let matrix = FeatureMatrix([[1, 2], [3, 4], [5, 6]], columns: 2)

  @Test func rowsAndElementsAreWhereTheyWerePut() {
    #expect(matrix.rowCount == 3)
    #expect(matrix[1, 0] == 3)
    #expect(Array(matrix.row(2)) == [5, 6])
    #expect(matrix.selecting([2, 0]).values == [5, 6, 1, 2])
    #expect(FeatureMatrix(columns: 0).rowCount == 0)
  }

  @Test func theProductWithAVectorByHand() {
    #expect(matrix.times([10, 1]) == [12, 34, 56])
  }

  /// Weights 1, 0, 2: AᵀWA = [1 + 50, 2 + 60; ·, 4 + 72], AᵀWb = [7 + 10·9, 14 + 12·9].
  @Test func normalEquationsByHand() {
    let (gram, moment) = matrix.normalEquations(weights: [1, 0, 2], targets: [7, 8, 9])
    #expect(gram == [51, 62, 62, 76])
    #expect(moment == [97, 122])
  }

  /// Numbers of order one, 20 terms: rounding stays below 1e-12.
  @Test(arguments: UInt64(0)..<20) func normalEquationsEqualTheirDefinition(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let rows = (0..<20).map { _ in (0..<4).map { _ in generator.normal() } }
    let targets = rows.map { _ in generator.normal() }
    let weights = rows.map { _ in Double.random(in: 0..<1, using: &generator) }
    let (gram, moment) = FeatureMatrix(rows, columns: 4).normalEquations(weights: weights, targets: targets)
    for first in 0..<4 {
      let expected = rows.indices.reduce(0) { $0 + weights[$1] * rows[$1][first] * targets[$1] }
      #expect(abs(moment[first] - expected) < 1e-12)
      for second in 0..<4 {
        let expected = rows.indices.reduce(0) { $0 + weights[$1] * rows[$1][first] * rows[$1][second] }
        #expect(abs(gram[first * 4 + second] - expected) < 1e-12)
      }
    }
  }
}
