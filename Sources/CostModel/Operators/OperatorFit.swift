import Foundation
import Hardware
import Quantities
import Statistics
import TransformerIR

/// The costs of operators, fitted to operators that were timed alone: one non-negative least squares of relative errors
/// for each group, drawn towards that of all operators of the phase and kind, which have more shapes to tell costs apart.
public enum OperatorFit {
  /// How strongly costs of a kind are drawn towards nothing, and costs of a group towards those of its kind: the square of
  /// the relative error that a wrong share of the time may cost.
  private static let ridge = 1e-3
  private static let pooling = 1e-2

  /// Fits the costs of every group that `samples` tell of.
  ///
  /// - Throws: ``CostModelError/tooFewRows(found:needed:purpose:)`` without samples or without a point of the curve.
  public static func fit(
    _ samples: [OperatorSample], streaming: [OperatorCosts.StreamingPoint]
  ) throws(CostModelError) -> OperatorCosts {
    guard let curve = StreamingCurve(streaming), !samples.isEmpty else {
      throw .tooFewRows(found: min(samples.count, streaming.count), needed: 1, purpose: "fitting operator costs")
    }
    var groups: [OperatorCosts.Group] = []
    for place in OperatorTotals.allGroups {
      let own = samples.filter {
        $0.phase == place.phase.rawValue && $0.kind == place.kind.rawValue && $0.roles.contains(place.role.rawValue)
      }
      guard !own.isEmpty else { continue }
      let kin = samples.filter { $0.phase == place.phase.rawValue && $0.kind == place.kind.rawValue }
      let fitted = GroupFit(own, kin: kin, curve)
      groups.append(
        OperatorCosts.Group(
          phase: place.phase.rawValue, role: place.role.rawValue, kind: place.kind.rawValue,
          execution: Seconds(fitted.costs[0]), flop: fitted.costs[1], streaming: fitted.costs[2],
          data: fitted.costs[3], matrix: fitted.costs[4], errorPercent: fitted.leftOutErrorPercent))
    }
    return OperatorCosts(groups: groups, streaming: streaming, samples: samples)
  }

  /// Seconds that `costs` give a sample in its first role.
  public static func predicted(_ sample: OperatorSample, by costs: OperatorCosts) -> Seconds? {
    guard let curve = StreamingCurve(costs.streaming),
      let group = costs.groups.first(where: {
        $0.phase == sample.phase && $0.kind == sample.kind && sample.roles.contains($0.role)
      })
    else { return nil }
    let amounts = GroupFit.amounts(sample, curve)
    return Seconds(
      zip(amounts, [group.execution.value, group.flop, group.streaming, group.data, group.matrix])
        .reduce(0) { $0 + $1.0 * $1.1 })
  }

  /// One group.
  private struct GroupFit {
    let costs: [Double]
    let leftOutErrorPercent: Double?

    init(_ samples: [OperatorSample], kin: [OperatorSample], _ curve: StreamingCurve) {
      let rows = samples.map { Self.amounts($0, curve) }
      let times = samples.map(\.time.value)
      let kinRows = kin.map { Self.amounts($0, curve) }
      let kinTimes = kin.map(\.time.value)
      costs = Self.solve(rows, times, towards: Self.pooled(kinRows, kinTimes))
      let names = Set(samples.map(\.name))
      guard names.count > 2 else {
        leftOutErrorPercent = nil
        return
      }
      // All working sets of an operator leave together: another shape has to tell what it takes.
      let errors = names.flatMap { name -> [Double] in
        let kept = samples.indices.filter { samples[$0].name != name }
        let keptKin = kin.indices.filter { kin[$0].name != name }
        let pooled = Self.pooled(keptKin.map { kinRows[$0] }, keptKin.map { kinTimes[$0] })
        let solution = Self.solve(kept.map { rows[$0] }, kept.map { times[$0] }, towards: pooled)
        return samples.indices.filter { samples[$0].name == name }.map { index in
          abs(zip(rows[index], solution).reduce(0) { $0 + $1.0 * $1.1 } / times[index] - 1)
        }
      }
      leftOutErrorPercent = 100 * errors.mean
    }

    private static func pooled(_ rows: [[Double]], _ times: [Double]) -> [Double] {
      RelativeLeastSquares.solve(rows, times, pull: ridge)
    }

    private static func solve(_ rows: [[Double]], _ times: [Double], towards prior: [Double]) -> [Double] {
      RelativeLeastSquares.solve(rows, times, towards: prior, pull: pooling)
    }

    static func amounts(_ sample: OperatorSample, _ curve: StreamingCurve) -> [Double] {
      [
        1, sample.flops.value, sample.streamed.value * curve[sample.workingSet.value], sample.data.value,
        sample.matrices,
      ]
    }
  }
}

extension StreamingCurve {
  /// The curve of the operator that was timed at most working sets: how fast our own products stream their weights, smoothed so
  /// that a larger working set is never faster. Nil if no operator has `fewest`.
  static func points(of samples: [OperatorSample], fewest: Int = 5) -> [OperatorCosts.StreamingPoint]? {
    let swept = Dictionary(grouping: samples.filter { $0.streamed.value > 0 }, by: \.name).values
      .max { ($0.count, $0[0].name) < ($1.count, $1[0].name) }
    guard let swept, swept.count >= fewest else { return nil }
    let sorted = swept.sorted { $0.workingSet < $1.workingSet }
    let times = sorted.map { log($0.time.value / $0.streamed.value) }
    return zip(sorted, Self.ascending(times)).map {
      OperatorCosts.StreamingPoint(workingSet: $0.workingSet, secondPerByte: exp($1))
    }
  }

  /// The nearest series that never falls (isotonic regression by pooling adjacent violators).
  ///
  /// Source: Ayer et al. "An Empirical Distribution Function for Sampling with Incomplete Information." Annals of
  /// Mathematical Statistics 26(4), 1955.
  static func ascending(_ values: [Double]) -> [Double] {
    var blocks: [(mean: Double, count: Int)] = []
    for value in values {
      blocks.append((value, 1))
      while blocks.count > 1, blocks[blocks.count - 2].mean > blocks[blocks.count - 1].mean {
        let last = blocks.removeLast()
        let before = blocks.removeLast()
        let count = before.count + last.count
        blocks.append(((before.mean * Double(before.count) + last.mean * Double(last.count)) / Double(count), count))
      }
    }
    return blocks.flatMap { Array(repeating: $0.mean, count: $0.count) }
  }
}
