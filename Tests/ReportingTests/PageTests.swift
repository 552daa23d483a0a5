import Foundation
import Testing

@testable import Reporting

@Suite struct PageTests {
  private let library = ChartLibrary(source: "/* charts */")

  private func page(naming name: String) -> Page {
    let chart = Chart.paretoFront(
      [Chart.Point(x: 1, y: 2, note: [name])], front: [Chart.Point(x: 0.5, y: .nan)], title: name, caption: name,
      x: Chart.Axis(name, unit: "ms"), y: Chart.Axis("loss"), limit: 3)
    let table = TextTable(columns: [.init(name)], rows: [[name]])
    let blocks: [Page.Block] = [
      .paragraph(name), .facts([Page.Fact(name, name)]), .table(table, caption: name), .chart(chart),
    ]
    return Page(title: name, subtitle: name, sections: [Page.Section(name, blocks)])
  }

  /// The JSON text of a page's only chart.
  private func chartJSON(in html: String) throws -> Data {
    let opening = try #require(html.range(of: "<script type=\"application/json\">"))
    let closing = try #require(html.range(of: "</script>", range: opening.upperBound..<html.endIndex))
    return Data(html[opening.upperBound..<closing.lowerBound].utf8)
  }

  @Test func chartDataParseBackFromThePage() throws {
    let document = try JSONDecoder().decode(
      DrawnChart.self, from: chartJSON(in: page(naming: "d1").html(charts: library)))
    #expect(document.series.map(\.name) == ["designs", "front"])
    #expect(document.series[0].points == [.init(x: 1, y: 2, note: ["d1"])])
    #expect(document.rules.map(\.value) == [3])
  }

  @Test func aNumberThatIsNotFiniteIsNull() throws {
    let document = try JSONDecoder().decode(
      DrawnChart.self, from: chartJSON(in: page(naming: "d1").html(charts: library)))
    #expect(document.series[1].points == [.init(x: 0.5, y: nil, note: nil)])
    #expect(page(naming: "d1").html(charts: library).contains("\"y\":null"))
  }

  /// A hostile name changes no count of tags and survives in the data.
  @Test(arguments: UInt64(0)..<100) func hostileNamesAddNoTags(seed: UInt64) throws {
    var generator = HostileText(seed: seed)
    let name = "x" + generator.next()
    let hostile = page(naming: name).html(charts: library)
    let plain = page(naming: "x").html(charts: library)
    #expect(hostile.unicodeScalars.count { $0 == "<" } == plain.unicodeScalars.count { $0 == "<" })
    let document = try JSONDecoder().decode(DrawnChart.self, from: chartJSON(in: hostile))
    #expect(document.series[0].points[0].note == [name])
  }

  @Test func aPageLoadsNothing() throws {
    let html = page(naming: "d1").html(charts: library)
    for reference in ["src=", "<link", "@import", "url(", "http:", "https:"] { #expect(!html.contains(reference)) }
    #expect(html.contains("default-src 'none'"))
  }

  @Test func withoutChartJSAPageShowsItsTablesAndSaysHowToInstallIt() {
    let html = page(naming: "d1").html(charts: nil)
    #expect(html.contains("<details open>"))
    #expect(html.contains("<td class=\"number\">0.5</td><td class=\"number\">–</td>"))
    #expect(html.contains("sudo apt install libjs-chart.js"))
    #expect(!html.contains("<canvas") && !html.contains("<script"))
  }

  @Test func aPageWithoutChartsCarriesNoScript() {
    let html = Page(title: "t", sections: [Page.Section("s", [.paragraph("p")])]).html(charts: library)
    #expect(!html.contains("<script") && !html.contains("libjs-chart.js"))
  }

  @Test func longPagesLinkToTheirSections() {
    let html = Page(title: "t", sections: ["a", "b", "<c>"].map { Page.Section($0, []) }).html(charts: nil)
    #expect(html.contains("<a href=\"#section-3\">&lt;c&gt;</a>"))
    #expect(html.contains("<section id=\"section-3\""))
  }
}

/// The parts of a chart's JSON that the tests read.
private struct DrawnChart: Decodable {
  struct DrawnSeries: Decodable {
    let name, hue: String
    let points: [DrawnPoint]
  }
  struct DrawnPoint: Decodable, Equatable {
    let x, y: Double?
    let note: [String]?
  }
  struct DrawnRule: Decodable {
    let label: String
    let value: Double?
  }
  let series: [DrawnSeries]
  let rules: [DrawnRule]
}
