import Foundation

extension Chart {
  /// Predictions against measurements, with the diagonal on which they would be equal.
  ///
  /// - Parameters:
  ///   - series: Points whose `x` is measured and whose `y` is predicted; one series per device regime or split, say.
  ///   - quantity: What was predicted, such as "latency".
  ///   - unit: The unit of both axes.
  ///   - scale: The layout of both axes; logarithmic where designs differ tenfold.
  ///   - band: The relative error to shade around the diagonal, 0.1 for ±10 %; nil for none.
  public static func predictedAgainstMeasured(
    _ series: [Series], title: String, caption: String = "", quantity: String, unit: String,
    scale: Axis.Scale = .linear, band: Double? = 0.1
  ) -> Chart {
    let range = sharedRange(of: series.flatMap(\.points), scale: scale)
    return Chart(
      title: title, caption: caption,
      x: Axis("measured \(quantity)", unit: unit, scale: scale, range: range),
      y: Axis("predicted \(quantity)", unit: unit, scale: scale, range: range),
      series: series + (range.map { [diagonal(along: $0, band: band)] } ?? []), shape: .square)
  }

  /// The range of both axes: every coordinate that can be shown, and a little more; nil if there is none.
  private static func sharedRange(of points: [Point], scale: Axis.Scale) -> ClosedRange<Double>? {
    let coordinates = points.flatMap { [$0.x, $0.y] }.filter { $0.isFinite && (scale == .linear || $0 > 0) }
    guard let least = coordinates.min(), let greatest = coordinates.max() else { return nil }
    if scale == .logarithmic {
      let margin = pow(greatest / least, 0.04) * 1.02
      return least / margin...greatest * margin
    }
    let margin = greatest > least ? 0.04 * (greatest - least) : 0.1 * abs(greatest) + 1e-9
    return (least >= 0 ? max(0, least - margin) : least - margin)...greatest + margin
  }

  /// The line `y = x` from end to end of both axes.
  private static func diagonal(along range: ClosedRange<Double>, band: Double?) -> Series {
    let ends = [range.lowerBound, range.upperBound].map { value in
      let reach = abs(value) * (band ?? 0)
      return Point(x: value, y: value, yInterval: band.map { _ in value - reach...value + reach })
    }
    let name = band.map { "equal, ±\(Numeral.text($0 * 100)) %" } ?? "equal"
    return Series(name, .reference, spread: .band, hue: .grey, points: ends)
  }
}
