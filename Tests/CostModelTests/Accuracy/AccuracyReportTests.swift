import Foundation
import Quantities
import Statistics
import Testing

@testable import CostModel

@Suite struct AccuracyReportTests {
  /// Predictions of ±5 % beside what was measured, all in milliseconds.
  private func report(_ pairs: [(predicted: Double, measured: Double)]) -> AccuracyReport {
    AccuracyReport(
      pairs.map { pair in
        let latency = Seconds(milliseconds: pair.predicted)
        return .init(
          predicted: LatencyPrediction(latency: latency, interval: latency * 0.95...latency * 1.05),
          measured: Seconds(milliseconds: pair.measured))
      })
  }

  /// Errors of +4, −15 and 0 %; 4, −30 and 0 ms. The second lies outside its interval.
  @Test func threeCasesByHand() throws {
    let report = report([(104, 100), (170, 200), (400, 400)])
    #expect(report.cases == 3)
    func expect(_ figure: Double?, _ expected: Double) throws {
      #expect(abs(try #require(figure) - expected) < 1e-9)
    }
    try expect(report.rmse, (916.0 / 3).squareRoot())
    try expect(report.mape, 19.0 / 3)
    try expect(report.medianAPE, 4)
    try expect(report.within5, 200.0 / 3)
    try expect(report.within10, 200.0 / 3)
    try expect(report.bias, -11.0 / 3)
    try expect(report.kendallTau, 1)
    try expect(report.spearmanRho, 1)
    try expect(report.coverage, 200.0 / 3)
    try expect(report.intervalWidth, 10)
  }

  @Test func noCasesNoFigures() {
    let report = report([])
    #expect(report.cases == 0)
    for figure in [
      report.rmse, report.mape, report.medianAPE, report.within5, report.within10, report.bias, report.kendallTau,
      report.spearmanRho, report.coverage, report.intervalWidth,
    ] {
      #expect(figure == nil)
    }
  }

  @Test func oneCaseHasAnErrorButNoOrder() {
    let report = report([(110, 100)])
    #expect(report.kendallTau == nil && report.spearmanRho == nil)
    #expect(report.mape != nil && report.rmse != nil)
  }

  @Test func aPredictionWithoutIntervalIsAPoint() {
    let point = LatencyPrediction(latency: Seconds(1))
    #expect(point.relativeWidth == 0)
    #expect(AccuracyReport([.init(predicted: point, measured: Seconds(1.01))]).coverage == 0)
  }

  /// What is absent is null in the file, so that every key is there, and comes back absent.
  @Test func reportsWithoutFiguresSurviveJSON() throws {
    let report = report([])
    let json = try JSONEncoder().encode(report)
    let object = try #require(try JSONSerialization.jsonObject(with: json) as? [String: Any])
    #expect(object.count == 11 && object.values.count(where: { $0 is NSNull }) == 10)
    #expect(try JSONDecoder().decode(AccuracyReport.self, from: json) == report)
  }
}
