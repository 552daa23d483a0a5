import Quantities
import TransformerIR

/// What can go wrong in a search. Every message says what happened, why, and what to do next.
public enum SearchError: Error, Hashable, Sendable {
  /// Even the fastest design that a search for speed alone finds is over the limit. `fastestSeen` is its latency as
  /// the `constraint` takes it: the number that the limit must at least be.
  case constraintUnreachable(
    limit: Seconds, fastestSeen: Seconds, fastestDesign: SubTransformer, constraint: ChanceConstraint)
  /// Rejection sampling used up its proposals without one design within the limit, although there are some.
  case rejectionExhausted(limit: Seconds, proposals: Int, fastestSeen: Seconds)
  /// A number that a caller chose makes no sense.
  case invalidSettings(String)
  /// The objective returned infinity or NaN.
  case nonFiniteObjective(name: String, value: Double, design: SubTransformer)
  /// The objective returned more or fewer numbers than there were designs.
  case objectiveCountMismatch(name: String, designs: Int, values: Int)
  /// A loss over examples returned something else than a row per design with a number per example.
  case sampledLossMismatch(designs: Int, examples: Int)
  /// The estimator predicted a latency that no machine can have.
  case impossiblePrediction(estimator: String, latency: Seconds, design: SubTransformer)
}

extension SearchError: CustomStringConvertible {
  /// The message for the user.
  public var description: String {
    switch self {
    case .constraintUnreachable(let limit, let fastestSeen, let design, let constraint):
      "no design meets the limit of \(limit.rounded()): the fastest found has a \(constraint.words) of "
        + "\(fastestSeen.rounded(.up)) (\(design)); raise the limit to at least that, or search a space with smaller designs"
    case .rejectionExhausted(let limit, let proposals, let fastestSeen):
      "none of \(proposals) random designs meets the limit of \(limit.rounded()), although one of "
        + "\(fastestSeen.rounded(.up)) exists; repair designs instead of rejecting them, raise the limit or the budget of proposals"
    case .invalidSettings(let why):
      "impossible search settings: \(why)"
    case .nonFiniteObjective(let name, let value, let design):
      "the objective '\(name)' is \(value) for the design \(design); a search needs finite numbers: "
        + "check the checkpoint, or return a large number for designs that fail"
    case .objectiveCountMismatch(let name, let designs, let values):
      "the objective '\(name)' returned \(values) values for \(designs) designs; return one per design, in order"
    case .sampledLossMismatch(let designs, let examples):
      "a loss over examples was asked for \(designs) designs and \(examples) examples and returned rows of another size; "
        + "return one row per design, in order, with one number per example"
    case .impossiblePrediction(let estimator, let latency, let design):
      "the estimator '\(estimator)' predicts \(latency.value) s for the design \(design); latencies are positive and finite: "
        + "fit the estimator again, or use the physical one"
    }
  }
}

extension SearchError {
  /// The largest population, batch or number of generations: far above any use, far below what overflows.
  static let largestSize = 1_000_000

  /// Throws ``invalidSettings(_:)`` unless `value` lies in `range`.
  static func check(_ value: Int, _ what: String, in range: ClosedRange<Int>) throws(SearchError) {
    guard range.contains(value) else {
      throw .invalidSettings("\(what) is \(value); it must lie between \(range.lowerBound) and \(range.upperBound)")
    }
  }

  /// Throws ``invalidSettings(_:)`` unless `value` lies between 0 and 1.
  static func check(probability value: Double, _ what: String) throws(SearchError) {
    guard (0...1).contains(value) else {
      throw .invalidSettings("\(what) is \(value); it must lie between 0 and 1")
    }
  }
}

extension ChanceConstraint {
  fileprivate var words: String {
    switch self {
    case .upperBound: "predicted latency (upper end of its 90 % interval)"
    case .median: "median predicted latency"
    }
  }
}

extension Seconds {
  /// The duration to four digits, as `4.532 s` or `350.1 ms`.
  fileprivate func rounded(_ rule: FloatingPointRoundingRule = .toNearestOrAwayFromZero) -> String {
    value >= 1
      ? "\((value * 1000).rounded(rule) / 1000) s" : "\((milliseconds * 10).rounded(rule) / 10) ms"
  }
}
