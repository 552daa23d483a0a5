extension Chart {
  /// What one term adds to the difference between a prediction and a measurement.
  public struct Contribution: Hashable, Sendable {
    /// The term or operator kind.
    public var name: String
    /// Predicted minus measured, in the chart's unit.
    public var value: Double

    /// Makes a contribution.
    public init(_ name: String, _ value: Double) {
      self.name = name
      self.value = value
    }
  }

  /// From the measured total to the predicted total, term by term: large errors that cancel come to light.
  ///
  /// The predicted total is the measured one plus all contributions. Where the steps are small beside the totals, the
  /// axis does not start at zero, and the caption says so.
  ///
  /// - Precondition: `measured` and all contributions are finite.
  public static func errorWaterfall(
    measured: Double, contributions: [Contribution], title: String, caption: String = "", quantity: String,
    unit: String
  ) -> Chart {
    let levels = contributions.reduce(into: [measured]) { $0.append($0[$0.count - 1] + $1.value) }
    precondition(levels.allSatisfy(\.isFinite), "waterfall '\(title)' has a level that is not a number: \(levels)")
    let predicted = levels[levels.count - 1]
    let range = shownRange(levels)
    let start = range == nil ? "" : "The axis does not start at zero."
    let bases = [0] + levels.dropLast() + [0]
    let values = [measured] + contributions.map(\.value) + [predicted]
    func bars(_ name: String, hue: Hue, where isShown: (Int) -> Bool) -> Bars {
      Bars(name, values: values.indices.map { isShown($0) ? values[$0] : nil }, bases: bases, hue: hue)
    }
    let ends = [0, values.count - 1]
    return Chart(
      title: title, caption: [caption, start].filter { !$0.isEmpty }.joined(separator: " "),
      x: Axis(quantity, unit: unit, range: range),
      y: Axis("term", scale: .categories(["measured"] + contributions.map(\.name) + ["predicted"])),
      bars: [
        bars("total", hue: .grey) { ends.contains($0) },
        bars("prediction too high", hue: .vermilion) { !ends.contains($0) && values[$0] > 0 },
        bars("prediction too low", hue: .blue) { !ends.contains($0) && values[$0] <= 0 },
      ])
  }

  /// The part of the axis that shows the steps well, or nil where they show well from zero.
  private static func shownRange(_ levels: [Double]) -> ClosedRange<Double>? {
    guard let least = levels.min(), let greatest = levels.max(), least > 4 * (greatest - least) else { return nil }
    let margin = greatest > least ? 0.3 * (greatest - least) : 0.1 * least
    return least - margin...greatest + margin
  }
}
