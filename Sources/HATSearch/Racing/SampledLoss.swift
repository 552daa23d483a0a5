import TransformerIR

/// A loss that is a weighted mean over examples, and can be had for some of them before the others.
///
/// The validation loss of a translation model is one: sentences are the examples, their target tokens the weights.
public struct SampledLoss {
  /// The weight of every example, in the order in which examples are taken. The order must be random: what is said of
  /// all examples from the first few rests on it.
  public let weights: [Double]
  /// What the weighted mean is multiplied with, to change its unit; 1/ln 2 makes bits of nats.
  public let scale: Double
  /// Each design's summed loss of every example in a range: one row per design, one number per example. It may be slow.
  public let losses: (_ designs: [SubTransformer], _ examples: Range<Int>) throws -> [[Float]]

  /// Makes a loss from a closure.
  ///
  /// - Precondition: there is an example, and weights are positive.
  public init(
    weights: [Double], scale: Double = 1,
    losses: @escaping (_ designs: [SubTransformer], _ examples: Range<Int>) throws -> [[Float]]
  ) {
    precondition(!weights.isEmpty && weights.allSatisfy { $0 > 0 }, "examples must have positive weights")
    self.weights = weights
    self.scale = scale
    self.losses = losses
  }

  /// Examples of the first look; each further look doubles what has been seen.
  static let firstLook = 64

  /// The examples in the portions in which they are taken.
  var portions: [Range<Int>] {
    var portions: [Range<Int>] = []
    var end = Self.firstLook
    // A small rest joins the last portion.
    while 3 * end < 2 * weights.count {
      portions.append((portions.last?.upperBound ?? 0)..<end)
      end *= 2
    }
    return portions + [(portions.last?.upperBound ?? 0)..<weights.count]
  }

  /// The weighted mean of `losses`, one per example.
  func mean(_ losses: [Float]) -> Double {
    scale * losses.reduce(0) { $0 + Double($1) } / weights.reduce(0, +)
  }
}
