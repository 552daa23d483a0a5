import CostModel
import Quantities
import TransformerIR

/// What a search found, how it got there and what it spent. The same problem, strategy, budget and seed give an equal
/// result.
public struct SearchResult: Hashable, Sendable {
  /// The name of the strategy.
  public var strategy: String
  /// The name of the objective and the sentence that says what it is.
  public var objectiveName, objectiveDescription: String
  /// The seed of every random choice.
  public var seed: UInt64
  /// The design within the limit with the lowest objective; of equal ones the fastest.
  public var best: EvaluatedDesign
  /// Every evaluated design that no other beats on all axes of the problem, fastest first.
  public var front: [EvaluatedDesign]
  /// Every design whose objective is known exactly, best first: what a choice may be repeated among.
  public var evaluated: [EvaluatedDesign]
  /// The point that hypervolumes are measured from, one cost per axis.
  public var hypervolumeReference: [Double]
  /// The generations, first to last.
  public var history: [GenerationRecord]
  /// What was spent.
  public var counts: SearchCounts
}

extension SearchResult {
  /// The same run with a tighter limit: the best design and the front among those that meet it. ``evaluated`` stays whole: a
  /// device may turn out faster than predicted.
  ///
  /// - Throws: ``SearchError/constraintUnreachable(limit:fastestSeen:fastestDesign:constraint:)`` if none does.
  public func within(_ limit: Seconds, _ constraint: ChanceConstraint) throws(SearchError) -> SearchResult {
    let latency = { (design: EvaluatedDesign) in constraint.constrainedLatency(of: design.prediction) }
    var result = self
    result.front = front.filter { latency($0) <= limit }
    guard let best = evaluated.first(where: { latency($0) <= limit }) else {
      let fastest = evaluated.min { latency($0) < latency($1) } ?? best
      throw .constraintUnreachable(
        limit: limit, fastestSeen: latency(fastest), fastestDesign: fastest.design, constraint: constraint)
    }
    result.best = best
    return result
  }
}

/// A design within the limit with everything that the search knows about it.
public struct EvaluatedDesign: Hashable, Sendable {
  /// The design with its gene and its predicted latency.
  public var candidate: Candidate
  /// The value of the objective; lower is better.
  public var objective: Double
  /// The standard error of ``objective``, if it was estimated from some of the examples; else 0.
  public var objectiveError: Double
  /// Whether the objective was evaluated on every example. A design that was given up was not.
  public var isComplete: Bool
  /// Parameters of the layers, without embeddings and output layer.
  public var parameters: Int
  /// One cost per axis of the problem, in its order.
  public var costs: [Double]

  /// The layers that run.
  public var design: SubTransformer { candidate.design }
  /// The predicted latency with its interval.
  public var prediction: LatencyPrediction { candidate.prediction }
}

/// One generation of a search.
public struct GenerationRecord: Hashable, Sendable, Codable {
  /// Its number, from 1.
  public var generation: Int
  /// The lowest objective of the run so far.
  public var bestObjective: Double
  /// The mean objective of the designs that this generation proposed and evaluated completely; of their estimates, if it gave
  /// all of them up.
  public var meanObjective: Double
  /// The share of this generation's draws that met the limit before any repair; nil if nothing was drawn.
  public var feasibleShare: Double?
  /// Objective evaluations of the run so far.
  public var evaluations: Int
  /// What the front dominates so far; nil with more than two axes, where it is too slow to compute every generation.
  public var hypervolume: Double?

  enum CodingKeys: String, CodingKey {
    case generation, evaluations, hypervolume
    case bestObjective = "best_objective"
    case meanObjective = "mean_objective"
    case feasibleShare = "feasible_share"
  }
}

/// A generation just finished, and how long the run has taken.
public struct SearchProgress: Hashable, Sendable {
  /// The generation.
  public var record: GenerationRecord
  /// Time since the search began.
  public var elapsed: Seconds
}

/// What a search spent and what its memory saved.
public struct SearchCounts: Hashable, Sendable, Codable {
  /// Designs that the objective was asked for; every one is different.
  public var objectiveEvaluations = 0
  /// Designs that were given up before they saw every example, because they were worse beyond doubt.
  public var abandoned = 0
  /// Examples that evaluating every design completely would have taken; 0 for an objective that is no mean over examples.
  public var examplesAsked = 0
  /// Examples that were taken.
  public var examplesComputed = 0
  /// Proposals whose objective was known from before.
  public var objectiveMemoHits = 0
  /// Genes drawn and held against the limit.
  public var proposals = 0
  /// Those of them that met the limit as drawn.
  public var proposalsWithinLimit = 0
  /// Designs that the estimator was asked for; every one is different.
  public var latencyPredictions = 0
  /// Latencies that were known from before.
  public var predictionMemoHits = 0
  /// Proposals not taken because their design had been proposed before, in whatever gene.
  public var duplicatesAvoided = 0

  enum CodingKeys: String, CodingKey {
    case objectiveEvaluations = "objective_evaluations"
    case abandoned
    case examplesAsked = "examples_asked"
    case examplesComputed = "examples_computed"
    case objectiveMemoHits = "objective_memo_hits"
    case proposals
    case proposalsWithinLimit = "proposals_within_limit"
    case latencyPredictions = "latency_predictions"
    case predictionMemoHits = "prediction_memo_hits"
    case duplicatesAvoided = "duplicates_avoided"
  }

  /// No spending yet.
  public init() {}
}
