import CostModel
import Foundation
import HATSearch
import Quantities
import Reporting
import TestSupport
import Testing
import TransformerIR

@testable import hatbench

@Suite struct SearchPageTests {
  private func page(_ searches: SearchReport.Entry...) throws -> Page {
    try SearchPage(SearchReport(searches: searches)).page()
  }

  private func charts(_ page: Page) -> [Chart] {
    page.sections.flatMap(\.blocks).compactMap { if case .chart(let chart) = $0 { chart } else { nil } }
  }

  private func table(_ caption: String, in page: Page) throws -> TextTable {
    let tables = page.sections.flatMap(\.blocks).compactMap {
      if case .table(let table, let own) = $0, own == caption { table } else { nil }
    }
    return try #require(tables.first)
  }

  private func diagrams(_ section: Page.Section) -> [StackDiagram] {
    section.blocks.flatMap { block -> [StackDiagram] in
      if case .diagrams(let diagrams, _) = block { diagrams } else { [] }
    }
  }

  @Test func aSingleSearchHasASectionForEachSide() throws {
    let search = try FinishedSearches.random(FinishedSearches.pi, limit: Seconds(5))
    let page = try page(search)
    #expect(page.title == "Designs of wmt for raspberry-pi-4")
    #expect(page.subtitle == "within 5 s, strategy random, seed 1")
    #expect(page.sections.map(\.title) == ["Best design", "Front", "Progress", "What the search spent"])
    #expect(page == (try SearchPage(search.result, search.problem, search.device).page()))
  }

  /// Capacity is told in millions of decoder parameters, upwards.
  @Test func capacityIsShownAsParameters() throws {
    let search = try FinishedSearches.random(FinishedSearches.pi, limit: Seconds(5))
    let front = try #require(charts(page(search)).first)
    #expect(front.y.title == "decoder parameters" && front.y.unit == "M")
    #expect(front.series[0].points.map(\.y) == search.result.front.map { -$0.objective / 1e6 })
    #expect(front.rules.map(\.value) == [5000])
  }

  @Test func anotherObjectiveKeepsItsNameAndItsValues() throws {
    let search = try FinishedSearches.random(
      FinishedSearches.pi, limit: nil, objective: FinishedSearches.loss(.wmt, name: "label-smoothed loss"))
    let all = try charts(page(search))
    #expect(all.prefix(2).allSatisfy { $0.y.title == "label-smoothed loss" && $0.y.unit == nil })
    #expect(all[0].series[0].points.map(\.y) == search.result.front.map(\.objective))
    #expect(all[0].rules.isEmpty)
    #expect(all[1].series.map(\.name) == ["best so far", "mean proposed"])
    #expect(all[1].series[0].points.map(\.y) == search.result.history.map(\.bestObjective))
  }

  @Test func severalSearchesAreSummedUpComparedAndTold() throws {
    let page = try page(
      FinishedSearches.random(FinishedSearches.pi, limit: Seconds(5)),
      FinishedSearches.random(FinishedSearches.titan, limit: Seconds(5)))
    #expect(page.title == "Designs of wmt for 2 devices")
    #expect(
      page.sections.map(\.title) == [
        "Summary", "Every winner on every device", "How designs differ by device", "raspberry-pi-4 within 5 s",
        "titan-xp within 5 s",
      ])
    #expect(diagrams(page.sections[2]).map(\.title) == ["raspberry-pi-4 within 5 s", "titan-xp within 5 s"])
    let summary = try table("The best design of every search", in: page)
    #expect(summary.rows.map { $0[0] } == [FinishedSearches.pi, FinishedSearches.titan])
    #expect(!summary.columns.map(\.title).contains("measured"))
  }

  @Test func limitsOfOneDeviceHaveNoCrossTable() throws {
    let page = try page(
      FinishedSearches.random(FinishedSearches.pi, limit: Seconds(4)),
      FinishedSearches.random(FinishedSearches.pi, limit: Seconds(5)))
    #expect(page.sections.prefix(2).map(\.title) == ["Summary", "How designs differ by limit"])
  }

  /// Different objectives cannot share a column's heading.
  @Test func mixedObjectivesAreNamedInEveryRow() throws {
    let page = try page(
      FinishedSearches.random(FinishedSearches.pi, limit: Seconds(5)),
      FinishedSearches.random(FinishedSearches.pi, limit: Seconds(5), objective: FinishedSearches.loss(.wmt)))
    let summary = try table("The best design of every search", in: page)
    #expect(summary.columns[2].title == "objective")
    #expect(summary.rows[0][2].hasSuffix("M decoder parameters") && summary.rows[1][2].hasPrefix("validation-loss 3"))
  }

  @Test func whatWasMeasuredStandsBesideWhatWasPredicted() throws {
    var search = try FinishedSearches.random(FinishedSearches.pi, limit: Seconds(5))
    let best = search.result.best
    search.verification = try search.problem.verify(search.result.evaluated) { $0.map { _ in Seconds(4.9) } }
    let alone = try page(search)
    #expect(alone.sections.last?.title == "Verified on the device")
    let row = try #require(
      try table(
        "Predictions are those that each design was chosen by, with what earlier rounds had taught", in: alone
      ).rows.first)
    #expect(row[4] == "4.9 s" && row[7] == "yes" && row[8].hasPrefix("\(best.design)"))
    let summary = try table("The best design of every search", in: page(search, search))
    #expect(summary.columns[5].title == "measured" && summary.rows[0][5] == "4.9 s")
  }

  /// The program's own page: drawings and charts in one file that loads nothing.
  @Test func theCommandWritesThePage() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let library = folder.appendingPathComponent("c.js")
      try Data("/* charts */".utf8).write(to: library)
      let run = try CommandLine.run(
        ["search", "--profile", "raspberry-pi-4", "--limit", "5s", "--generations", "2", "--report", "r.html"],
        in: folder, environment: ["HATBENCH_CHARTJS": library.path])
      #expect(run.status == 0, "\(run.errors)")
      let html = try String(contentsOf: folder.appendingPathComponent("r.html"), encoding: .utf8)
      #expect(html.contains("<h2 id=\"section-1-title\">Best design</h2>") && html.contains("<svg role=\"img\""))
      for reference in ["src=", "<link", "@import", "href=\"http"] { #expect(!html.contains(reference)) }
    }
  }

  @Test func spendingThatIsNotKnownIsNotTold() throws {
    var spending = Spending(SearchCounts())
    #expect(spending.facts.map(\.name) == ["designs evaluated", "designs drawn", "answered from memory"])
    (spending.abandoned, spending.examplesAsked, spending.examplesComputed) = (3, 2000, 500)
    spending.elapsed = Seconds(2)
    #expect(Array(spending.facts.map(\.value)[1...3]) == ["3", "25 % of 2,000", "2 s"])
    spending.examplesAsked = 0
    #expect(spending.computedShare == nil)
  }

  /// At most twelve, both ends, in order, none twice.
  @Test(arguments: 0..<40) func aFrontIsSampledEvenly(count: Int) {
    let sample = FrontSample.of(Array(0..<count))
    #expect(sample.count == min(12, count))
    #expect(sample.first == (count > 0 ? 0 : nil) && sample.last == (count > 0 ? count - 1 : nil))
    #expect(zip(sample, sample.dropFirst()).allSatisfy { $0 < $1 })
    let gaps = zip(sample, sample.dropFirst()).map { $1 - $0 }
    #expect((gaps.max() ?? 1) - (gaps.min() ?? 1) <= 1)
  }
}
