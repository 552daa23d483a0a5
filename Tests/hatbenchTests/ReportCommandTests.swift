import Foundation
import Reporting
import TestSupport
import Testing
import TransformerIR

@testable import hatbench

@Suite struct ReportCommandTests {
  private func withReproduction(_ body: (URL, SyntheticReproduction) throws -> Void) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let reproduction = SyntheticReproduction(folder.appendingPathComponent("run"))
      try reproduction.write()
      try body(folder, reproduction)
    }
  }

  @Test func aFolderBecomesATableAndAPage() throws {
    try withReproduction { folder, _ in
      let library = folder.appendingPathComponent("c.js")
      try Data("/* charts */".utf8).write(to: library)
      let run = try CommandLine.run("report", "run", in: folder, environment: ["HATBENCH_CHARTJS": library.path])
      #expect(run.status == 0 && run.errors.isEmpty, "\(run.errors)")
      let rows = run.output.split(separator: "\n").filter { $0.hasPrefix("winner-50pc ") }
      #expect(rows.first?.contains("2.5") == true && rows.first?.contains("38.80") == true, "\(run.output)")
      let html = try String(contentsOf: folder.appendingPathComponent("run/report.html"), encoding: .utf8)
      #expect(html.contains("<h1>A reproduction of HAT</h1>") && html.contains("<svg role=\"img\""))
      for reference in ["src=", "<link", "@import", "href=\"http"] { #expect(!html.contains(reference)) }
    }
  }

  @Test func theNumbersAreGivenAsJSON() throws {
    try withReproduction { folder, _ in
      let run = try CommandLine.run("report", "run", "--json", "--output", "page.html", in: folder)
      #expect(run.status == 0, "\(run.errors)")
      let claim = try #require(try run.json["claim"] as? [String: Any])
      #expect(claim["verdict"] as? String == "holds" && claim["winner"] as? String == "winner-50pc")
      let designs = try #require(try run.json["designs"] as? [[String: Any]])
      #expect(designs.count == 5 && designs[1]["latency_second"] as? Double == 0.04)
      #expect(FileManager.default.fileExists(atPath: folder.appendingPathComponent("page.html").path))
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("run/report.html").path))
    }
  }

  /// A single part of a reproduction is enough for a page.
  @Test(arguments: ["search", "devices", "super", "designs", "latency.json", "inherited", "scratch"])
  func onePartIsEnough(part: String) throws {
    try withReproduction { folder, reproduction in
      for other in ["search", "devices", "super", "designs", "latency.json", "inherited", "scratch"] where other != part
      {
        try reproduction.remove(other)
      }
      let run = try CommandLine.run("report", "run", in: folder)
      #expect(run.status == 0, "\(run.errors)")
      #expect(run.output.contains(" is missing: ") && run.output.contains("energy: not known"), "\(run.output)")
    }
  }

  @Test func aDamagedFileEndsInASentence() throws {
    try withReproduction { folder, reproduction in
      try reproduction.put("{", "latency.json")
      let run = try CommandLine.run("report", "run", in: folder)
      #expect(run.status == 1 && run.output.isEmpty)
      #expect(
        run.errors.contains("cannot use 'run/latency.json'") && run.errors.contains("make it again"), "\(run.errors)")
    }
  }

  @Test func thePageHasASectionForEveryQuestion() throws {
    try withReproduction { _, reproduction in
      let page = ReproductionPage(ReproductionSummary(try reproduction.read())).page()
      #expect(
        page.sections.map(\.title) == [
          "What was found", "Quality and speed", "The designs", "What the searches found", "Predicted and measured",
          "Inherited weights and training from scratch", "How designs differ by device",
          "Every winner on every device", "What it cost", "What is missing or in doubt",
        ])
      let charts = page.sections.flatMap(\.blocks).compactMap { if case .chart(let chart) = $0 { chart } else { nil } }
      #expect(charts.count == 5)
      #expect(charts[0].series.map(\.name) == ["largest", "found by a search", "scaled by hand"])
      #expect(charts[0].series[1].points.map(\.x) == [40, 80] && charts[0].series[1].points.map(\.y) == [38.8, 38.9])
      #expect(charts[1].series.map(\.name) == ["within 10 s", "within 20 s"])
      #expect(charts[2].series[0].points.first?.x == 9000)
      #expect(charts[3].series[2].points.map(\.y) == [1.6, 1.58])
    }
  }
}
