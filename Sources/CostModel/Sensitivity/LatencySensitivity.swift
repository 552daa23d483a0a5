import Foundation
import Hardware
import Quantities
import Randomness
import Statistics
import TransformerIR

/// What the latency of a space depends on: by how much each constant of a device's model moves it, and how much of the
/// doubt about it each measurement is to blame for.
///
/// An *elasticity* is ∂ln latency / ∂ln constant: with 0.3, a constant that is 1 % larger makes the latency 0.3 %
/// longer. A latency is a sum of products, each linear in its constants, so that the elasticity is the constant's share
/// of the time (of a point of the streaming curve: its weight in what is interpolated). It is exact for models of
/// operators, whose learned correction sees no constants, and for physical models without a correction. A physical
/// model's bounded correction sees shares of the time; that it changes with them is left out. Operators that are as
/// fast as the device's ceilings allow depend on those, and on nothing else.
public struct LatencySensitivity: Sendable {
  /// What depends on a constant, over the designs.
  public struct Entry: Hashable, Sendable {
    /// The constant.
    public var constant: LatencyConstant
    /// The elasticity of latency: its mean over the designs, and the greatest; both within 0 and 1.
    public var mean, greatest: Double
  }

  /// Every constant of the model, largest mean first.
  public let entries: [Entry]
  /// Where the uncertainty of latencies comes from.
  public let uncertainty: LatencyUncertainty
  /// Designs that were looked at.
  public let designs: Int

  /// What could be measured again, the most useful first.
  public var advice: [MeasurementAdvice] { MeasurementAdvice.ranked(uncertainty) }

  /// Looks at the machine as it was profiled: at the smallest and the largest design of `space` and at `sampled` random
  /// ones, run in the space's own setting under the model's runtime.
  ///
  /// - Parameters:
  ///   - latency: The model, made for `space`.
  ///   - seed: Decides the random designs.
  /// - Precondition: `sampled` is not negative.
  public init(_ latency: DeviceLatency, space: SearchSpace, sampled: Int = 200, seed: UInt64 = 0) {
    let latency = latency.changed(by: .none)
    let workloads = space.workloads(sampled: sampled, runtime: latency.model.runtime, seed: seed)
    let breakdowns =
      switch latency.estimator {
      case .hybrid(let hybrid):
        workloads.map(TermBreakdown(hybrid, latency).callAsFunction)
      case .operators(let operators):
        workloads.map(OperatorBreakdown(operators, latency).callAsFunction)
      }
    designs = breakdowns.count
    let count = Double(breakdowns.count)
    var sums: [LatencyConstant: (sum: Double, greatest: Double)] = [:]
    for breakdown in breakdowns {
      for (constant, share) in breakdown.elasticities {
        let before = sums[constant] ?? (0, 0)
        sums[constant] = (before.sum + share, max(before.greatest, share))
      }
    }
    entries = sums.map { Entry(constant: $0, mean: $1.sum / count, greatest: $1.greatest) }
      .sorted { ($1.mean, $0.constant.description) < ($0.mean, $1.constant.description) }
    uncertainty = LatencyUncertainty(breakdowns, of: latency.model)
  }
}

/// What one design's latency consists of.
struct LatencyBreakdown {
  /// Seconds.
  var latency: Double
  /// ∂ln latency / ∂ln constant.
  var elasticities: [LatencyConstant: Double] = [:]
  /// The variance of ln latency that errors of a measurement cause.
  var variances: [MeasurementSubject: Double] = [:]
}

extension SearchSpace {
  /// The smallest, the largest and `sampled` random designs, as they are run under `runtime`.
  func workloads(sampled: Int, runtime: Runtime, seed: UInt64) -> [AveragedWorkload] {
    var generator = SeededGenerator(seed: seed)
    var setting = setting
    setting.runtime = runtime
    return ([smallest, largest] + (0..<sampled).map { _ in sample(using: &generator) }).map {
      AveragedWorkload(averages: DesignAverages(of: $0), architecture: architecture, setting: setting)
    }
  }
}

extension LatencyModel {
  /// The shipped space that the model was fitted to; nil if it was another.
  public var shippedSpace: SearchSpace? {
    SearchSpace.shipped.first { $0.name == workload.space && workload.describes($0) }
  }
}
