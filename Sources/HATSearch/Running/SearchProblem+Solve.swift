import Quantities
import Randomness

extension SearchProblem {
  /// Looks for the fastest design, as ``solve(using:budget:seed:progress:)`` does before anything else.
  ///
  /// - Throws: ``SearchError/constraintUnreachable(limit:fastestSeen:fastestDesign:constraint:)`` if it is over the limit.
  public func checkLimit(seed: UInt64) throws {
    try validate()
    var generator = SeededGenerator(seed: seed)
    _ = try FeasibleRegion(of: self, budget: SearchBudget(), using: &generator)
  }

  /// Runs `strategy` until it proposes nothing more or `budget` is used up.
  ///
  /// The objective is asked once per design, a generation at a time, and only for designs within the limit. Where it is a
  /// mean over examples, designs race: see ``Stake``.
  ///
  /// - Parameters:
  ///   - strategy: What proposes designs.
  ///   - budget: The most that may be spent.
  ///   - seed: The seed of every random choice; the same seed gives the same result.
  ///   - progress: Called after every generation.
  /// - Throws: ``SearchError``; `TransformerIRError` for an impossible space or setting; whatever the objective throws.
  public func solve(
    using strategy: some SearchStrategy, budget: SearchBudget = SearchBudget(), seed: UInt64,
    progress: (SearchProgress) -> Void = { _ in }
  ) throws -> SearchResult {
    try validate()
    try budget.validate()
    let start = ContinuousClock.now
    var run = try SearchRun(of: self, strategy: strategy, budget: budget, seed: seed)
    while let record = try run.advance() {
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      progress(SearchProgress(record: record, elapsed: Seconds(elapsed)))
    }
    return try run.finish()
  }
}
