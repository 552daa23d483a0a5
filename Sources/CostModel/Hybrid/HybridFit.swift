import Foundation
import Hardware
import Quantities
import TransformerIR

/// The physical model and the hybrid, fitted to one set of measurements.
public struct HybridFit: Sendable {
  /// The share of steady measurements that intervals are to cover.
  public static let level = 0.90
  /// Fewer rows than this tell nothing, even with a prior.
  public static let rowMinimum = 8
  /// A prior from another profile must make the measurements e times as probable as the generic one does, …
  private static let neededEvidence = 1.0
  /// … and beyond this many rows it is not asked for: measurements speak for themselves.
  private static let baseRowLimit = 100

  /// The physical model with its interval.
  public let physical: HybridEstimator
  /// The physical model times the learned correction, if one helps.
  public let hybrid: HybridEstimator
  /// The device's states among the rows, by run order.
  public let regimes: [LatencyModel.Regime]
  /// The 90 % interval of each constant.
  public let coefficientIntervals: [[Double]]
  /// Whether the prior from another profile was used.
  public let usedBase: Bool

  /// Fits to all rows of `dataset`.
  ///
  /// - Parameters:
  ///   - base: A model of another device, whose division of time among terms is tried as prior when rows are few.
  ///   - learnsCorrection: Whether to look for a learned correction; without one, the hybrid is the physical model.
  ///   - seed: Decides the first weights of the learned correction.
  /// - Throws: ``CostModelError/tooFewRows(found:needed:purpose:)`` below ``rowMinimum`` rows.
  public init(
    _ dataset: LatencyDataset, base: (model: PhysicalModel, workload: AveragedWorkload)? = nil,
    learnsCorrection: Bool = true, seed: UInt64 = 0
  ) throws(CostModelError) {
    guard dataset.rows.count >= Self.rowMinimum else {
      throw .tooFewRows(found: dataset.rows.count, needed: Self.rowMinimum, purpose: "fitting the physical model")
    }
    let data = FitData(dataset)
    let (prior, usedBase) = Self.prior(data, base)
    let fit = PhysicalFit(data, prior: prior)
    let outOfFold = OutOfFold(data, prior: prior, folds: ConformalInterval.foldCount(rows: data.count))
    let halfWidth = ConformalInterval.halfWidth(of: fit, outOfFold: outOfFold, level: Self.level)
    let interval = LatencyModel.Interval(
      level: Self.level, halfWidth: halfWidth, exponent: fit.exponent, reference: fit.reference)
    let residual = learnsCorrection ? ResidualEnsemble.train(data, fit, seed: seed) : nil
    physical = HybridEstimator(name: "physical", physical: fit.model, residual: nil, interval: interval)
    hybrid = HybridEstimator(name: "hybrid", physical: fit.model, residual: residual, interval: interval)
    regimes = fit.detection.report(order: data.order)
    coefficientIntervals = outOfFold.coefficientIntervals(about: fit.model)
    self.usedBase = usedBase
  }

  /// The generic prior, or the one from `base` if the measurements speak for it.
  private static func prior(
    _ data: FitData, _ base: (model: PhysicalModel, workload: AveragedWorkload)?
  ) -> (shares: PriorShares, isFromBase: Bool) {
    guard let base, data.count <= baseRowLimit else { return (.generic, false) }
    let shares = PriorShares(of: base.model, running: base.workload)
    let isBetter = shares.logEvidence(data) > PriorShares.generic.logEvidence(data) + neededEvidence
    return isBetter ? (shares, true) : (.generic, false)
  }
}
