extension Chart {
  /// An axis: what is shown along it, in which unit, on which scale.
  public struct Axis: Hashable, Sendable {
    /// How values are laid out along an axis.
    public enum Scale: Hashable, Sendable {
      /// Equal steps for equal differences.
      case linear
      /// Equal steps for equal ratios. Values of zero and below have no place on it and stand only in the data table.
      case logarithmic
      /// One place per name, in order; on a vertical axis from the top.
      case categories([String])
    }

    /// The quantity, such as "measured latency".
    public var title: String
    /// The unit of the values, such as "ms" or "%"; nil for plain numbers and categories.
    public var unit: String?
    /// The layout of the values.
    public var scale: Scale
    /// The part of the axis to show; nil shows everything.
    public var range: ClosedRange<Double>?

    /// Makes an axis; linear and showing everything unless told.
    public init(_ title: String, unit: String? = nil, scale: Scale = .linear, range: ClosedRange<Double>? = nil) {
      self.title = title
      self.unit = unit
      self.scale = scale
      self.range = range
    }

    /// The names along the axis, if it is one of categories.
    var categories: [String]? {
      if case .categories(let names) = scale { names } else { nil }
    }

    /// The quantity with its unit: "latency (ms)".
    var label: String { unit.map { "\(title) (\($0))" } ?? title }
  }
}
