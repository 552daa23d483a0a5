import CostModel
import Foundation
import HATSearch
import Quantities
import Testing
import TransformerIR

@testable import hatbench

@Suite struct CrossTableTests {
  /// Two searches for one limit with swapped winners, and one of another limit, on three devices.
  private func report() throws -> SearchReport {
    let limit = Seconds(6)
    return SearchReport(searches: [
      try FinishedSearches.random(FinishedSearches.pi, limit: limit),
      try FinishedSearches.random(FinishedSearches.titan, limit: limit),
      try FinishedSearches.random(FinishedSearches.xeon, limit: Seconds(milliseconds: 300)),
    ])
  }

  @Test func everyWinnerIsPredictedOnEveryDevice() throws {
    let report = try report()
    let table = try CrossTable(report)
    #expect(table.devices == [FinishedSearches.pi, FinishedSearches.titan, FinishedSearches.xeon])
    #expect(table.rows.map(\.name) == report.searches.map(\.name))
    for (place, search) in report.searches.enumerated() {
      #expect(table.rows[place].cells[place].prediction == search.result.best.prediction)
    }
    let other = try FinishedSearches.device(FinishedSearches.xeon)
    let workload = try report.searches[0].workload(report.searches[0].result.best.design)
    #expect(table.rows[0].cells[2].prediction == other.predict(AveragedWorkload(of: workload)))
  }

  @Test func onlyWinnersUnderOneLimitAreCompared() throws {
    let table = try CrossTable(report())
    for column in 0..<3 {
      let latencies = table.rows.map { $0.cells[column].prediction.latency }
      #expect(table.rows[0].cells[column].isFastest == (latencies[0] <= latencies[1]))
      #expect(table.rows[1].cells[column].isFastest == (latencies[1] <= latencies[0]))
      #expect(!table.rows[2].cells[column].isFastest)
    }
  }

  @Test func oneDeviceIsOneColumn() throws {
    let searches = try [4.0, 6.0].map { try FinishedSearches.random(FinishedSearches.pi, limit: Seconds($0)) }
    let table = try CrossTable(SearchReport(searches: searches))
    #expect(table.devices == [FinishedSearches.pi])
    #expect(table.rows.allSatisfy { $0.cells.count == 1 && !$0.cells[0].isFastest })
  }

  @Test func theTextMarksTheFastest() throws {
    let table = try CrossTable(report())
    let text = table.table.rows.map { $0.dropFirst().map { $0.hasPrefix("* ") } }
    #expect(text == table.rows.map { $0.cells.map(\.isFastest) })
  }

  @Test func theJSONHasEveryCellInSeconds() throws {
    let table = try CrossTable(report())
    let object = try JSONSerialization.jsonObject(with: JSONEncoder().encode(CrossTableJSON(table)))
    let winners = try #require((object as? [String: Any])?["winners"] as? [[String: Any]])
    #expect(winners.map { $0["limit_second"] as? Double } == [6, 6, 0.3])
    let cells = try #require(winners[1]["devices"] as? [[String: Any]])
    #expect(cells.map { $0["device"] as? String } == table.devices)
    #expect(cells.map { $0["latency_second"] as? Double } == table.rows[1].cells.map(\.prediction.latency.value))
    #expect(cells.map { $0["is_fastest"] as? Bool } == table.rows[1].cells.map(\.isFastest))
  }
}
