import Quantities
import Reporting

/// The charts of a reproduction; nil or empty where there is nothing to draw.
struct ReproductionCharts {
  private let summary: ReproductionSummary
  private var rows: [DesignComparison.Row] { summary.comparison.rows }
  private var score: String { summary.comparison.score.name }

  init(_ summary: ReproductionSummary) { self.summary = summary }

  /// BLEU from scratch by measured latency.
  var quality: Chart? {
    let series = seriesByRole { row in
      guard let latency = row.design.latency, let bleu = row.scratchBLEU else { return nil }
      return Chart.Point(
        x: latency.median.milliseconds, y: bleu, xInterval: latency.milliseconds, yInterval: row.scratchInterval,
        note: [row.name, "measured \(latency.median)", "\(score) \(ReproductionWords.hundredths(bleu))"])
    }
    guard !series.isEmpty else { return nil }
    return Chart(
      title: "\(score) by measured latency",
      caption:
        "Every design trained from scratch; whiskers are 95 % intervals, of BLEU over sentences. Up and left is better.",
      x: .init("measured latency", unit: "ms"), y: .init("\(score), from scratch", unit: "%"), series: series)
  }

  /// The fronts of all limits; of objectives only the first search's.
  var fronts: Chart? {
    let searches = summary.found.searches.filter {
      $0.objective == summary.found.searches.first?.objective && !$0.front.isEmpty
    }
    guard let first = searches.first else { return nil }
    let objective = ObjectiveView(first.objective)
    return Chart(
      title: "What each design costs and gives",
      caption:
        "The designs of each search that no other of it beats; vertical lines are limits; \(objective.direction).",
      x: .init("predicted latency", unit: "ms"), y: objective.axis,
      series: searches.map { search in
        .init(
          search.limitWords, .steps,
          points: search.front.map { member in
            Chart.Point(
              x: member.latency.time.milliseconds, y: objective.shown(member.objective),
              note: ["\(member.design.design)", objective.words(member.objective)])
          })
      },
      rules: searches.compactMap { search in
        search.limitSecond.map { .init("limit \($0.time)", .x, at: $0.time.milliseconds) }
      })
  }

  /// What verifying the searches measured, by what it was predicted to be.
  var verification: Chart? {
    let series = summary.found.searches.compactMap { search -> Chart.Series? in
      guard let rows = search.verification?.rows, !rows.isEmpty else { return nil }
      return Chart.Series(
        search.limitWords, .points,
        points: rows.map { row in
          let interval = row.interval.range
          return Chart.Point(
            x: row.measured.time.milliseconds, y: row.predicted.time.milliseconds,
            yInterval: 1000 * interval.lowerBound...1000 * interval.upperBound,
            note: [
              "\(row.design.design)", "round \(row.round)", "measured \(row.measured.time)",
              "predicted \(row.predicted.time) (\(Numeral.text(row.errorPercent, digits: 3, signed: true)) %)",
            ])
        })
    }
    guard !series.isEmpty else { return nil }
    return .predictedAgainstMeasured(
      series, title: "Predicted against measured",
      caption: "Designs measured to verify a search; predictions with 90 % intervals, as each was chosen by.",
      quantity: "latency", unit: "ms", band: 0.05)
  }

  /// Inherited against scratch, of loss and of BLEU.
  var agreement: [Chart] {
    [
      scatter("Loss", unit: "nat per target token") { row in
        guard let inherited = row.design.inherited?.loss, let scratch = row.design.scratch?.loss else { return nil }
        return (inherited, scratch, nil, nil)
      },
      scatter(score, unit: "%") { row in
        guard let inherited = row.inheritedBLEU, let scratch = row.scratchBLEU else { return nil }
        return (inherited, scratch, summary.comparison.score.interval(row.design.inherited), row.scratchInterval)
      },
    ].compactMap { $0 }
  }

  private typealias Pair = (
    inherited: Double, scratch: Double, xInterval: ClosedRange<Double>?, yInterval: ClosedRange<Double>?
  )

  private func scatter(_ what: String, unit: String, _ pair: (DesignComparison.Row) -> Pair?) -> Chart? {
    let series = seriesByRole { row in
      pair(row).map {
        Chart.Point(x: $0.inherited, y: $0.scratch, xInterval: $0.xInterval, yInterval: $0.yInterval, note: [row.name])
      }
    }
    guard !series.isEmpty else { return nil }
    return Chart(
      title: what, caption: "The same order on both axes is what a search needs.",
      x: .init("with inherited weights", unit: unit), y: .init("from scratch", unit: unit), series: series,
      shape: .square)
  }

  /// A series for the largest, the winners and what was scaled by hand, of those that have points.
  private func seriesByRole(_ point: (DesignComparison.Row) -> Chart.Point?) -> [Chart.Series] {
    let names: [(Reproduction.Role, String, Chart.Hue)] = [
      (.largest, "largest", .grey), (.winner, "found by a search", .blue), (.baseline, "scaled by hand", .orange),
    ]
    return names.compactMap { role, name, hue in
      let points = rows.filter { $0.design.role == role }.compactMap(point)
      return points.isEmpty ? nil : Chart.Series(name, .points, hue: hue, points: points)
    }
  }
}
