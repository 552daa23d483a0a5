import CostModel
import Hardware
import Reporting
import TestSupport
import Testing
import TransformerIR

@testable import hatbench

@Suite struct SensitivityViewTests {
  private func sensitivity() throws -> LatencySensitivity {
    let profile = try HardwareProfile.load(
      file: SharedFiles.repository.appendingPathComponent("hardware-profiles/raspberry-pi-4.json").path)
    return LatencySensitivity(try DeviceLatency(profile, space: .wmt), space: .wmt, sampled: 10)
  }

  @Test func theTextHasTheFirstFiveConstantsAndOneAdvice() throws {
    let sensitivity = try sensitivity()
    let lines = SensitivityView(sensitivity, space: "wmt").text.split(separator: "\n")
    // A heading, a header, a rule, five constants, the advice.
    #expect(lines.count == 9)
    #expect(lines[0].hasPrefix("what latency of 12 designs of wmt depends on"))
    for (line, entry) in zip(lines.dropFirst(3).prefix(5), sensitivity.entries) {
      #expect(line.hasPrefix("\(entry.constant) "))
    }
    #expect(lines[8] == "advice: \(try #require(sensitivity.advice.first).sentence)")
  }

  @Test func theSectionHasAChartOfTheTopTenAndBothTables() throws {
    let sensitivity = try sensitivity()
    let section = SensitivityView(sensitivity, space: "wmt").section
    #expect(section.title == "What latency depends on")
    let charts = section.blocks.compactMap { if case .chart(let chart) = $0 { chart } else { nil } }
    let chart = try #require(charts.first)
    #expect(chart.y.scale == .categories(sensitivity.entries.prefix(10).map(\.constant.description)))
    let terms = try #require(chart.bars.first { $0.name == "terms" })
    #expect(terms.values == sensitivity.entries.prefix(10).map { $0.constant.family == .terms ? $0.mean : nil })
    let tables = section.blocks.compactMap { if case .table(let table, _) = $0 { table } else { nil } }
    #expect(tables.count == 2)
    #expect(tables[0].rows.count == sensitivity.entries.count { $0.greatest >= 0.001 })
    #expect(tables[1].rows.map { $0[0] } == sensitivity.advice.prefix(8).map(\.sentence))
  }

  /// A profile of a space of one's own is still shown.
  @Test func aSpaceThatIsNotShippedIsSaidNotToBe() throws {
    var profile = try HardwareProfile.load(
      file: SharedFiles.repository.appendingPathComponent("hardware-profiles/raspberry-pi-4.json").path)
    profile.latencyModels[0].workload.space = "mine"
    let text = ProfileView(profile: profile).text
    #expect(text.contains("decoder_layer") && text.contains("'mine' is not a shipped space"))
  }
}
