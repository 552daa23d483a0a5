extension Chart {
  /// Relative residuals in the order in which the rows were measured: shows whether the device changed its state.
  ///
  /// A few wild rows would flatten all others, so rows far outside the bulk are not drawn; the caption counts them,
  /// and the data table has them.
  ///
  /// - Parameters:
  ///   - residuals: Percent, in run order, positive where the device was slower than predicted; NaN where a row is
  ///     missing.
  ///   - regimes: Stretches of run order with a device state of their own.
  ///   - window: Rows in the centred running median; fewer at both ends.
  ///   - notes: Lines to show for each row on hover; empty for none.
  /// - Precondition: `window` is positive; as many `notes` as residuals, if any.
  public static func residualsByRunOrder(
    _ residuals: [Double], title: String, caption: String = "", regimes: [Span] = [], window: Int = 25,
    notes: [[String]] = []
  ) -> Chart {
    precondition(notes.isEmpty || notes.count == residuals.count, "\(residuals.count) residuals, \(notes.count) notes")
    let limit = shownLimit(residuals)
    let hidden = residuals.count { abs($0) > limit }
    let outside =
      hidden == 0 ? "" : "Not drawn: \(hidden) of \(residuals.count) rows, beyond ±\(Numeral.text(limit)) %."
    let rows = residuals.indices.map { row in
      Point(x: Double(row), y: residuals[row], note: notes.isEmpty ? [] : notes[row])
    }
    let median = zip(rows, runningMedian(residuals, window: window)).map { Point(x: $0.x, y: $1) }
    return Chart(
      title: title, caption: [caption, outside].filter { !$0.isEmpty }.joined(separator: " "),
      x: Axis("row in run order"),
      y: Axis("residual", unit: "%", range: hidden == 0 ? nil : -limit...limit),
      series: [
        Series("rows", .points, hue: .blue, points: rows),
        Series("running median of \(window) rows", .line, hue: .vermilion, points: median),
      ],
      spans: regimes)
  }

  /// The median of the finite values at most `window / 2` places away from each place; NaN where there is none.
  static func runningMedian(_ values: [Double], window: Int) -> [Double] {
    precondition(window > 0, "a running median over \(window) rows")
    return values.indices.map { place in
      let near = values[max(0, place - window / 2)...min(values.count - 1, place + (window - 1) / 2)]
      return quantile(near.filter(\.isFinite).sorted(), 0.5) ?? .nan
    }
  }

  /// The largest magnitude worth drawing: infinite unless one exceeds three times the 98th percentile of all.
  private static func shownLimit(_ residuals: [Double]) -> Double {
    let magnitudes = residuals.filter(\.isFinite).map(abs).sorted()
    guard let bulk = quantile(magnitudes, 0.98), let greatest = magnitudes.last, bulk > 0, greatest > 3 * bulk else {
      return .infinity
    }
    return (1.5 * bulk).rounded(.up)
  }

  /// The linearly interpolated quantile of ascending values; nil if there are none.
  private static func quantile(_ sorted: [Double], _ fraction: Double) -> Double? {
    guard !sorted.isEmpty else { return nil }
    let place = fraction * Double(sorted.count - 1)
    let below = Int(place)
    let above = min(below + 1, sorted.count - 1)
    return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
  }
}
