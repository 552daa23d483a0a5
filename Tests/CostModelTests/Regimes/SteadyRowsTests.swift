import Foundation
import Testing

@testable import CostModel

@Suite struct SteadyRowsTests {
  /// Three at a time, two at the ends.
  @Test func aRunningMedianByHand() {
    #expect(SteadyRows.runningMedian([1, 2, 9, 4, 5], window: 3) == [1.5, 2, 4, 5, 4.5])
  }

  @Test func theBoundIsThreePercentOfTheRatio() {
    #expect(SteadyRows.isSteady([Double](repeating: log(1.0299), count: 30)).allSatisfy { $0 })
    #expect(SteadyRows.isSteady([Double](repeating: log(0.9701), count: 30)).allSatisfy { $0 })
    #expect(SteadyRows.isSteady([Double](repeating: log(1.0301), count: 30)).allSatisfy { !$0 })
  }

  @Test func aSingleWildRowIsAmongSteadyOnes() {
    var residuals = [Double](repeating: 0, count: 400)
    residuals[200] = 1
    #expect(SteadyRows.isSteady(residuals).allSatisfy { $0 })
  }

  /// Of 25 rows around the first of a block, 13 are in it; around the row before, 12.
  @Test func exactlyTheRowsOfABlockAreUnsteady() {
    let residuals = (0..<400).map { (100..<150).contains($0) ? 0.1 : 0 }
    #expect(SteadyRows.isSteady(residuals) == residuals.map { $0 == 0 })
  }

  /// Of 40 rows the window is 5: three wild rows in a row disturb, two do not.
  @Test func theWindowIsShorterForFewRows() {
    func steady(wild: Int) -> Int {
      SteadyRows.isSteady((0..<40).map { (20..<20 + wild).contains($0) ? 0.1 : 0 }).count { $0 }
    }
    #expect(steady(wild: 2) == 40)
    #expect(steady(wild: 3) == 37)
  }

  @Test func noRowsNoAnswer() {
    #expect(SteadyRows.isSteady([]) == [])
  }
}
