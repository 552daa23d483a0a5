import Testing

@testable import Reporting

@Suite struct LatencyOverHardwareTests {
  private let points = [Chart.Point(x: 2, y: 800), Chart.Point(x: 4, y: 500, yInterval: 450...550)]

  @Test func kneesAndTheHardwareAsItIsAreVerticalLines() {
    let chart = Chart.latencyOverHardware(
      points, hardware: "dram bandwidth", unit: "GB/s", knees: [("knee", 3)], current: 2, title: "t")
    #expect(chart.rules == [Chart.Rule("as it is", .x, at: 2), Chart.Rule("knee", .x, at: 3)])
    #expect(chart.x.label == "dram bandwidth (GB/s)" && chart.y.label == "latency (ms)")
    #expect(chart.x.scale == .logarithmic && chart.y.scale == .logarithmic)
    #expect(chart.series.map(\.points) == [points])
  }

  @Test func whatHasNoPlaceOnALogarithmicAxisIsNotRuled() {
    let chart = Chart.latencyOverHardware(
      points, hardware: "cores", unit: nil, knees: [("knee", 0), ("jump", .infinity)], title: "t")
    #expect(chart.rules.isEmpty && chart.x.label == "cores")
  }
}
