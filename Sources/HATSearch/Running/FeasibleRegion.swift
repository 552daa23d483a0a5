import CostModel
import Quantities
import Randomness
import TransformerIR

/// The part of a space that meets the limit, as a strategy sees it: a gene goes in, a candidate comes out.
///
/// It remembers every prediction by *design* (genes that differ only in layers that do not run are one design), which
/// designs were proposed, and counts. When it is made it looks for the fastest design, so that an impossible limit
/// fails at once, and any gene can be repaired by moving it towards that design.
public struct FeasibleRegion {
  /// Draws, mutates and crosses genes of this space.
  public let variation: GeneVariation
  /// The fastest design found by ``init(of:budget:using:)``; within the limit.
  public private(set) var fastest: Candidate
  /// What was spent so far.
  public internal(set) var counts = SearchCounts()

  let problem: SearchProblem
  private let budget: SearchBudget
  private var predictions: [SubTransformer: LatencyPrediction] = [:]
  private var claimed: Set<SubTransformer> = []

  /// Looks for the fastest design of `problem`'s space.
  ///
  /// - Throws: ``SearchError/constraintUnreachable(limit:fastestSeen:fastestDesign:constraint:)`` if it is over the limit.
  init(of problem: SearchProblem, budget: SearchBudget, using generator: inout SeededGenerator) throws(SearchError) {
    self.problem = problem
    self.budget = budget
    variation = GeneVariation(of: problem.space)
    let smallest = variation.completed(problem.space.gene(of: problem.space.smallest))
    fastest = Candidate(
      gene: smallest, design: problem.space.smallest, prediction: LatencyPrediction(latency: .zero), excess: .zero)
    fastest = try findFastest(from: smallest, using: &generator)
    if let limit = problem.limit, fastest.excess > .zero {
      throw .constraintUnreachable(
        limit: limit, fastestSeen: constrainedLatency(of: fastest), fastestDesign: fastest.design,
        constraint: problem.constraint)
    }
  }

  /// The candidate that `gene` encodes, within the limit or not; not counted as a proposal.
  ///
  /// - Throws: ``SearchError/impossiblePrediction(estimator:latency:design:)``.
  public mutating func examine(_ gene: Gene) throws(SearchError) -> Candidate {
    let design = problem.space.design(of: gene)
    let prediction = try predict(design)
    let latency = problem.constraint.constrainedLatency(of: prediction)
    let excess = problem.limit.map { max(.zero, latency - $0) } ?? .zero
    return Candidate(gene: gene, design: design, prediction: prediction, excess: excess)
  }

  /// The candidate that `gene` encodes, counted as a proposal; nil when the budget of proposals is used up.
  public mutating func propose(_ gene: Gene) throws(SearchError) -> Candidate? {
    guard counts.proposals < budget.proposals else { return nil }
    let candidate = try examine(gene)
    counts.proposals += 1
    if candidate.isWithinLimit { counts.proposalsWithinLimit += 1 }
    return candidate
  }

  /// Claims `design` for evaluation; false, and counted, if it was claimed before.
  public mutating func claim(_ design: SubTransformer) -> Bool {
    let isNew = claimed.insert(design).inserted
    if !isNew { counts.duplicatesAvoided += 1 }
    return isNew
  }

  /// The latency of `candidate` that is held against the limit.
  func constrainedLatency(of candidate: Candidate) -> Seconds {
    problem.constraint.constrainedLatency(of: candidate.prediction)
  }

  private mutating func predict(_ design: SubTransformer) throws(SearchError) -> LatencyPrediction {
    if let known = predictions[design] {
      counts.predictionMemoHits += 1
      return known
    }
    let prediction = problem.estimator.predict(
      AveragedWorkload(
        averages: DesignAverages(of: design), architecture: problem.space.architecture, setting: problem.setting))
    for latency in [prediction.latency, problem.constraint.constrainedLatency(of: prediction)] {
      guard latency.value > 0, latency.value.isFinite else {
        throw .impossiblePrediction(estimator: problem.estimator.name, latency: latency, design: design)
      }
    }
    counts.latencyPredictions += 1
    predictions[design] = prediction
    return prediction
  }
}

/// A gene, the design that it encodes, and what running that is predicted to take.
public struct Candidate: Hashable, Sendable {
  /// What evolution mutates and crosses.
  public let gene: Gene
  /// The layers that run.
  public let design: SubTransformer
  /// The predicted latency with its interval.
  public let prediction: LatencyPrediction
  /// How far the constrained latency is over the limit; zero within it.
  public let excess: Seconds

  /// Whether the design meets the limit.
  public var isWithinLimit: Bool { excess == .zero }
}
