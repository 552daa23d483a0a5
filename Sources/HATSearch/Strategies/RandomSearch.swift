import Randomness

/// The baseline: designs at random, each position independent and uniform, nothing learned.
///
/// It ends after a batch that could not be filled: with ``DrawingRule/repair``, when nine of ten draws are known designs.
public struct RandomSearch: SearchStrategy {
  /// `random`.
  public let name = "random"
  /// Nothing is learned, so only the best matters.
  public let stake = Stake.best(1)
  private let batch: Int
  private let rule: DrawingRule
  /// How many designs the last batch held; nil before the first.
  private var filled: Int?

  /// Makes a random search that proposes `batch` designs at a time.
  ///
  /// - Throws: ``SearchError/invalidSettings(_:)`` for a batch below 1.
  public init(batch: Int = 125, rule: DrawingRule = .repair) throws(SearchError) {
    try SearchError.check(batch, "the batch of the random search", in: 1...SearchError.largestSize)
    self.batch = batch
    self.rule = rule
  }

  /// The next random designs.
  public mutating func propose(
    within region: inout FeasibleRegion, using generator: inout SeededGenerator
  ) throws(SearchError) -> [Candidate] {
    let proposals =
      switch filled {
      case nil: try region.firstPopulation(batch, by: rule, using: &generator)
      case batch: try region.collect(batch, by: rule, using: &generator) { $0.random(using: &$1) }
      default: [Candidate]()
      }
    filled = proposals.count
    return proposals
  }

  /// Learns nothing.
  public func report(_ evaluated: [EvaluatedDesign]) {}
}
