import Randomness
import TensorEngine
import TestSupport
import Testing

@testable import CostModel

@Suite struct LeastSquaresTests {
  /// 2x + y = 3, x + 3y = 5.
  @Test func twoEquationsByHand() {
    let solution = LeastSquares.solve(gram: [2, 1, 1, 3], moment: [3, 5])
    #expect(abs(solution[0] - 0.8) < 1e-14 && abs(solution[1] - 1.4) < 1e-14)
  }

  /// Without a wall the second would be −1.
  @Test func whatWouldBeNegativeIsZero() {
    #expect(LeastSquares.solveNonNegative(gram: [1, 0, 0, 1], moment: [1, -1]) == [1, 0])
  }

  @Test func nothingToGainIsAllZero() {
    #expect(LeastSquares.solveNonNegative(gram: [1, 0, 0, 1], moment: [-1, 0]) == [0, 0])
  }

  /// A column of zeros, and the same column twice: the first of what cannot be told apart takes all.
  @Test func directionsThatTheMatrixDoesNotSeeAreZero() {
    #expect(LeastSquares.solve(gram: [1, 0, 0, 0], moment: [2, 0]) == [2, 0])
    #expect(LeastSquares.solve(gram: [1, 1, 1, 1], moment: [2, 2]) == [2, 0])
    #expect(LeastSquares.solveNonNegative(gram: [1, 1, 1, 1], moment: [2, 2]).reduce(0, +) == 2)
  }

  @Test(arguments: UInt64(0)..<20) func theFactorTimesItsTransposeIsTheMatrix(seed: UInt64) {
    let problem = Problem(seed: seed, rows: 12, columns: 5)
    let factor = LeastSquares.factor(problem.gram, size: 5)
    for row in 0..<5 {
      for column in 0...row {
        let product = (0...column).reduce(0) { $0 + factor[row * 5 + $1] * factor[column * 5 + $1] }
        #expect(abs(product - problem.gram[row * 5 + column]) < 1e-10)
      }
    }
  }

  @Test(arguments: UInt64(0)..<50) func theGradientVanishesAtTheSolution(seed: UInt64) {
    let problem = Problem(seed: seed, rows: 40, columns: 8)
    let gradient = problem.gradient(at: LeastSquares.solve(gram: problem.gram, moment: problem.moment))
    for value in gradient { #expect(abs(value) < problem.tolerance) }
  }

  /// The Karush–Kuhn–Tucker conditions, which hold at the minimum and nowhere else: x ≥ 0; descent, but for walls, is zero.
  /// Half the problems have more unknowns than equations.
  @Test(arguments: UInt64(0)..<100) func theNonNegativeSolutionIsTheMinimum(seed: UInt64) {
    let problem = Problem(seed: seed, rows: seed.isMultiple(of: 2) ? 40 : 6, columns: 9)
    let solution = LeastSquares.solveNonNegative(gram: problem.gram, moment: problem.moment)
    for (value, slope) in zip(solution, problem.gradient(at: solution)) {
      #expect(value >= 0)
      if value > 0 {
        #expect(abs(slope) < problem.tolerance)
      } else {
        #expect(slope < problem.tolerance)
      }
    }
  }

  /// `½xᵀGx − hᵀx` of a random matrix with correlated columns and a random right-hand side.
  private struct Problem {
    let gram, moment: [Double]

    init(seed: UInt64, rows: Int, columns: Int) {
      var generator = SeededGenerator(seed: seed)
      let matrix = FeatureMatrix(
        (0..<rows).map { _ in
          let common = generator.normal()
          return (0..<columns).map { _ in generator.normal() + common }
        }, columns: columns)
      (gram, moment) = matrix.normalEquations(
        weights: Array(repeating: 1, count: rows), targets: (0..<rows).map { _ in generator.normal() })
    }

    /// Rounding: numbers of this size, a factor of 10⁵ for the condition of the matrices above, and the solver's own 1e-9.
    var tolerance: Double { 1e-8 * (gram.max()! + moment.map(abs).max()!) }

    /// The direction of steepest descent.
    func gradient(at point: [Double]) -> [Double] {
      moment.indices.map { row in
        moment[row] - point.indices.reduce(0) { $0 + gram[row * point.count + $1] * point[$1] }
      }
    }
  }
}
