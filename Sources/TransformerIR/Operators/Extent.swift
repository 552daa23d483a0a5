/// One dimension of a tensor: a number times at most one length that is known only when the graph is run.
///
/// Numbers are `Double`, because an *averaged* layer (of a latency row that no longer has its design) has fractional
/// widths and is lowered by the same code as a real one. For real designs every extent is a whole number.
public struct Extent: Hashable, Sendable {
  /// The length that the extent grows with.
  public enum Length: Hashable, Sendable {
    /// Nothing: the extent is a constant.
    case one
    /// Source tokens.
    case source
    /// Target tokens.
    case target
    /// Positions in the self-attention cache at a decoder step: 1 at the first step, `target` at the last.
    case cached
  }

  /// The constant factor.
  public var factor: Double
  /// What it multiplies.
  public var length: Length

  /// An extent that does not depend on any length.
  public static func fixed(_ value: Double) -> Extent { Extent(factor: value, length: .one) }
  /// An extent that does not depend on any length.
  public static func fixed(_ value: Int) -> Extent { fixed(Double(value)) }
  /// `factor` times the source length.
  public static func source(_ factor: Double = 1) -> Extent { Extent(factor: factor, length: .source) }
  /// `factor` times the target length.
  public static func target(_ factor: Double = 1) -> Extent { Extent(factor: factor, length: .target) }
  /// `factor` times the positions cached at a step.
  public static func cached(_ factor: Double = 1) -> Extent { Extent(factor: factor, length: .cached) }

  /// The extent's value once lengths are known.
  public func value(at lengths: Lengths) -> Double {
    switch length {
    case .one: factor
    case .source: factor * lengths.source
    case .target: factor * lengths.target
    case .cached: factor * lengths.cached
    }
  }
}

/// The lengths that a graph's extents are bound to.
public struct Lengths: Hashable, Sendable {
  /// Source tokens, target tokens, and positions cached at the decoder step in question.
  public var source, target, cached: Double

  /// The lengths at decoder step `step`, counted from 1, of `setting`.
  public init(of setting: InferenceSetting, step: Int) {
    self.init(of: setting, cached: Double(step))
  }

  /// The lengths at the mean decoder step: what is linear in the step has its mean here, so that a sum over all steps is
  /// the value here times the number of steps.
  public init(ofMeanStepOf setting: InferenceSetting) {
    self.init(of: setting, cached: Double(setting.targetLength + 1) / 2)
  }

  private init(of setting: InferenceSetting, cached: Double) {
    source = Double(setting.sourceLength)
    target = Double(setting.targetLength)
    self.cached = cached
  }
}
