import CostModel
import Quantities
import TransformerIR

/// What is searched for: the best design of a space that a device runs within a limit.
///
/// ```swift
/// let problem = SearchProblem(
///   space: .wmt, estimator: estimator, limit: Seconds(milliseconds: 200),
///   objective: .capacity(architecture: SearchSpace.wmt.architecture, setting: SearchSpace.wmt.setting))
/// let result = try problem.solve(using: EvolutionarySearch(), seed: 1)
/// ```
public struct SearchProblem {
  /// The designs to choose from.
  public var space: SearchSpace
  /// How they are run.
  public var setting: InferenceSetting
  /// Says how long they take.
  public var estimator: any LatencyEstimator
  /// The most that one translation may take; nil for a front without a limit.
  public var limit: Seconds?
  /// Which end of the prediction must stay within the limit.
  public var constraint: ChanceConstraint
  /// What is made small.
  public var objective: Objective
  /// What the front trades; a multi-objective strategy optimises exactly these.
  public var axes: [FrontAxis]
  /// The point, one cost per axis, that hypervolumes are measured from. Without one it is the worst cost of the first
  /// generation on every axis, and hypervolumes of two runs cannot be compared.
  public var hypervolumeReference: [Double]?
  /// Designs to begin with besides random ones: what an earlier search with a tighter limit found. Those over the limit are
  /// repaired; HAT's own rules know no such designs.
  public var seeds: [SubTransformer] = []

  /// Makes a problem; without a `setting`, designs are run as the space says.
  public init(
    space: SearchSpace, setting: InferenceSetting? = nil, estimator: any LatencyEstimator, limit: Seconds?,
    constraint: ChanceConstraint = .upperBound, objective: Objective, axes: [FrontAxis] = [.objective, .latency],
    hypervolumeReference: [Double]? = nil
  ) {
    self.space = space
    self.setting = setting ?? space.setting
    self.estimator = estimator
    self.limit = limit
    self.constraint = constraint
    self.objective = objective
    self.axes = axes
    self.hypervolumeReference = hypervolumeReference
  }

  /// Checks what a caller may have got wrong.
  ///
  /// - Throws: ``SearchError/invalidSettings(_:)``, or `TransformerIRError` if the space or the setting is impossible.
  public func validate() throws {
    try space.validate()
    try setting.validate()
    if let limit, !(limit.value > 0 && limit.value.isFinite) {
      throw SearchError.invalidSettings("the latency limit is \(limit.value) s; it must be positive and finite")
    }
    guard !axes.isEmpty else {
      throw SearchError.invalidSettings("the front has no axes; give it at least one, for instance the latency")
    }
    if let reference = hypervolumeReference, reference.count != axes.count {
      throw SearchError.invalidSettings(
        "the hypervolume's reference has \(reference.count) costs; the front has \(axes.count) axes")
    }
  }
}
