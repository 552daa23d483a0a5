import Foundation
import Quantities
import TransformerIR

/// Latency as a linear function of a few numbers about a design: what any better model has to beat.
public struct LinearBaseline: LatencyEstimator {
  /// Which numbers.
  public enum Kind: String, CaseIterable, Sendable {
    /// None: every design takes the mean.
    case mean
    /// The FLOPs of the whole translation.
    case flops
    /// The number of layers of both stacks.
    case layers
    /// HAT's ten averaged features.
    case linear
  }

  /// Which numbers the latency is linear in.
  public let kind: Kind
  /// An intercept, then one coefficient for each number, in seconds.
  let coefficients: [Double]
  /// Predictions are at least this: a linear function can fall below zero far from its rows, a latency cannot.
  let floor: Seconds

  /// The kind's name.
  public var name: String { kind.rawValue }

  /// Fits by ordinary least squares.
  ///
  /// - Precondition: there is at least one row.
  public init(_ kind: Kind, _ dataset: LatencyDataset) {
    self.kind = kind
    let rows = dataset.rows.map { Self.features(kind, dataset.workload(of: $0)) }
    let targets = dataset.rows.map(\.latency.value)
    // Columns of like size keep the normal equations well conditioned; a constant column is the intercept's own.
    let scales = rows[0].indices.map { column in max(rows.map { abs($0[column]) }.max()!, 1e-300) }
    let matrix = FeatureMatrix(rows.map { zip($0, scales).map(/) }, columns: scales.count)
    let (gram, moment) = matrix.normalEquations(
      weights: Array(repeating: 1, count: rows.count), targets: targets)
    coefficients = zip(LeastSquares.solve(gram: gram, moment: moment), scales).map(/)
    floor = Seconds(targets.min()! / 10)
  }

  /// The latency of `workload`, without an interval.
  public func predict(_ workload: AveragedWorkload) -> LatencyPrediction {
    let features = Self.features(kind, workload)
    let seconds = zip(features, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    return LatencyPrediction(latency: max(Seconds(seconds), floor))
  }

  private static func features(_ kind: Kind, _ workload: AveragedWorkload) -> [Double] {
    let averages = workload.averages
    return switch kind {
    case .mean: [1]
    case .flops: [1, workload.totals.work().flops.value]
    case .layers: [1, averages.encoderLayers + averages.decoderLayers]
    case .linear: [1] + averages.features
    }
  }
}
