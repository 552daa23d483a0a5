import Foundation
import Hardware
import Quantities
import Statistics
import TransformerIR

/// How wrong the constants of a model of operators may be, as relative standard deviations, from what its measurements
/// say of themselves.
struct OperatorDeviations {
  /// Of the time of each group of operators: its error on shapes that were left out. A group with too few shapes to
  /// leave one out errs as the others do in the mean; if none is known, as its samples' intervals allow, or by
  /// ``assumedGroup``.
  let groups: [OperatorTotals.Group: Double]
  /// Of the time per byte at each point of the streaming curve: the 95 % interval of the sample, or else of the
  /// bandwidth, with that working set; without one, the mean of the other points', or ``assumedStreaming``.
  let streaming: [(point: ByteCount, deviation: Double)]
  /// Of what calibration makes of every design: the error of designs that were left out, over √designs; nil without
  /// calibration.
  let calibration: Double?

  /// Between what good fits of operators are seen to err by (3 %) and what bad ones are (30 %).
  private static let assumedGroup = 0.1
  /// Half of what memory bandwidth wanders by on a machine with neighbours.
  private static let assumedStreaming = 0.05
  /// The standard deviation of normal errors over their mean absolute value.
  private static let normalRatio = (Double.pi / 2).squareRoot()

  init(_ costs: OperatorCosts, _ latency: DeviceLatency) {
    let known = costs.groupsByPlace
    let errors = known.compactMapValues { $0.errorPercent.map { Self.normalRatio * $0 / 100 } }
    // In table order, so that the mean is the same to the last digit.
    let sorted = OperatorTotals.allGroups.compactMap { errors[$0] }
    let usual = sorted.isEmpty ? nil : sorted.mean
    groups = known.reduce(into: [:]) { result, item in
      result[item.key] =
        errors[item.key] ?? usual ?? Self.sampleDeviation(of: item.value, in: costs.samples) ?? Self.assumedGroup
    }
    let points = costs.streaming.map { point in
      (point.workingSet, Self.pointDeviation(point.workingSet, costs.samples, latency.profile.measuredCeilings))
    }
    let seen = points.compactMap(\.1)
    let usualPoint = seen.isEmpty ? Self.assumedStreaming : seen.mean
    streaming = points.map { ($0, $1 ?? usualPoint) }
    calibration = costs.calibration.map { calibration in
      let error = latency.model.evidence.heldOutErrorPercent.map { Self.normalRatio * $0 / 100 }
      let design = error ?? latency.model.interval.halfWidth / NormalDistribution.quantile(0.95)
      return design / Double(max(calibration.designs, 1)).squareRoot()
    }
  }

  private static func sampleDeviation(of group: OperatorCosts.Group, in samples: [OperatorSample]) -> Double? {
    let own = samples.filter { $0.phase == group.phase && $0.kind == group.kind && $0.roles.contains(group.role) }
      .compactMap(\.relativeDeviation)
    return own.isEmpty ? nil : own.map { $0 * $0 }.mean.squareRoot()
  }

  private static func pointDeviation(
    _ workingSet: ByteCount, _ samples: [OperatorSample], _ ceilings: MeasuredCeilings?
  ) -> Double? {
    let swept = samples.filter { $0.streamed.value > 0 && $0.workingSet == workingSet }.compactMap(\.relativeDeviation)
    if let widest = swept.max() { return widest }
    return (ceilings?.bandwidths ?? []).filter { $0.access == "read" }.flatMap(\.points)
      .filter { $0.workingSet == workingSet && $0.interval.count == 2 && $0.bandwidth.perSecond.value > 0 }
      .map {
        ($0.interval[1].perSecond - $0.interval[0].perSecond) / $0.bandwidth.perSecond
          / (2 * NormalDistribution.quantile(0.975))
      }.max()
  }
}

extension OperatorSample {
  /// The relative standard deviation of the median, from its 95 % interval; nil where none was kept.
  var relativeDeviation: Double? {
    guard interval.count == 2, time.value > 0 else { return nil }
    return (interval[1] - interval[0]) / time / (2 * NormalDistribution.quantile(0.975))
  }
}
