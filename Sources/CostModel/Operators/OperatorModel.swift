import Foundation
import Hardware
import Quantities
import TransformerIR

/// Latency as a sum over groups of operators, each with its own costs: the model of runtimes whose operators were timed.
///
/// What is streamed again and again (weights, cached keys and values) is as fast as the device reads a working set of that
/// size: a decoder step's own, or for what runs once per translation all that a translation touches.
public struct OperatorModel: Hashable, Sendable {
  /// The costs.
  public let costs: OperatorCosts
  let streaming: StreamingCurve
  private let residual: OperatorResidual?
  /// For each of ``OperatorTotals/allGroups`` the index of its costs.
  private let places: [Int?]

  /// Makes a model.
  /// - Throws: ``CostModelError/unusableModel(profile:reason:)`` if a group is not known here or there is no curve.
  public init(_ costs: OperatorCosts, profile: String) throws(CostModelError) {
    self.costs = costs
    guard let streaming = StreamingCurve(costs.streaming) else {
      throw .unusableModel(profile: profile, reason: "its streaming curve has no point")
    }
    self.streaming = streaming
    residual = try costs.residual.map { weights throws(CostModelError) in
      try OperatorResidual(weights, profile: profile)
    }
    var byGroup: [OperatorTotals.Group: Int] = [:]
    for (index, cost) in costs.groups.enumerated() {
      guard let phase = PhaseKind(rawValue: cost.phase), let role = OperatorRole(rawValue: cost.role),
        let kind = OperatorKind(rawValue: cost.kind)
      else {
        throw .unusableModel(
          profile: profile,
          reason: "it has costs of '\(cost.phase) \(cost.role) \(cost.kind)', which this version does not know")
      }
      byGroup[.init(phase: phase, role: role, kind: kind)] = index
    }
    places = OperatorTotals.allGroups.map { byGroup[$0] }
  }

  /// The time of each group of operators of one translation of `workload`; a group without costs takes none.
  public func times(_ workload: AveragedWorkload) -> [GroupTime] {
    let totals = workload.totals
    return times(totals, WorkingSets(totals, workload.setting))
  }

  /// The same for work that is counted already.
  func times(_ totals: OperatorTotals, _ working: WorkingSets) -> [GroupTime] {
    let (step, translation) = (streaming[working.step], streaming[working.translation])
    let calibration = costs.calibration ?? .none
    var times: [GroupTime] = []
    times.reserveCapacity(costs.groups.count)
    for (group, place) in zip(OperatorTotals.allGroups, places) {
      let entry = totals[group]
      guard entry.count > 0 else { continue }
      guard let place else {
        times.append(GroupTime(group: group, entry: entry, rates: OperatorRates()))
        continue
      }
      let cost = costs.groups[place]
      let isDecoder = group.phase != .encode
      let isStep = group.phase == .decodeStep
      let factor = correction(of: group, entry, workingSet: isStep ? working.step : working.translation)
      let rest = factor * (isDecoder ? calibration.decoderOther : calibration.encoderOther)
      let stream = factor * (isDecoder ? calibration.decoderStreaming : calibration.encoderStreaming)
      times.append(
        GroupTime(
          group: group, entry: entry,
          rates: OperatorRates(
            execution: rest * cost.execution.value, flop: rest * cost.flop,
            streamed: stream * cost.streaming * (isStep ? step : translation), data: rest * cost.data,
            matrix: rest * cost.matrix)))
    }
    return times
  }

  /// The learned factor of a group's time; 1 without one.
  func correction(of group: OperatorTotals.Group, _ entry: OperatorTotals.Entry, workingSet: Double) -> Double {
    residual?.factor(
      .init(
        phase: group.phase, kind: group.kind, work: entry.work * (1 / entry.count),
        streamed: entry.work.streamedBytes(in: group.phase, of: group.kind) / entry.count, workingSet: workingSet)) ?? 1
  }

  /// The time of encoder and decoder of one translation of `workload`.
  public func seconds(_ workload: AveragedWorkload) -> (encoder: Seconds, decoder: Seconds) {
    times(workload).reduce(into: (.zero, .zero)) { sums, item in
      if item.group.phase == .encode { sums.encoder += item.time } else { sums.decoder += item.time }
    }
  }
}

/// What is touched before the same bytes come again.
struct WorkingSets {
  /// A decoder step's weights and caches.
  let step: Double
  /// All of a translation: the step's, the encoder's and the cross keys' weights.
  let translation: Double

  init(_ totals: OperatorTotals, _ setting: InferenceSetting) {
    let steps = Double(setting.targetLength)
    var (step, once) = (0.0, 0.0)
    for (group, entry) in totals.rows {
      let bytes = entry.work.streamedBytes(in: group.phase, of: group.kind).value
      if group.phase == .decodeStep { step += bytes / steps } else { once += bytes }
    }
    self.step = step
    translation = step + once
  }

  /// What is touched before the bytes that `phase` streams come again.
  func bytes(of phase: PhaseKind) -> Double { phase == .decodeStep ? step : translation }
}

/// Seconds to stream a byte over the working set: a line through the points in logarithms, level beyond its ends.
struct StreamingCurve: Hashable, Sendable {
  /// The largest working set of a point.
  var largest: Double { exp(sizes[sizes.count - 1]) }
  private let sizes, times: [Double]

  private init(sizes: [Double], times: [Double]) {
    self.sizes = sizes
    self.times = times
  }

  /// Nil without a point.
  init?(_ points: [OperatorCosts.StreamingPoint]) {
    guard !points.isEmpty else { return nil }
    let sorted = points.sorted { $0.workingSet < $1.workingSet }
    sizes = sorted.map { log($0.workingSet.value) }
    times = sorted.map { log($0.secondPerByte) }
  }

  /// The curve that never falls: at each size the most of what is at smaller ones.
  var rising: StreamingCurve {
    var most = -Double.infinity
    return StreamingCurve(
      sizes: sizes,
      times: times.map {
        most = max(most, $0)
        return most
      })
  }

  subscript(workingSet: Double) -> Double {
    let size = log(max(workingSet, 1))
    guard let upper = sizes.firstIndex(where: { $0 >= size }) else { return exp(times[times.count - 1]) }
    guard upper > 0 else { return exp(times[0]) }
    let share = (size - sizes[upper - 1]) / (sizes[upper] - sizes[upper - 1])
    return exp(times[upper - 1] + share * (times[upper] - times[upper - 1]))
  }
}

extension OperatorCosts.Calibration {
  /// Nothing is changed.
  static let none = OperatorCosts.Calibration(
    designs: 0, encoderStreaming: 1, encoderOther: 1, decoderStreaming: 1, decoderOther: 1)
}
