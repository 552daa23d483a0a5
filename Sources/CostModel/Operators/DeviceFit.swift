import Foundation
import Hardware
import Quantities
import Statistics
import TransformerIR

/// A device's latency model from measurements of it, stage by stage: ceilings → operators → residual → in situ → calibration.
///
/// After each stage the whole designs say how good the model is that has not seen them yet.
public struct DeviceFit: Sendable {
  /// What was fitted.
  public let costs: OperatorCosts
  /// The 90 % interval.
  public let interval: LatencyModel.Interval
  /// The error after each stage.
  public let stages: [LatencyModel.Stage]
  /// ln(measured / predicted) of each design, predicted by a calibration without it.
  public let leftOutErrors: [Double]

  /// Where the time of a design goes.
  public struct NodeTimes: Sendable {
    /// What was run.
    public var workload: AveragedWorkload
    /// Seconds of each group of operators.
    public var times: [OperatorTotals.Group: Seconds]

    /// Makes the times of a design.
    public init(workload: AveragedWorkload, times: [OperatorTotals.Group: Seconds]) {
      self.workload = workload
      self.times = times
    }
  }

  /// Fits all stages.
  ///
  /// - Parameters:
  ///   - operators: Operators timed alone.
  ///   - ceilings: The device's ceilings, at `threads` among others.
  ///   - peak: Its arithmetic peak, all threads together.
  ///   - designs: Whole designs, for calibrating.
  ///   - nodes: Where the time of designs goes, for judging.
  ///   - repeatDeviation: The relative standard deviation of a design's measured latency, if it were measured again.
  /// - Throws: ``CostModelError/tooFewRows(found:needed:purpose:)`` without operators, ceilings or designs.
  public init(
    operators: [OperatorSample], ceilings: MeasuredCeilings, peak: Throughput, runtime: Runtime, threads: Int,
    designs: [OperatorCalibration.Measured], nodes: [NodeTimes], repeatDeviation: Double?, seed: UInt64,
    profile: String
  ) throws(CostModelError) {
    let bandwidth = ceilings.streaming(threads: threads)
    let streaming = StreamingCurve.points(of: operators) ?? bandwidth
    var stages: [LatencyModel.Stage] = []
    func judge(
      _ name: String, _ costs: OperatorCosts, _ note: String, operatorError: Double? = nil
    ) throws(CostModelError) {
      let model = try OperatorModel(costs, profile: profile)
      let errors = designs.map { design in
        let parts = model.seconds(design.workload)
        return abs((parts.encoder + parts.decoder) / (design.encoder + design.decoder) - 1)
      }
      stages.append(
        .init(
          name: name, operatorErrorPercent: operatorError ?? OperatorAccuracy(model, nodes).weightedErrorPercent,
          designErrorPercent: errors.isEmpty ? nil : 100 * errors.mean, note: note))
    }
    var fitted = try OperatorFit.fit(operators, streaming: streaming)
    let dispatch = ceilings.dispatch.first { $0.runtime == runtime && $0.threads == threads }
    try judge(
      "ceilings", fitted.atCeilings(peak: peak, bandwidth: bandwidth, dispatch: dispatch),
      "every FLOP at the measured peak, every streamed byte at the measured bandwidth, dispatch for each operator")
    let leftOut = fitted.groups.compactMap(\.errorPercent)
    try judge(
      "operators", fitted,
      "\(operators.count) operators timed alone, in \(fitted.groups.count) groups; "
        + "shapes left out of their group's fit are off by \(Self.text(leftOut.isEmpty ? nil : leftOut.mean)) in the mean"
    )
    fitted.residual = OperatorResidual.learn(fitted, seed: seed)
    try judge(
      "residual", fitted,
      fitted.residual == nil
        ? "rejected: it did not help on shapes that it had not seen"
        : "accepted: it helps on shapes that it had not seen")
    if let within = try InSituFit(fitted, nodes, profile: profile) {
      fitted = within.costs
      try judge(
        "in situ", fitted,
        "costs of \(fitted.groups.count) groups within \(nodes.count) designs, drawn to those found alone",
        operatorError: within.leftOutErrorPercent)
    }
    let calibration = try OperatorCalibration(
      fitted, designs: designs, level: HybridFit.level, repeatDeviation: repeatDeviation, profile: profile)
    costs = calibration.costs
    interval = calibration.interval
    leftOutErrors = calibration.leftOutErrors
    stages.append(
      .init(
        name: "calibration",
        operatorErrorPercent: nil, designErrorPercent: 100 * leftOutErrors.map { abs(exp(-$0) - 1) }.mean,
        note: "\(designs.count) whole designs; each is predicted by a calibration without it"))
    self.stages = stages
  }

  private static func text(_ percent: Double?) -> String {
    percent.map { "\(($0 * 10).rounded() / 10) %" } ?? "an unknown amount"
  }

  /// The model as a profile keeps it.
  public func latencyModel(
    space: SearchSpace, runtime: Runtime, threads: Int, reference: LatencyModel.ReferenceTime,
    designs: [AveragedWorkload], provenance: Provenance, seed: UInt64, regimes: [LatencyModel.Regime],
    noiseFloorPercent: Double?
  ) -> LatencyModel {
    LatencyModel(
      runtime: runtime, precision: space.setting.precision, threads: threads, workload: .init(space),
      operators: costs, reference: reference, interval: interval, domain: Self.domain(of: space),
      evidence: .init(
        provenance: provenance, rows: designs.count, seed: seed, regimes: regimes,
        heldOutErrorPercent: 100 * leftOutErrors.map { abs(exp(-$0) - 1) }.mean, heldOutCoveragePercent: nil,
        noiseFloorPercent: noiseFloorPercent, stages: stages))
  }

  /// Every operator of the space was timed, so predictions interpolate between its smallest and its largest design.
  private static func domain(of space: SearchSpace) -> [String: [Double]] {
    let ends = [DesignAverages(of: space.smallest).features, DesignAverages(of: space.largest).features]
    return Dictionary(
      uniqueKeysWithValues: DesignAverages.featureNames.enumerated().map { index, name in
        (name, [min(ends[0][index], ends[1][index]), max(ends[0][index], ends[1][index])])
      })
  }
}

extension MeasuredCeilings {
  /// How long streaming takes with as many of `threads` threads as were measured.
  public func streaming(threads: Int) -> [OperatorCosts.StreamingPoint] {
    let curve = bandwidths.filter { $0.access == "read" && $0.threads <= threads }.max { $0.threads < $1.threads }
    return (curve?.points ?? []).filter { $0.bandwidth.perSecond.value > 0 }
      .map { OperatorCosts.StreamingPoint(workingSet: $0.workingSet, secondPerByte: 1 / $0.bandwidth.perSecond.value) }
  }
}

extension OperatorCosts {
  /// The same groups, as fast as the device's ceilings would allow.
  fileprivate func atCeilings(
    peak: Throughput, bandwidth: [OperatorCosts.StreamingPoint], dispatch: MeasuredCeilings.Dispatch?
  ) -> OperatorCosts {
    var ideal = self
    ideal.streaming = bandwidth
    ideal.residual = nil
    for index in ideal.groups.indices {
      ideal.groups[index].execution = dispatch.map { $0.kernel + $0.sharing } ?? .zero
      ideal.groups[index].flop = 1 / peak.perSecond.value
      ideal.groups[index].streaming = 1
      ideal.groups[index].data = 0
      ideal.groups[index].matrix = 0
    }
    return ideal
  }
}
