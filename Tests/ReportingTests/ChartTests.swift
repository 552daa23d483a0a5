import Testing

@testable import Reporting

@Suite struct ChartTests {
  private func cells(_ chart: Chart) -> [[String]] { chart.tables[0].table.rows }

  @Test func everyPointHasARowInTheDataTable() {
    let points = [Chart.Point(x: 1, y: 2, yInterval: 1...3), Chart.Point(x: 1234.5678, y: .nan, note: ["a", "b"])]
    let chart = Chart(
      title: "t", x: Chart.Axis("size", unit: "B"), y: Chart.Axis("time"),
      series: [Chart.Series("s", .points, points: points)])
    #expect(
      chart.tables[0].table.columns.map(\.title) == [
        "series", "size (B)", "time", "time, low", "time, high", "details",
      ])
    #expect(cells(chart) == [["s", "1", "2", "1", "3", ""], ["s", "1,234.57", "–", "–", "–", "a; b"]])
  }

  @Test func spansAndRulesHaveATableOfTheirOwn() {
    let chart = Chart(
      title: "t", x: Chart.Axis("row"), y: Chart.Axis("error", unit: "%"),
      series: [Chart.Series("s", .line, points: [Chart.Point(x: 0, y: 0)])],
      spans: [Chart.Span("slow", 0...119)], rules: [Chart.Rule("target", .y, at: 1)])
    #expect(chart.tables[1].table.rows == [["slow", "row", "0", "119"], ["target", "error (%)", "1", "1"]])
  }

  @Test func seriesWithoutAColourTakeOnesNobodyAskedFor() {
    let series = [nil, Chart.Hue.blue, nil].map { Chart.Series("s", .line, hue: $0, points: []) }
    let hues = Chart(title: "t", x: Chart.Axis("x"), y: Chart.Axis("y"), series: series).json.matches(
      of: /"hue":"(\w+)"/
    ).map(\.1)
    #expect(hues == ["orange", "blue", "green"])
  }

  @Test func theDiagonalRunsFromEndToEndOfEqualAxes() throws {
    let chart = Chart.predictedAgainstMeasured(
      [Chart.Series("s", .points, points: [Chart.Point(x: 100, y: 110), Chart.Point(x: 200, y: .nan)])], title: "t",
      quantity: "latency",
      unit: "ms")
    let range = try #require(chart.x.range)
    #expect(chart.y.range == range && range == 96...204)
    let diagonal = try #require(chart.series.last)
    #expect(diagonal.points.map(\.x) == [96, 204] && diagonal.points.map(\.y) == [96, 204])
    // ±10 % of 204, to rounding.
    let band = try #require(diagonal.points[1].yInterval)
    #expect(abs(band.lowerBound - 183.6) < 1e-9 && abs(band.upperBound - 224.4) < 1e-9)
  }

  @Test func aWaterfallEndsWhereMeasuredAndContributionsAddUp() {
    let chart = Chart.errorWaterfall(
      measured: 100, contributions: [.init("linear", 60), .init("softmax", -40)], title: "t", quantity: "latency",
      unit: "ms")
    #expect(chart.bars.map(\.values) == [[100, nil, nil, 120], [nil, 60, nil, nil], [nil, nil, -40, nil]])
    #expect(chart.bars[0].bases == [0, 100, 160, 0])
    #expect(cells(chart)[2] == ["softmax", "–", "–", "-40"])
  }

  @Test func aWaterfallOfSmallStepsSaysThatItsAxisDoesNotStartAtZero() {
    let steps = [Chart.Contribution("a", 1), Chart.Contribution("b", -2)]
    let chart = Chart.errorWaterfall(measured: 100, contributions: steps, title: "t", quantity: "latency", unit: "ms")
    #expect(chart.x.range?.contains(0) == false)
    #expect(chart.caption == "The axis does not start at zero.")
  }

  @Test func aRunningMedianSkipsGapsAndShortensAtTheEnds() {
    let median = Chart.runningMedian([1, .nan, 3, 100, 5], window: 3)
    #expect(median == [1, 2, 51.5, 5, 52.5])
  }

  @Test func wildRowsAreCountedInTheCaptionAndKeptInTheTable() {
    let residuals = (0..<200).map { $0 == 7 ? 600.0 : Double($0 % 5) - 2 }
    let chart = Chart.residualsByRunOrder(residuals, title: "t")
    #expect(chart.y.range == -3...3)
    #expect(chart.caption == "Not drawn: 1 of 200 rows, beyond ±3 %.")
    #expect(cells(chart)[7] == ["rows", "7", "600"])
  }

  @Test func aLearningCurveHasALogarithmicEffortAndItsTargets() {
    let chart = Chart.learningCurve(
      [Chart.Series("physical", .connectedPoints, points: [Chart.Point(x: 30, y: 1.2, yInterval: 1...2)])], title: "t",
      effort: "rows", error: "MAPE", targets: [("goal", 1)])
    #expect(chart.x.scale == .logarithmic && chart.y.label == "MAPE (%)")
    #expect(chart.rules == [Chart.Rule("goal", .y, at: 1)])
  }

  @Test func aParetoFrontDrawsItsLimitAsAVerticalLine() {
    let chart = Chart.paretoFront(
      [], front: [Chart.Point(x: 1, y: 1)], title: "t", x: Chart.Axis("latency", unit: "ms"), y: Chart.Axis("loss"),
      limit: 5000)
    #expect(chart.rules == [Chart.Rule("limit 5,000 ms", .x, at: 5000)])
    #expect(chart.series.map(\.name) == ["front"])
  }

  @Test func stackedBarsHaveOneRowPerItemAndOneColumnPerPart() {
    let chart = Chart.stackedBars(
      ["a", "b"], of: "design", parts: [("linear", [1, 2]), ("softmax", [3, 4])], title: "t", quantity: "latency",
      unit: "ms")
    #expect(chart.tables[0].table.columns.map(\.title) == ["design", "linear (ms)", "softmax (ms)"])
    #expect(cells(chart) == [["a", "1", "3"], ["b", "2", "4"]])
  }
}
