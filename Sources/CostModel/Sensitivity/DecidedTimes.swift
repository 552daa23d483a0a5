import Quantities
import TransformerIR

/// The predicted times of a design's groups of operators, and which of them the device's ceilings decide rather than
/// the model's constants.
struct DecidedTimes {
  /// Every group that runs, in table order, as predicted.
  let items: [GroupTime]
  /// Seconds of all of them.
  let latency: Double
  /// For each group that is as fast as the device allows: by which ceiling, ``LatencyConstant/ceiling(_:)``.
  let ceilings: [OperatorTotals.Group: String]

  /// Beyond rounding, a time that is longer than constants make it is a ceiling's.
  private static let rounding = 1e-9

  /// - Parameter plain: What the constants alone say of the same groups, in the same order.
  init(_ device: DeviceLatency, _ workload: AveragedWorkload, plain: [GroupTime]) {
    items = device.times(workload)
    latency = items.reduce(0) { $0 + $1.time.value }
    let working = WorkingSets(workload.totals, workload.setting)
    let machine = device.machine
    ceilings = zip(plain, items).reduce(into: [:]) { result, pair in
      let (plain, item) = pair
      guard item.time.value > plain.time.value * (1 + Self.rounding) else { return }
      let workingSet = working.bytes(of: item.group.phase)
      let floors = machine.floors(plain, workingSet: workingSet)
      result[item.group] =
        floors.arithmetic >= floors.streaming
        ? "peak" : machine.levels[ModelledMachine.level(holding: workingSet, machine.levels)].name
    }
  }

  /// The share of the latency that each ceiling decides.
  var ceilingShares: [LatencyConstant: Double] {
    items.reduce(into: [:]) { shares, item in
      guard let name = ceilings[item.group] else { return }
      shares[.ceiling(name), default: 0] += item.time.value / latency
    }
  }
}
