import CostModel
import Foundation
import Quantities
import Reporting
import Testing
import TransformerIR

@testable import hatbench

@Suite struct SimulationPageTests {
  private func charts(_ page: Page) -> [Chart] {
    page.sections.flatMap(\.blocks).compactMap { if case .chart(let chart) = $0 { chart } else { nil } }
  }

  @Test func sectionsThatHaveNothingToTellAreLeftOut() throws {
    let simulation = try SimulatedDesigns.simulation()
    let always = [
      "Result", "Where the time goes", "What holds operators back", "Live memory", "Hits and misses", "Operators",
    ]
    #expect(SimulationPage(simulation: simulation).page.sections.map(\.title) == always)
    let change = MachineChange(.bandwidth("dram"), by: 2)
    let whole = SimulationPage(
      simulation: simulation, alternatives: [(change, try SimulatedDesigns.simulation(change))],
      sweep: try SimulatedDesigns.sweep("dram_bandwidth=0.5..4"), extra: [Page.Section("More", [])])
    #expect(whole.page.sections.map(\.title) == always + ["What if", "What to buy", "More"])
  }

  @Test func theBarsAddUpToTheLatency() throws {
    let simulation = try SimulatedDesigns.simulation()
    let change = MachineChange(.overhead, by: 0.5)
    let other = try SimulatedDesigns.simulation(change)
    let charts = charts(SimulationPage(simulation: simulation, alternatives: [(change, other)]).page)
    func sums(_ title: String) throws -> [Double] {
      let chart = try #require(charts.first { $0.title == title })
      return chart.bars[0].values.indices.map { item in chart.bars.reduce(0) { $0 + ($1.values[item] ?? 0) } }
    }
    let whole = simulation.latency.milliseconds
    #expect(abs(try sums("Time by phase and kind").reduce(0, +) / whole - 1) < 1e-9)
    let machines = try sums("Latency by kind and machine")
    #expect(abs(machines[0] / whole - 1) < 1e-9 && abs(machines[1] / other.latency.milliseconds - 1) < 1e-9)
  }

  @Test func everyKindThatComputesStandsUnderTheRoofline() throws {
    let simulation = try SimulatedDesigns.simulation()
    let chart = try #require(charts(SimulationPage(simulation: simulation).page).first { $0.title == "Roofline" })
    let rows = simulation.operators(everyRole: true)
    let placed = rows.filter { $0.flops > .zero }
    #expect(chart.series.filter { $0.mark == .points }.reduce(0) { $0 + $1.points.count } == placed.count)
    #expect(Set(placed.map(\.kind.rawValue)).isSubset(of: chart.series.map(\.name)))
    for kind in Set(rows.map(\.kind)).subtracting(placed.map(\.kind)) { #expect(chart.caption.contains(kind.rawValue)) }
  }

  @Test func liveMemoryKeepsItsPeak() throws {
    let simulation = try SimulatedDesigns.simulation()
    let chart = SimulationCharts.liveMemory(simulation)
    #expect(chart.series[0].points.count == min(400, simulation.events.count))
    #expect(
      chart.series[0].points.map(\.y).max()
        == (simulation.peakMemory - simulation.memory.weights).value / 1e6)
  }

  @Test func aPageIsOneFile() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("simulation-\(UUID().uuidString).html")
    defer { try? FileManager.default.removeItem(at: file) }
    try SimulationPage(simulation: try SimulatedDesigns.simulation()).write(to: file.path)
    let text = try String(contentsOf: file, encoding: .utf8)
    #expect(text.contains("One translation on raspberry-pi-4, simulated") && text.contains("Roofline"))
  }
}
