import Hardware
import Quantities
import TransformerIR

extension FitExperiment.Outcome {
  /// What was fitted, as a profile keeps it; nil if neither the physical model nor the hybrid was.
  ///
  /// - Parameters:
  ///   - space: The space that the rows were drawn from.
  ///   - source: The measurements in a few words.
  public func latencyModel(
    _ experiment: FitExperiment, space: SearchSpace, runtime: Runtime, source: String
  ) -> LatencyModel? {
    guard let fit else { return nil }
    let hybrid = fit.hybrid
    let terms = PhysicalTerm.all.enumerated().map { index, term in
      LatencyModel.Term(
        name: term.name, value: hybrid.physical.coefficients[index], unit: term.unit,
        interval: fit.coefficientIntervals[index])
    }
    let features = experiment.dataset.rows.map(\.averages.features)
    let domain = DesignAverages.featureNames.enumerated().map { index, name in
      let values = features.map { $0[index] }
      return (name, [values.min()!, values.max()!])
    }
    let judged = experiment.accuracy(hybrid, testRows.filter { conditions.isSteady[$0] })
    return LatencyModel(
      runtime: runtime, precision: experiment.dataset.setting.precision, workload: .init(space), terms: terms,
      residual: hybrid.residual?.weights, interval: hybrid.interval,
      domain: Dictionary(uniqueKeysWithValues: domain),
      evidence: .init(
        provenance: Provenance(.fitted, source: source), rows: report.trainRows, seed: experiment.seed,
        regimes: conditions.regimes, heldOutErrorPercent: judged.mape, heldOutCoveragePercent: judged.coverage,
        noiseFloorPercent: report.noiseFloorPercent))
  }
}
