import Foundation
import Hardware
import Randomness
import Statistics
import TestSupport
import Testing

@Suite struct RegimeDetectionTests {
  private func flagged(_ detection: RegimeDetection) -> [LatencyModel.Regime] {
    detection.report(order: Array(detection.levels.indices)).filter { abs($0.ratio - 1) > detection.mainHalfWidth }
  }

  private func flaggedShare(_ detection: RegimeDetection) -> Double {
    let rows = detection.levels.indices
    return Double(rows.count(where: { !detection.isMain($0) })) / Double(rows.count)
  }

  /// Both ends within 15 rows, the ratio within four standard errors of a block's median (1.25 σ/√rows).
  @Test(arguments: [0.005, 0.01, 0.02, 0.04, 0.06], UInt64(0)..<12)
  func plantedBlocksAreFound(noise: Double, seed: UInt64) throws {
    let series = PlantedSeries(seed: 100 * seed + 7, noise: noise)
    // Near the penalty of 41 nats finding a block is luck.
    guard series.evidence(noise: noise) > 60 else { return }
    let detection = RegimeDetection(residuals: series.values)
    let found = flagged(detection)
    try #require(found.count == 1, "planted \(series.block), found \(found)")
    #expect(abs(found[0].firstRow - series.block.lowerBound) <= 15)
    #expect(abs(found[0].lastRow - series.block.upperBound + 1) <= 15)
    let error = 4 * 1.25 * noise / Double(series.block.count).squareRoot()
    #expect(abs(log(found[0].ratio) - series.level) < error + 0.002)
  }

  /// Student's t with three degrees of freedom: one row in a hundred is beyond four standard deviations.
  @Test(arguments: [0.01, 0.03, 0.06], UInt64(0)..<12)
  func heavyTailedNoiseWithoutBlocksIsOneRegime(noise: Double, seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let series = (0..<1000).map { _ in noise * generator.heavyTailed() }
    #expect(flaggedShare(RegimeDetection(residuals: series)) <= 0.02)
  }

  @Test(arguments: UInt64(0)..<20) func singleWildRowsOpenNoRegime(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var series = (0..<400).map { _ in 0.01 * generator.normal() }
    for _ in 0..<20 { series[Int.random(in: 0..<400, using: &generator)] += 1 }
    #expect(flaggedShare(RegimeDetection(residuals: series)) == 0)
  }

  /// 0 to 199 and 500 to 699 at one level are 400 rows, 200 to 499 at another the longest run of 300.
  @Test func aLevelIsARegimeHoweverItsRowsAreScattered() {
    var generator = SeededGenerator(seed: 1)
    let series = (0..<700).map { row in ((200..<500).contains(row) ? 0.2 : 0) + 0.01 * generator.normal() }
    let detection = RegimeDetection(residuals: series)
    #expect(abs(detection.mainLevel) < 0.005)
    #expect(detection.isMain(100) && detection.isMain(600) && !detection.isMain(300))
  }

  @Test func twoBlocksOfEqualRatioAreOneLevel() throws {
    var generator = SeededGenerator(seed: 2)
    let series = (0..<900).map { row in
      ((100..<200).contains(row) || (600..<750).contains(row) ? 0.25 : 0) + 0.01 * generator.normal()
    }
    let found = flagged(RegimeDetection(residuals: series))
    try #require(found.count == 2)
    // Medians of 100 and 150 rows at 1 % differ by about 0.16 %; four times that is the bound.
    #expect(abs(log(found[0].ratio / found[1].ratio)) < 0.0065)
  }

  @Test func neighbouringSegmentsOfOneRegimeAreReportedAsOne() {
    var detection = RegimeDetection(residuals: [Double](repeating: 0, count: 30))
    detection.segments = [
      Segment(rows: 0..<10, level: 0), Segment(rows: 10..<20, level: 0.005), Segment(rows: 20..<30, level: 0.4),
    ]
    detection.levels = detection.segments.flatMap { Array(repeating: $0.level, count: $0.rows.count) }
    // Rows 0 to 19 have a mean level of 0.0025; order says that every other row of a longer run was kept.
    let report = detection.report(order: (0..<30).map { 2 * $0 })
    #expect(report.map(\.firstRow) == [0, 40])
    #expect(report.map(\.lastRow) == [38, 58])
    #expect(abs(report[0].ratio - exp(0.0025)) < 1e-12 && abs(report[1].ratio - exp(0.4)) < 1e-12)
  }

  @Test(arguments: 1...10) func aHandfulOfRowsHasARegime(count: Int) {
    let detection = RegimeDetection(residuals: (0..<count).map { 0.001 * Double($0) })
    #expect(detection.levels.count == count)
    #expect(detection.report(order: Array(0..<count)).count == 1)
  }

  @Test func identicalRowsAreOneRegimeWithTheLeastScatter() {
    let detection = RegimeDetection(residuals: [Double](repeating: 0.3, count: 200))
    #expect(detection.segments == [Segment(rows: 0..<200, level: 0.3)])
    #expect(detection.deviation == 1e-3)
    #expect(detection.mainHalfWidth == 0.01)
  }
}
