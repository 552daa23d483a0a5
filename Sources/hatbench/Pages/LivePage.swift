import CostModel
import Hardware
import Profiler
import Quantities
import Reporting

/// The report of a live comparison.
struct LivePage {
  let device: DeviceLatency
  let run: LiveRun

  func write(to path: String) throws {
    let comparison = run.comparison
    let points = comparison.cases.map { item in
      Chart.AccuracyPoint(
        name: [item.name, item.isMain ? "main regime" : "another regime, normalised"],
        pair: .init(predicted: item.predicted, measured: item.steady ?? item.measured))
    }
    var sections = [
      Page.Section(
        "Accuracy",
        [
          .table(
            AccuracyTable.table(LiveView.reports(comparison), first: "cases"), caption: "Predicted first, then measured"
          ),
          .chart(.accuracy(points, of: "designs", caption: "Band ±10 %.")),
        ])
    ]
    if let operators = comparison.operators {
      sections.append(
        Page.Section(
          "Operators",
          [
            .table(LiveView.table(operators), caption: "Groups of at least a hundredth of the time"),
            .chart(waterfall(comparison.contributionsByKind, "by kind of operator")),
            .chart(waterfall(comparison.contributionsByPlace, "by phase and role")),
            .chart(waterfall(comparison.contributionsByTerm, "by term of the model")),
          ]))
    }
    sections.append(Page.Section("The device meanwhile", [.chart(series)]))
    try Page(
      title: "\(device.profile.name) against this machine",
      subtitle: "\(comparison.cases.count) designs of \(run.bench.space.name), \(run.bench.environment.date)",
      sections: sections
    ).write(to: path)
  }

  private func waterfall(_ steps: [LiveComparison.Contribution], _ how: String) -> Chart {
    .errorWaterfall(
      measured: run.comparison.meanMeasured.milliseconds,
      contributions: steps.map { Chart.Contribution($0.name, $0.error.milliseconds) },
      title: "Where the mean error comes from, \(how)",
      caption: "Each step is predicted less measured time; the last is time between nodes.", quantity: "latency",
      unit: "ms")
  }

  /// Measured over predicted in run order, other states shaded.
  private var series: Chart {
    let predicted = Dictionary(
      uniqueKeysWithValues: run.comparison.cases.map { ($0.name, $0.predicted.latency.value) })
    let ordered = run.samples.sorted { $0.order < $1.order }
    let ratios = ordered.map { sample in
      100 * ((SampleSummary(sample)?.total.median.value ?? .nan) / (predicted[sample.key] ?? .nan) - 1)
    }
    let spans = run.regimes.filter { abs($0.ratio - 1) > 0.01 }.compactMap { regime -> Chart.Span? in
      let inside = ordered.indices.filter { (regime.firstRow...regime.lastRow).contains(ordered[$0].order) }
      guard let first = inside.first, let last = inside.last else { return nil }
      return Chart.Span(
        "\(Numeral.text(100 * (regime.ratio - 1), digits: 3, signed: true)) %", Double(first)...Double(last),
        hue: regime.ratio > 1 ? .vermilion : .sky)
    }
    return .residualsByRunOrder(
      ratios, title: "Measured over predicted, in run order",
      caption: "Each point is a visit. Shaded: other states of the device, as the reference workload shows them.",
      regimes: spans, window: 9)
  }
}
