import Foundation
import Statistics
import Testing

@Suite struct ChangePointTests {
  /// A hundred rows, of which rows 40 to 59 are 0.3 up at a scatter of 0.05.
  @Test func aBlockIsCutOut() {
    let series = (0..<100).map { (40..<60).contains($0) ? 0.3 : 0.0 }
    #expect(
      ChangePoints.segments(of: series, sigma: 0.05) == [
        Segment(rows: 0..<40, level: 0), Segment(rows: 40..<60, level: 0.3), Segment(rows: 60..<100, level: 0),
      ])
  }

  @Test func aConstantSeriesIsOneSegment() {
    let series = [Double](repeating: 0.2, count: 50)
    #expect(ChangePoints.segments(of: series, sigma: 0.01) == [Segment(rows: 0..<50, level: 0.2)])
  }

  @Test func fewerThanEightRowsAreOneSegment() {
    #expect(
      ChangePoints.segments(of: [0, 0, 0, 9, 9, 9, 9], sigma: 0.01) == [Segment(rows: 0..<7, level: 9)])
  }

  /// A wild row costs 3²/2 = 4.5 nats, a change there and back 2 · 3 ln 200 = 31.8: up to seven wild rows stay.
  @Test(arguments: 1...7) func wildRowsOpenNoSegment(count: Int) {
    var series = [Double](repeating: 0, count: 200)
    for row in 100..<100 + count { series[row] = 50 }
    #expect(ChangePoints.segments(of: series, sigma: 0.05).count == 1)
  }

  @Test(arguments: UInt64(0)..<20) func segmentsCoverAllRowsInOrder(seed: UInt64) {
    let series = PlantedSeries(seed: seed, count: 500, noise: 0.03)
    let segments = ChangePoints.segments(of: series.values, sigma: 0.03)
    #expect(segments.first?.rows.lowerBound == 0)
    #expect(segments.last?.rows.upperBound == 500)
    for (left, right) in zip(segments, segments.dropFirst()) { #expect(left.rows.upperBound == right.rows.lowerBound) }
    for segment in segments { #expect(segment.level == Array(series.values[segment.rows]).median) }
  }

  /// The dynamic programme on a grid is at least as good as no cut and as the planted cut, by its own measure.
  @Test(arguments: UInt64(0)..<20) func thePlantedCutIsNotBetterThanTheOneFound(seed: UInt64) {
    let (noise, count) = (0.02, 400)
    let series = PlantedSeries(seed: seed, count: count, noise: noise)
    func cost(_ cuts: [Range<Int>]) -> Double {
      var cost = 3 * log(Double(count)) * Double(cuts.count - 1)
      for rows in cuts where !rows.isEmpty {
        let level = Array(series.values[rows]).median
        for row in rows { cost += min(pow((series.values[row] - level) / noise, 2), 9) / 2 }
      }
      return cost
    }
    let found = ChangePoints.segments(of: series.values, sigma: noise).map(\.rows)
    let planted = [0..<series.block.lowerBound, series.block, series.block.upperBound..<count].filter { !$0.isEmpty }
    // The grid's levels are σ/4 apart, so off by up to σ/8, which costs each row (1/8)²/2 nats at most.
    #expect(cost(found) <= min(cost([0..<count]), cost(planted)) + Double(count) / 128)
  }
}
