import Foundation
import Hardware
import Quantities
import TransformerIR

/// Physics first, learning second: `ln latency = ln physical + bounded correction`, with a conformal interval.
///
/// Without a correction this is the physical model with its interval.
public struct HybridEstimator: LatencyEstimator, Hashable {
  /// The name in tables and files.
  public let name: String
  /// The readable part.
  public let physical: PhysicalModel
  /// The width of the interval.
  public let interval: LatencyModel.Interval
  let residual: ResidualEnsemble?

  init(name: String, physical: PhysicalModel, residual: ResidualEnsemble?, interval: LatencyModel.Interval) {
    self.name = name
    self.physical = physical
    self.residual = residual
    self.interval = interval
  }

  /// Whether a learned correction was found to help.
  public var hasCorrection: Bool { residual != nil }

  /// The factor that the learned part multiplies physical latency by; 1 without one.
  public func correction(of workload: AveragedWorkload) -> Double {
    exp(residual?.correction(workload, physical: physical) ?? 0)
  }

  /// The latency of one translation of `workload` with its 90 % interval.
  public func predict(_ workload: AveragedWorkload) -> LatencyPrediction {
    let latency = correction(of: workload) * physical.seconds(workload)
    return LatencyPrediction(latency: latency, interval: interval.around(latency))
  }
}

extension LatencyModel.Interval {
  /// The interval around a predicted latency.
  public func around(_ latency: Seconds) -> ClosedRange<Seconds> {
    let factor = exp(halfWidth * pow(latency / reference, -exponent))
    return latency / factor...latency * factor
  }
}
