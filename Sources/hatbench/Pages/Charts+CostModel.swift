import CostModel
import Foundation
import Hardware
import Quantities
import Reporting
import TransformerIR

/// Charts of what CostModel finds.
extension Chart {
  /// A prediction beside its measurement, with what a reader sees on hover.
  struct AccuracyPoint {
    var name: [String]
    var pair: AccuracyReport.Case
  }

  /// Predicted against measured, with the design of every point on hover.
  static func accuracy(_ cases: [AccuracyPoint], of series: String, caption: String) -> Chart {
    let points = cases.map { item in
      let error = Numeral.text(100 * item.pair.relativeError, digits: 3, signed: true)
      return Point(
        x: item.pair.measured.milliseconds, y: item.pair.predicted.latency.milliseconds,
        note: item.name + [
          "measured \(item.pair.measured)", "predicted \(item.pair.predicted.latency) (\(error) %)",
        ])
    }
    return predictedAgainstMeasured(
      [Series(series, .points, points: points)], title: "Predicted against measured", caption: caption,
      quantity: "latency", unit: "ms", scale: .logarithmic, band: 0.1)
  }

  /// Residuals by run order with the device's other states shaded.
  static func residuals(_ conditions: DatasetConditions) -> Chart {
    let states = conditions.regimes.filter { abs($0.ratio - 1) > 0.01 }.map { regime in
      Span(
        "\(Numeral.text(100 * (regime.ratio - 1), digits: 3, signed: true)) %",
        Double(regime.firstRow)...Double(regime.lastRow), hue: regime.ratio > 1 ? .vermilion : .sky)
    }
    return residualsByRunOrder(
      conditions.residuals.map { 100 * (exp($0) - 1) }, title: "Residual by run order",
      caption: "Measured over predicted, less one. Shaded: rows measured in another state of the device.",
      regimes: states, window: 25)
  }

  /// Which terms make the mean error; opposite ones that cancel in the total show here.
  static func waterfall(measured: Seconds, _ contributions: [Comparison.Contribution]) -> Chart {
    errorWaterfall(
      measured: measured.milliseconds,
      contributions: contributions.map { Contribution($0.name, $0.error.milliseconds) },
      title: "Where the mean error comes from",
      caption: "Each step is a term's predicted time less the time that a fit to these very rows gives it.",
      quantity: "latency", unit: "ms")
  }
}

extension LatencyDataset.Row {
  /// The design's averages for a reader, in two lines.
  var note: [String] {
    let averages = averages
    func text(_ value: Double) -> String { Numeral.text(value) }
    return [
      "row \(order)",
      "encoder \(text(averages.encoderEmbedding))×\(text(averages.encoderLayers)), mean FFN \(text(averages.encoderFFN))",
      "decoder \(text(averages.decoderEmbedding))×\(text(averages.decoderLayers)), mean FFN \(text(averages.decoderFFN)), "
        + "attends \(text(averages.attended))",
    ]
  }
}
