extension Chart {
  /// A named set of points with one look.
  public struct Series: Hashable, Sendable {
    /// How the points are drawn.
    public enum Mark: String, Hashable, Sendable {
      /// Dots.
      case points
      /// A line.
      case line
      /// A line with a dot at every point.
      case connectedPoints
      /// A staircase with a dot at every point, level up to the next point.
      case steps
      /// A thin dashed line to compare with, drawn over the data; it has no tooltips and no rows in the data table.
      case reference
    }

    /// How the vertical intervals of the points are drawn.
    public enum Spread: String, Hashable, Sendable {
      /// A bar with ends at every point.
      case whiskers
      /// A shaded band along the series.
      case band
    }

    /// The name in the legend and in tooltips.
    public var name: String
    /// How the points are drawn.
    public var mark: Mark
    /// How vertical intervals are drawn; horizontal ones are always whiskers.
    public var spread: Spread
    /// The colour; nil takes the next free one.
    public var hue: Hue?
    /// The points, in drawing order.
    public var points: [Point]

    /// Makes a series.
    public init(_ name: String, _ mark: Mark, spread: Spread = .whiskers, hue: Hue? = nil, points: [Point]) {
      self.name = name
      self.mark = mark
      self.spread = spread
      self.hue = hue
      self.points = points
    }
  }

  /// A point, with intervals where they are known. A coordinate that is not finite leaves a gap.
  public struct Point: Hashable, Sendable {
    /// The horizontal coordinate, in the axis's unit.
    public var x: Double
    /// The vertical coordinate, in the axis's unit.
    public var y: Double
    /// The uncertainty of `x`, if known.
    public var xInterval: ClosedRange<Double>?
    /// The uncertainty of `y`, if known.
    public var yInterval: ClosedRange<Double>?
    /// Lines to show when the reader hovers over the point.
    public var note: [String]

    /// Makes a point.
    public init(
      x: Double, y: Double, xInterval: ClosedRange<Double>? = nil, yInterval: ClosedRange<Double>? = nil,
      note: [String] = []
    ) {
      self.x = x
      self.y = y
      self.xInterval = xInterval
      self.yInterval = yInterval
      self.note = note
    }
  }
}
