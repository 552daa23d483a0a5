import Foundation
import Hardware
import Quantities
import Statistics
import TransformerIR

/// Divides a design's latency among the constants of a model of operators.
struct OperatorBreakdown {
  private let device: DeviceLatency
  private let model: OperatorModel
  private let known: Set<OperatorTotals.Group>
  private let deviations: OperatorDeviations

  init(_ model: OperatorModel, _ device: DeviceLatency) {
    self.device = device
    self.model = model
    known = Set(model.costs.groupsByPlace.keys)
    deviations = OperatorDeviations(model.costs, device)
  }

  func callAsFunction(_ workload: AveragedWorkload) -> LatencyBreakdown {
    let times = DecidedTimes(device, workload, plain: model.times(workload))
    let sets = WorkingSets(workload.totals, workload.setting)
    let weights = (
      step: model.costs.streamingWeights(at: sets.step), translation: model.costs.streamingWeights(at: sets.translation)
    )
    var breakdown = LatencyBreakdown(latency: times.latency, elasticities: times.ceilingShares)
    func add(_ seconds: Double, _ constant: LatencyConstant) {
      breakdown.elasticities[constant, default: 0] += seconds / times.latency
    }
    for item in times.items where known.contains(item.group) && times.ceilings[item.group] == nil {
      let streaming = item.streaming.value
      add(streaming, .cost(item.group, .streaming))
      for (part, seconds) in item.otherParts { add(seconds, .cost(item.group, part)) }
      for (point, weight) in item.group.phase == .decodeStep ? weights.step : weights.translation {
        add(weight * streaming, .streaming(point))
      }
      if model.costs.calibration != nil {
        let isEncoder = item.group.phase == .encode
        add(streaming, .calibration(isEncoder ? .encoderStreaming : .decoderStreaming))
        add(item.time.value - streaming, .calibration(isEncoder ? .encoderOther : .decoderOther))
      }
      let deviation = (deviations.groups[item.group] ?? 0) * item.time.value / times.latency
      breakdown.variances[.group(item.group), default: 0] += deviation * deviation
    }
    for (point, deviation) in deviations.streaming {
      let error = deviation * (breakdown.elasticities[.streaming(point)] ?? 0)
      breakdown.variances[.streaming, default: 0] += error * error
    }
    if let calibration = deviations.calibration { breakdown.variances[.designs] = calibration * calibration }
    return breakdown
  }
}

extension GroupTime {
  /// Seconds of everything but streaming.
  fileprivate var otherParts: [(LatencyConstant.Cost, Double)] {
    [
      (.execution, overhead.value), (.flop, rates.flop * entry.work.flops.value),
      (.data, rates.data * entry.work.dataBytes.value), (.matrix, rates.matrix * entry.work.matrices),
    ]
  }
}

extension OperatorCosts {
  /// The costs by the group that they belong to.
  var groupsByPlace: [OperatorTotals.Group: Group] {
    Dictionary(
      groups.compactMap { group -> (OperatorTotals.Group, Group)? in
        guard let phase = PhaseKind(rawValue: group.phase), let role = OperatorRole(rawValue: group.role),
          let kind = OperatorKind(rawValue: group.kind)
        else { return nil }
        return (.init(phase: phase, role: role, kind: kind), group)
      }, uniquingKeysWith: { $1 })
  }

  /// ∂ln y / ∂ln of each point of the streaming curve y at a working set: the weights by which ``StreamingCurve``
  /// interpolates logarithms, which add up to 1. Points without weight are left out.
  func streamingWeights(at workingSet: Double) -> [(point: ByteCount, weight: Double)] {
    let points = streaming.map(\.workingSet).sorted()
    let size = log(max(workingSet, 1))
    guard let upper = points.firstIndex(where: { log($0.value) >= size }) else {
      return points.last.map { [($0, 1)] } ?? []
    }
    guard upper > 0 else { return [(points[0], 1)] }
    let (low, high) = (log(points[upper - 1].value), log(points[upper].value))
    let share = (size - low) / (high - low)
    return [(points[upper - 1], 1 - share), (points[upper], share)]
  }
}
