import Testing

@testable import Reporting

@Suite struct CeilingChartTests {
  private let memory = [Chart.Ceiling("l1d", perSecond: 400e9), Chart.Ceiling("dram", perSecond: 40e9)]
  private let peaks = [Chart.Ceiling("avx2", perSecond: 100e9), Chart.Ceiling("sse2", perSecond: 50e9)]

  /// Main memory meets the peak of 100 GFLOP/s at 100 / 40 = 2.5 FLOP/byte, the nearest cache that of 50 at 0.125: the axis
  /// goes from half of that to twice 2.5.
  @Test func slopesBendIntoTheHighestPeakAtTheirRidge() {
    let chart = Chart.roofline(memory: memory, peaks: peaks, operators: [], title: "t")
    #expect(chart.x.range == 0.0625...5 && chart.y.range == 1.25...200)
    #expect(chart.series.map(\.name) == ["l1d, 400 GB/s", "dram, 40 GB/s"])
    #expect(
      chart.series.map { $0.points.map { [$0.x, $0.y] } } == [
        [[0.0625, 25], [0.25, 100], [5, 100]], [[0.0625, 2.5], [2.5, 100], [5, 100]],
      ])
    #expect(chart.rules == [Chart.Rule("avx2, 100 GFLOP/s", .y, at: 100), Chart.Rule("sse2, 50 GFLOP/s", .y, at: 50)])
    #expect(chart.x.scale == .logarithmic && chart.y.scale == .logarithmic)
  }

  @Test func operatorsStandInSeriesByKindWithTheirNames() {
    let operators = [
      Chart.RooflinePoint("output layer", kind: "linear", intensity: 0.5, throughput: 15e9),
      Chart.RooflinePoint("scores", kind: "attention", intensity: 2, throughput: 30e9),
      Chart.RooflinePoint("projection", kind: "linear", intensity: 100, throughput: 90e9),
    ]
    let chart = Chart.roofline(
      memory: memory, peaks: peaks, sweeps: [("dram", [(0.5, 15e9)])], operators: operators, title: "t")
    #expect(chart.series.dropFirst(2).map(\.name) == ["measured in dram", "linear", "attention"])
    #expect(chart.series[2].hue == chart.series[1].hue)
    #expect(chart.series[3].points.map(\.note) == [["output layer"], ["projection"]])
    #expect(chart.series[3].points.map(\.y) == [15, 90])
    #expect(chart.x.range?.upperBound == 200)
  }

  @Test func whatHasNoPlaceOnALogarithmicAxisIsLeftOut() {
    let chart = Chart.roofline(
      memory: [Chart.Ceiling("none", perSecond: 0)], peaks: [Chart.Ceiling("unknown", perSecond: .nan)],
      operators: [Chart.RooflinePoint("softmax", kind: "softmax", intensity: 0, throughput: 1e9)], title: "t")
    #expect(chart.x.range == nil && chart.series.flatMap(\.points).isEmpty)
  }

  @Test func bandwidthIsDrawnInGBOverKiBWithTheCachesSizes() {
    let chart = Chart.bandwidthCurves(
      [("read, 1 thread", [Chart.Point(x: 4096, y: 480e9, yInterval: 470e9...490e9)])],
      caches: [("l1d", 49_152), ("l3", 32 * 1_048_576), ("unknown", 0)], title: "t")
    #expect(chart.series[0].points == [Chart.Point(x: 4, y: 480, yInterval: 470...490)])
    #expect(chart.rules == [Chart.Rule("l1d 48 KiB", .x, at: 48), Chart.Rule("l3 32 MiB", .x, at: 32_768)])
    #expect(chart.x.label == "working set (KiB)" && chart.y.label == "bandwidth (GB/s)")
  }
}
