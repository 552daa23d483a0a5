import Randomness

/// Decides which designs to look at next: asked with `propose`, told with `report`.
///
/// A strategy is a value. It sees designs, latencies and costs, never the model that they come from, and takes every
/// random choice from the generator that it is handed. The laws of every conformer: the same seed gives the same run,
/// and nothing over the limit is proposed.
///
/// To add one: a file that conforms, and a row in the tests' list of strategies, which holds it to these laws.
public protocol SearchStrategy: Sendable {
  /// The name in tables and files: `evolution`, `nsga2`, `random` …
  var name: String { get }

  /// Which designs are worth knowing exactly.
  var stake: Stake { get }

  /// The designs to evaluate next, all within the limit; none ends the search. A design that was evaluated before
  /// costs nothing and is reported again.
  mutating func propose(
    within region: inout FeasibleRegion, using generator: inout SeededGenerator
  ) throws(SearchError) -> [Candidate]

  /// Hands back the proposals with their costs, in order. When the budget ends, the last ones are missing.
  mutating func report(_ evaluated: [EvaluatedDesign])
}
