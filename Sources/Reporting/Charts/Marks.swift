extension Chart {
  /// A named set of bars, one per category.
  ///
  /// Without `bases` the bars of all sets stack up on each other; with `bases` each floats from its base to its base
  /// plus its value, and shows its value beside it.
  public struct Bars: Hashable, Sendable {
    /// The name in the legend and in tooltips.
    public var name: String
    /// The bars' lengths in the value axis's unit, one per category; nil leaves a category out.
    public var values: [Double?]
    /// Where each bar starts, one per category; nil stacks the bars.
    public var bases: [Double]?
    /// The colour; nil takes the next free one.
    public var hue: Hue?

    /// Makes a set of bars.
    /// - Precondition: as many bases as values, if any.
    public init(_ name: String, values: [Double?], bases: [Double]? = nil, hue: Hue? = nil) {
      precondition(
        bases == nil || bases?.count == values.count, "bars '\(name)' have \(values.count) values and other bases")
      self.name = name
      self.values = values
      self.bases = bases
      self.hue = hue
    }
  }

  /// A shaded stretch of the horizontal axis, such as a regime of the device.
  public struct Span: Hashable, Sendable {
    /// What holds along the stretch, such as "slow, +24 %".
    public var label: String
    /// The first and last horizontal coordinate.
    public var range: ClosedRange<Double>
    /// The colour of the shade.
    public var hue: Hue

    /// Makes a stretch; grey unless told.
    /// - Precondition: both ends are finite.
    public init(_ label: String, _ range: ClosedRange<Double>, hue: Hue = .grey) {
      precondition(range.lowerBound.isFinite && range.upperBound.isFinite, "span '\(label)' has no end: \(range)")
      self.label = label
      self.range = range
      self.hue = hue
    }
  }

  /// A straight line across the chart at one value, such as a latency limit.
  public struct Rule: Hashable, Sendable {
    /// The axis that the value is read on.
    public enum Reading: String, Hashable, Sendable {
      /// A value of `x`: a vertical line.
      case x
      /// A value of `y`: a horizontal line.
      case y
    }

    /// What the line stands for.
    public var label: String
    /// The axis that `value` is read on.
    public var axis: Reading
    /// Where the line stands, in the axis's unit.
    public var value: Double

    /// Makes a line.
    public init(_ label: String, _ axis: Reading, at value: Double) {
      self.label = label
      self.axis = axis
      self.value = value
    }
  }
}
