import Foundation
import Quantities
import Statistics
import TransformerIR

/// How much slower or faster a device is today than an estimator says, learnt from whole designs measured in one session.
///
/// The error of design i, yᵢ = ln(measured / predicted), is taken for the sum of a part m that all designs of the session
/// share and of one of its own: yᵢ = m + eᵢ, with m ~ N(0, τ²) and eᵢ ~ N(0, s²). Before anything is measured the
/// predictions' own 90 % intervals say how large both are: the half-width of an interval over 1.645 is the deviation σ of
/// one design's error, and half of its variance is given to each part, τ₀² = s₀² = σ²/2.
///
/// * s² is learnt from the scatter of the n errors about their mean ȳ, as if w = 4 errors with s₀² had been seen before:
///   s² = (w·s₀² + Σ(yᵢ − ȳ)²) / (w + n − 1).
/// * τ² is learnt in the same way from the one session that is seen, less what scatter alone would make of its mean:
///   τ² = (w·τ₀² + max(0, ȳ² − s²/n)) / (w + 1). So a device that is far from what was expected is soon believed.
/// * m has the median nτ² / (nτ² + s²) · ȳ and the variance v = 1 / (1/τ² + n/s²): a single pair that is off by σ moves
///   predictions by half of what it says, one that is off by 5σ by nine tenths, ten pairs by nearly all.
/// * The next design's error is taken as N(m, s² + v), so that its 90 % interval reaches 1.645·√(s² + v) to both sides.
///
/// Measuring noise is part of the scatter. Which designs were measured must not depend on their errors.
///
/// Source: Gelman et al. "Bayesian Data Analysis", 3rd edition, sections 2.5 and 5.4, with s² and τ² set to their estimates
/// instead of integrated over.
public struct Recalibration: Hashable, Sendable {
  /// How many designs were measured.
  public let count: Int
  /// The median of m: ln of how many times slower the device is than predicted; 0 with nothing measured.
  public let median: Double
  /// √v, how well m is known; with nothing measured τ₀.
  public let medianDeviation: Double
  /// s, the deviation of a design's own error.
  public let scatter: Double
  /// σ, the deviation of one design's error before anything was measured.
  public let priorDeviation: Double

  /// w, the errors that s₀² counts as, and the sessions that τ₀² does.
  public static let priorWeight = 4.0
  /// An estimator without intervals is expected to be right to this, …
  private static let assumedDeviation = 0.05
  /// … and none to better than this: two sessions on one device differ by as much.
  private static let leastDeviation = 0.005
  private static let normalReach = NormalDistribution.quantile(0.95)

  /// Learns from `pairs`: what was predicted of a design before anything was measured, and what it took.
  ///
  /// - Precondition: Latencies are positive and finite.
  public init(pairs: [(predicted: LatencyPrediction, measured: Seconds)] = []) {
    let errors = pairs.map { pair in
      let error = log(pair.measured / pair.predicted.latency)
      precondition(error.isFinite, "\(pair.measured) measured, \(pair.predicted.latency) predicted: not two latencies")
      return error
    }
    let variances = pairs.map { pow(Self.deviation(of: $0.predicted), 2) }
    let variance = pairs.isEmpty ? pow(Self.assumedDeviation, 2) : variances.mean
    let half = variance / 2
    count = pairs.count
    priorDeviation = variance.squareRoot()
    guard !errors.isEmpty else {
      (median, medianDeviation, scatter) = (0, half.squareRoot(), half.squareRoot())
      return
    }
    let (number, mean) = (Double(errors.count), errors.mean)
    let squares = errors.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let own = (Self.priorWeight * half + squares) / (Self.priorWeight + number - 1)
    let common = (Self.priorWeight * half + max(0, mean * mean - own / number)) / (Self.priorWeight + 1)
    median = number * common / (number * common + own) * mean
    medianDeviation = (1 / (1 / common + number / own)).squareRoot()
    scatter = own.squareRoot()
  }

  /// How many times slower the device is than predicted; 1 with nothing measured.
  public var factor: Double { exp(median) }

  /// √(s² + v), the deviation of the next design's error about the median.
  public var deviation: Double { (scatter * scatter + medianDeviation * medianDeviation).squareRoot() }

  /// How far the 90 % interval of the next design reaches to both sides, as a log ratio.
  public var halfWidth: Double { Self.normalReach * deviation }
  /// How far the predictions' own 90 % intervals reached, as a log ratio.
  public var priorHalfWidth: Double { Self.normalReach * priorDeviation }

  /// `prediction` as it is after what was learnt: `factor` times as long, with an interval as much narrower (or wider) as the
  /// error's deviation is than it was before. The interval becomes symmetric in the logarithm. With nothing measured it is
  /// `prediction` itself.
  public func applied(to prediction: LatencyPrediction) -> LatencyPrediction {
    guard count > 0 else { return prediction }
    let latency = prediction.latency * factor
    let reach = exp(Self.normalReach * Self.deviation(of: prediction) * (deviation / priorDeviation))
    return LatencyPrediction(latency: latency, interval: latency / reach...latency * reach)
  }

  /// σ of one prediction.
  private static func deviation(of prediction: LatencyPrediction) -> Double {
    let width = log(prediction.interval.upperBound / prediction.interval.lowerBound)
    return width == 0 ? assumedDeviation : max(width / 2 / normalReach, leastDeviation)
  }
}

/// An estimator with what measuring its predictions has taught.
public struct RecalibratedEstimator: LatencyEstimator {
  /// What predicts.
  public let base: any LatencyEstimator
  /// What was learnt of its predictions.
  public let recalibration: Recalibration

  /// Corrects `base` by `recalibration`, which was learnt from predictions of `base`.
  public init(base: any LatencyEstimator, recalibration: Recalibration) {
    self.base = base
    self.recalibration = recalibration
  }

  /// The base's name; `recalibrated` is added once something was measured.
  public var name: String { recalibration.count == 0 ? base.name : "\(base.name), recalibrated" }

  /// The base's prediction, corrected.
  public func predict(_ workload: AveragedWorkload) -> LatencyPrediction {
    recalibration.applied(to: base.predict(workload))
  }
}
