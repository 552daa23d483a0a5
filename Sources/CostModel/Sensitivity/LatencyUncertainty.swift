import Foundation
import Hardware
import Quantities
import Statistics
import TransformerIR

/// Something that was measured and can be measured again.
public enum MeasurementSubject: Hashable, Sendable {
  /// A group of operators, timed alone.
  case group(OperatorTotals.Group)
  /// Streaming over working sets.
  case streaming
  /// Whole designs.
  case designs
  /// Whole designs in which the work behind a term of the physical model varies.
  case term(String)
}

extension MeasurementSubject: CustomStringConvertible {
  /// `decode-step feed-forward linear`, `streaming curve`, `whole designs`, `designs for decoder_layer`.
  public var description: String {
    switch self {
    case .group(let group): group.words
    case .streaming: "streaming curve"
    case .designs: "whole designs"
    case .term(let name): "designs for \(name)"
    }
  }
}

/// Where the uncertainty of predicted latencies comes from, over the designs of a space.
///
/// Every measurement has an error of its own, and errors of different measurements add in squares: a group of operators
/// by its error on shapes that were left out times its share of the latency (the same error in all of a design's
/// layers), the streaming curve by its points' intervals, whole designs by the error of those that calibration had not
/// seen over √designs, a term of the physical model by its 90 % interval. Errors of constants that were fitted together
/// partly offset one another, and calibration takes back what all operators have in common: the sum is an upper bound.
/// The profile's interval is what predictions were seen to err by, and remains the judge.
public struct LatencyUncertainty: Hashable, Sendable {
  /// What one measurement is to blame for.
  public struct Source: Hashable, Sendable {
    /// The measurement.
    public var subject: MeasurementSubject
    /// The variance of ln latency, in the mean over designs.
    public var variance: Double
    /// Whether a group of operators had too few shapes to say how much it errs, so that others speak for it.
    public var isAssumed = false
  }

  /// The sources, largest variance first.
  public let sources: [Source]
  /// Half the width of the profile's interval as a logarithm of a ratio: its root mean square over the designs.
  public let intervalHalfWidth: Double
  /// The share of measurements that the interval covers.
  public let level: Double
  /// Whole designs, or rows, that the model rests on.
  public let rows: Int

  init(_ breakdowns: [LatencyBreakdown], of model: LatencyModel) {
    let count = Double(breakdowns.count)
    var sums: [MeasurementSubject: Double] = [:]
    for breakdown in breakdowns { sums.merge(breakdown.variances, uniquingKeysWith: +) }
    let groups = model.operators?.groupsByPlace ?? [:]
    sources = sums.map { subject, sum in
      var source = Source(subject: subject, variance: sum / count)
      if case .group(let group) = subject { source.isAssumed = groups[group]?.errorPercent == nil }
      return source
    }
    .sorted { ($1.variance, $0.subject.description) < ($0.variance, $1.subject.description) }
    level = model.interval.level
    rows = model.evidence.rows
    intervalHalfWidth =
      breakdowns.map { breakdown in
        let reach =
          model.interval.halfWidth
          * pow(Seconds(breakdown.latency) / model.interval.reference, -model.interval.exponent)
        return reach * reach
      }.mean.squareRoot()
  }

  /// The variance of ln latency that all sources together explain.
  public var variance: Double { sources.reduce(0) { $0 + $1.variance } }

  /// Half the width of the interval that the sources alone would make, as a logarithm of a ratio.
  public var halfWidth: Double { quantile * variance.squareRoot() }

  /// The share of the interval's variance that no source explains: scatter of single designs, sessions, the model's
  /// form.
  public var unexplainedShare: Double {
    intervalHalfWidth > 0 ? max(0, 1 - halfWidth * halfWidth / (intervalHalfWidth * intervalHalfWidth)) : 0
  }

  /// Half the width that the profile's interval would have if so much of ``variance`` were gone.
  ///
  /// What no source explains stays. Where the sources explain more than the interval shows, their errors offset one
  /// another, and each is scaled down alike.
  public func intervalHalfWidth(without removed: Double) -> Double {
    guard intervalHalfWidth > 0, variance > 0 else { return intervalHalfWidth }
    let seen = intervalHalfWidth / quantile
    return intervalHalfWidth * max(0, 1 - removed / max(variance, seen * seen)).squareRoot()
  }

  /// Half-widths are so many standard deviations.
  private var quantile: Double { NormalDistribution.quantile((1 + level) / 2) }
}
