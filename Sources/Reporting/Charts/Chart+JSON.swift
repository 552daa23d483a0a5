import Foundation

extension Chart {
  /// The chart as JSON text for the page's script. Numbers that are not finite are null: JSON has no word for them.
  var json: String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    do {
      return String(decoding: try encoder.encode(ChartDocument(self)), as: UTF8.self)
    } catch {
      preconditionFailure("chart '\(title)' cannot be written as JSON: \(error)")
    }
  }
}

/// What the script is told: the chart's values with colours settled. How a mark is drawn is the script's affair.
private struct ChartDocument: Encodable {
  let x, y: AxisDocument
  let series: [SeriesDocument]
  let bars: [BarsDocument]
  let spans: [SpanDocument]
  let rules: [RuleDocument]

  init(_ chart: Chart) {
    x = AxisDocument(chart.x)
    y = AxisDocument(chart.y)
    series = zip(chart.series, Chart.Hue.settled(chart.series.map(\.hue))).map(SeriesDocument.init)
    bars = zip(chart.bars, Chart.Hue.settled(chart.bars.map(\.hue))).map(BarsDocument.init)
    spans = chart.spans.map(SpanDocument.init)
    rules = chart.rules.map(RuleDocument.init)
  }
}

extension Chart.Hue {
  /// The asked-for hues, with each nil replaced by the next hue nobody asked for, over and over if need be.
  fileprivate static func settled(_ asked: [Chart.Hue?]) -> [Chart.Hue] {
    let unused = allCases.filter { !asked.contains($0) }
    let palette = unused.isEmpty ? allCases : unused
    var taken = 0
    return asked.map { hue in
      if let hue { return hue }
      defer { taken += 1 }
      return palette[taken % palette.count]
    }
  }
}

private struct AxisDocument: Encodable {
  let label: String
  let title: String
  let unit: String?
  let logarithmic: Bool
  let categories: [String]?
  let range: [Double?]?

  init(_ axis: Chart.Axis) {
    label = axis.label
    title = axis.title
    unit = axis.unit
    logarithmic = axis.scale == .logarithmic
    categories = axis.categories
    range = axis.range?.ends
  }
}

private struct SeriesDocument: Encodable {
  let name, mark, spread, hue: String
  let points: [PointDocument]

  init(_ series: Chart.Series, hue: Chart.Hue) {
    name = series.name
    mark = series.mark.rawValue
    spread = series.spread.rawValue
    self.hue = hue.rawValue
    points = series.points.map(PointDocument.init)
  }
}

/// A point; what is not known is left out, and a coordinate that is not finite is null.
private struct PointDocument: Encodable {
  let point: Chart.Point

  enum CodingKeys: String, CodingKey {
    case x, y, xInterval, yInterval, note
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(point.x.orNull, forKey: .x)
    try container.encode(point.y.orNull, forKey: .y)
    try container.encodeIfPresent(point.xInterval?.ends, forKey: .xInterval)
    try container.encodeIfPresent(point.yInterval?.ends, forKey: .yInterval)
    if !point.note.isEmpty { try container.encode(point.note, forKey: .note) }
  }
}

private struct BarsDocument: Encodable {
  let name, hue: String
  let values: [Double?]
  let bases: [Double?]?

  init(_ bars: Chart.Bars, hue: Chart.Hue) {
    name = bars.name
    self.hue = hue.rawValue
    values = bars.values.map { $0?.orNull }
    bases = bars.bases?.map(\.orNull)
  }
}

private struct SpanDocument: Encodable {
  let label, hue: String
  let range: [Double?]

  init(_ span: Chart.Span) {
    label = span.label
    hue = span.hue.rawValue
    range = span.range.ends
  }
}

private struct RuleDocument: Encodable {
  let label, axis: String
  let value: Double?

  init(_ rule: Chart.Rule) {
    label = rule.label
    axis = rule.axis.rawValue
    value = rule.value.orNull
  }
}

extension Double {
  /// The number, or nil if it is not finite.
  fileprivate var orNull: Double? { isFinite ? self : nil }
}

extension ClosedRange<Double> {
  fileprivate var ends: [Double?] { [lowerBound.orNull, upperBound.orNull] }
}
