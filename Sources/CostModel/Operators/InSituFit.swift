import Foundation
import Hardware
import Quantities
import Statistics
import TransformerIR

/// What operators take within whole designs, where caches are warm for some and cold for others in a way that no operator alone
/// meets: costs of groups are fitted again to the time that each group takes in some designs, drawn to the costs found alone.
struct InSituFit {
  /// The costs.
  let costs: OperatorCosts
  /// The mean error of each group's time in a design, by costs fitted without that design, weighted by the time.
  let leftOutErrorPercent: Double

  /// Fewer designs cannot tell costs of a group apart.
  private static let designMinimum = 4
  /// How strongly costs are drawn to those found alone: the square of a design's relative error over that of a cost's share.
  private static let pull = 1e-3
  /// Costs that alone explained less of the time than this may still come to explain it.
  private static let leastShare = 0.2

  /// Nil with too few designs.
  /// - Throws: ``CostModelError/unusableModel(profile:reason:)`` if `alone` is no model.
  init?(_ alone: OperatorCosts, _ nodes: [DeviceFit.NodeTimes], profile: String) throws(CostModelError) {
    guard nodes.count >= Self.designMinimum else { return nil }
    let model = try OperatorModel(alone, profile: profile)
    let rows = nodes.map { Self.rows(of: $0, model) }
    costs = Self.fit(alone, rows)
    var (wrong, all) = (0.0, 0.0)
    for (index, left) in rows.enumerated() {
      var others = rows
      others.remove(at: index)
      let fitted = Dictionary(uniqueKeysWithValues: Self.fit(alone, others).groups.map { ($0.place, $0.amountCosts) })
      for (place, row) in left {
        guard let costs = fitted[place] else { continue }
        wrong += row.count * abs(zip(row.amounts, costs).reduce(0) { $0 + $1.0 * $1.1 } - row.time)
        all += row.count * row.time
      }
    }
    leftOutErrorPercent = all > 0 ? 100 * wrong / all : 0
  }

  /// The mean execution of a group in one design.
  private struct Row {
    var amounts: [Double]
    var time: Double
    var count: Double
  }

  private static func rows(of node: DeviceFit.NodeTimes, _ model: OperatorModel) -> [OperatorTotals.Group: Row] {
    let totals = node.workload.totals
    let working = WorkingSets(totals, node.workload.setting)
    var rows: [OperatorTotals.Group: Row] = [:]
    for (group, entry) in totals.rows {
      guard let time = node.times[group], time > .zero else { continue }
      let bytes = entry.work.streamedBytes(in: group.phase, of: group.kind).value
      let workingSet = working.bytes(of: group.phase)
      let factor = model.correction(of: group, entry, workingSet: workingSet)
      let amounts = [
        entry.count, entry.work.flops.value, bytes * model.streaming[workingSet], entry.work.dataBytes.value,
        entry.work.matrices,
      ]
      rows[group] = Row(
        amounts: amounts.map { factor * $0 / entry.count }, time: time.value / entry.count, count: entry.count)
    }
    return rows
  }

  private static func fit(_ alone: OperatorCosts, _ designs: [[OperatorTotals.Group: Row]]) -> OperatorCosts {
    var costs = alone
    for index in costs.groups.indices {
      let group = costs.groups[index]
      let rows = designs.compactMap { $0[group.place] }
      guard rows.count >= designMinimum - 1 else { continue }
      let solved = RelativeLeastSquares.solve(
        rows.map(\.amounts), rows.map(\.time), towards: group.amountCosts, pull: pull,
        leastShare: leastShare)
      costs.groups[index].execution = Seconds(solved[0])
      costs.groups[index].flop = solved[1]
      costs.groups[index].streaming = solved[2]
      costs.groups[index].data = solved[3]
      costs.groups[index].matrix = solved[4]
    }
    return costs
  }
}

extension OperatorCosts.Group {
  /// Which operators they are.
  fileprivate var place: OperatorTotals.Group {
    guard let phase = PhaseKind(rawValue: phase), let role = OperatorRole(rawValue: role),
      let kind = OperatorKind(rawValue: kind)
    else { preconditionFailure("a model of operators has no group '\(phase) \(role) \(kind)'") }
    return .init(phase: phase, role: role, kind: kind)
  }

  /// Seconds for each of the amounts that operators are fitted by.
  fileprivate var amountCosts: [Double] { [execution.value, flop, streaming, data, matrix] }
}
