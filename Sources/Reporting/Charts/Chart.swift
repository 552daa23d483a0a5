/// One chart as a plain value: two axes and the marks drawn between them.
///
/// The value says what is shown, never how a library draws it; the same value becomes the picture and the data table
/// beside it. The charts this project draws often are static functions that build such a value, in `Recipes/`; a new
/// kind of chart is a new function of this sort.
public struct Chart: Hashable, Sendable {
  /// What the chart shows, as a heading.
  public let title: String
  /// A sentence under the chart: how to read it, what is left out.
  public let caption: String
  /// The horizontal axis.
  public let x: Axis
  /// The vertical axis.
  public let y: Axis
  /// Points and lines, drawn in order.
  public let series: [Series]
  /// Bars along the axis that has categories.
  public let bars: [Bars]
  /// Shaded stretches of the horizontal axis.
  public let spans: [Span]
  /// Straight lines across the chart.
  public let rules: [Rule]
  /// The outline of the drawing.
  public let shape: Shape

  /// The outline of a drawing.
  public enum Shape: String, Hashable, Sendable {
    /// As wide as the page.
    case wide
    /// As high as wide, for two axes in the same unit; two of them share a row of a wide page.
    case square
  }

  /// Makes a chart from its marks.
  /// - Precondition: bars have exactly one axis of categories and a value for each of them; a chart without bars has
  ///   two axes of numbers.
  public init(
    title: String, caption: String = "", x: Axis, y: Axis, series: [Series] = [], bars: [Bars] = [],
    spans: [Span] = [], rules: [Rule] = [], shape: Shape = .wide
  ) {
    let categories = [x, y].compactMap(\.categories)
    precondition(
      bars.isEmpty ? categories.isEmpty : categories.count == 1 && series.isEmpty,
      "chart '\(title)' needs one axis of categories if it has bars, none if it has series, and never both")
    for bar in bars {
      precondition(
        bar.values.count == categories[0].count,
        "bars '\(bar.name)' have \(bar.values.count) values for \(categories[0].count) categories")
    }
    self.title = title
    self.caption = caption
    self.x = x
    self.y = y
    self.series = series
    self.bars = bars
    self.spans = spans
    self.rules = rules
    self.shape = shape
  }
}
