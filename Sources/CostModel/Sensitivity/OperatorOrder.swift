import Hardware
import Quantities
import Statistics
import TransformerIR

extension OperatorFit {
  /// Operators that are worth timing again, by name, those first whose errors the latency of `space` depends on most.
  ///
  /// An operator's part in the variance of ln latency is its group's share of the time, squared, times the mean square
  /// of its own relative errors (what the fit leaves of each sample, and the sample's own uncertainty), divided by the
  /// operators that share the group. Named are as many as it takes until what the others cause together is at most half
  /// a percent: a fit that explains all that matters needs no more timing.
  ///
  /// - Parameters:
  ///   - samples: Operators timed alone.
  ///   - streaming: The time per byte over working sets, for want of an operator that was swept over them.
  ///   - space: Whose latencies matter; designs of it are run in its setting under `runtime`.
  ///   - sampled: Random designs beside the smallest and the largest.
  ///   - seed: Decides those designs.
  /// - Returns: Each name once; none if there is nothing to fit.
  public static func worthTimingAgain(
    _ samples: [OperatorSample], streaming: [OperatorCosts.StreamingPoint], space: SearchSpace, runtime: Runtime,
    sampled: Int = 50, seed: UInt64 = 0
  ) -> [String] {
    do throws(CostModelError) {
      let costs = try fit(samples, streaming: StreamingCurve.points(of: samples) ?? streaming)
      let model = try OperatorModel(costs, profile: "what was measured")
      let weights = meanSquareShares(model, space.workloads(sampled: sampled, runtime: runtime, seed: seed))
      return named(contributions(samples, costs, weights))
    } catch {
      // Without a fit nothing is known to be worth more than anything else.
      return []
    }
  }

  /// What operators that are not timed again may leave together, as a relative standard deviation of latency.
  private static let tolerance = 0.005

  /// The square of each group's share of the latency, in the mean over designs.
  private static func meanSquareShares(
    _ model: OperatorModel, _ workloads: [AveragedWorkload]
  ) -> [OperatorTotals.Group: Double] {
    var sums: [OperatorTotals.Group: Double] = [:]
    for workload in workloads {
      let times = model.times(workload)
      let latency = times.reduce(Seconds.zero) { $0 + $1.time }
      for item in times {
        let share = item.time / latency
        sums[item.group, default: 0] += share * share / Double(workloads.count)
      }
    }
    return sums
  }

  /// The variance that each operator causes, by name.
  private static func contributions(
    _ samples: [OperatorSample], _ costs: OperatorCosts, _ weights: [OperatorTotals.Group: Double]
  ) -> [String: Double] {
    let errors = Dictionary(grouping: samples, by: \.name).mapValues { own in
      own.map { sample in
        let left = predicted(sample, by: costs).map { $0 / sample.time - 1 } ?? 0
        let own = sample.relativeDeviation ?? 0
        return left * left + own * own
      }.mean
    }
    var sums: [String: Double] = [:]
    let groups = costs.groupsByPlace
    for place in OperatorTotals.allGroups {
      guard let group = groups[place] else { continue }
      let names = Set(
        samples.filter { $0.phase == group.phase && $0.kind == group.kind && $0.roles.contains(group.role) }.map(\.name)
      )
      for name in names {
        sums[name, default: 0] += (weights[place] ?? 0) * (errors[name] ?? 0) / Double(names.count)
      }
    }
    return sums
  }

  private static func named(_ contributions: [String: Double]) -> [String] {
    let ranked = contributions.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    var rest = ranked.reduce(0) { $0 + $1.value }
    return ranked.prefix { item in
      defer { rest -= item.value }
      return rest > tolerance * tolerance
    }.map(\.key)
  }
}
