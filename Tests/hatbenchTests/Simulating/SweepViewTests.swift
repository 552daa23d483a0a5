import CostModel
import Foundation
import Reporting
import Testing

@testable import hatbench

@Suite struct SweepViewTests {
  @Test func theTableHasNineMachinesAndTheOneAsItIs() throws {
    let sweep = try SimulatedDesigns.sweep("dram_bandwidth=0.5..16")
    let rows = SweepView(sweep: sweep).table.rows
    #expect(rows.count == 10 || rows.count == 9)
    #expect(rows.first?.prefix(2) == ["0.5", "2.75 GB/s"] && rows.last?.prefix(2) == ["16", "88 GB/s"])
    #expect(rows.contains { $0[0] == "1" && $0[1] == "5.5 GB/s" && $0[3] == "0 %" })
  }

  @Test func theChartRulesEveryKneeAndTheMachineAsItIs() throws {
    let sweep = try SimulatedDesigns.sweep("dram_bandwidth=0.25..64")
    let chart = SweepView(sweep: sweep).chart
    #expect(
      chart.series[0].points.count == sweep.points.count && chart.x.title == "dram bandwidth" && chart.x.unit == "GB/s")
    #expect(!sweep.knees.isEmpty && chart.rules.map(\.label) == ["as it is"] + sweep.knees.map { _ in "knee" })
    #expect(abs(try #require(chart.rules.first).value / 5.5 - 1) < 1e-12)
    #expect(chart.rules.dropFirst().map(\.value) == sweep.knees.map { ($0.value ?? 0) * 1e-9 })
  }

  @Test func theVerdictNamesWhereDoublingCeasesToPay() throws {
    let sweep = try SimulatedDesigns.sweep("dram_bandwidth=0.25..256")
    let factor = try #require(sweep.worthwhile)
    let point = try #require(sweep.points.first { $0.factor == factor })
    #expect(
      SweepView(sweep: sweep).verdict
        == "what to buy: up to \(Numeral.text(factor, digits: 3)) × (\(HardwareUnit(sweep.quantity).text(point.value ?? 0))), "
        + "\(point.latency); doubling it again gains less than 2 %")
  }

  /// Of overhead there is no absolute number, and what is bought is less of it.
  @Test func overheadIsToldByFactorAndHalved() throws {
    let sweep = try SimulatedDesigns.sweep("overhead=0.5..4", on: FinishedSearches.titan)
    let view = SweepView(sweep: sweep)
    #expect(view.verdict == "what to buy: all of it; at 0.5 × halving it again still gains 2 % or more")
    #expect(
      view.chart.x.title == "overhead, factor" && view.chart.x.unit == nil
        && view.table.rows.allSatisfy { $0[1] == "–" })
  }

  @Test func whatDoesNotPayAtAllIsNotToBeBought() throws {
    let sweep = try SimulatedDesigns.sweep("peak=1..4", on: FinishedSearches.titan)
    #expect(
      SweepView(sweep: sweep).verdict
        == "what to buy: none of it; already anywhere in the range doubling it gains less than 2 %")
  }

  @Test func numbersAreReadInTheirUnits() {
    #expect(HardwareUnit(.cores).text(1) == "1 core" && HardwareUnit(.cores).text(4) == "4 cores")
    #expect(HardwareUnit(.capacity("l1d")).text(32_768) == "32 KiB")
    #expect(HardwareUnit(.capacity("l3")).text(26_214_400) == "25 MiB")
    #expect(HardwareUnit(.peak).text(48e9) == "48 GFLOP/s")
  }

  @Test func jsonHasEveryPointAndKnee() throws {
    let sweep = try SimulatedDesigns.sweep("dram_bandwidth=0.25..64")
    let data = try JSONEncoder().encode(SweepJSON(sweep))
    let json = try #require(JSONSerialization.jsonObject(with: data) as? [String: Any])
    let points = try #require(json["points"] as? [[String: Any]])
    let latencies = points.compactMap { $0["latency_second"] as? Double }
    #expect(latencies.count == sweep.points.count)
    #expect(zip(latencies, sweep.points).allSatisfy { abs($0 / $1.latency.value - 1) < 1e-12 })
    #expect((json["knees"] as? [Any])?.count == sweep.knees.count && json["quantity"] as? String == "dram_bandwidth")
  }
}
