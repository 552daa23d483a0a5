import Foundation
import Hardware
import Quantities
import Statistics
import TransformerIR

/// The last stage of a device's model: a few whole designs say what single operators could not.
public struct OperatorCalibration: Sendable {
  /// Costs with the calibration.
  public let costs: OperatorCosts
  /// The 90 % interval of a design that was not measured.
  public let interval: LatencyModel.Interval
  /// ln(measured / predicted) of each design, predicted without it.
  public let leftOutErrors: [Double]

  /// A design's measured latency.
  public struct Measured: Sendable {
    /// What was run.
    public var workload: AveragedWorkload
    /// What it took.
    public var encoder, decoder: Seconds

    /// Makes a measured design.
    public init(workload: AveragedWorkload, encoder: Seconds, decoder: Seconds) {
      self.workload = workload
      self.encoder = encoder
      self.decoder = decoder
    }
  }

  /// Sums over operators are expected to be right to this, …
  private static let priorSpread = 0.15
  /// … streaming and everything else err together rather than apart, …
  private static let priorDifference = 0.05
  /// … and a measured design to repeat to this.
  private static let noise = 0.01
  /// At another time the whole device is faster or slower by about this, which one session does not show.
  private static let sessionDeviation = 0.01

  /// Calibrates `costs` with `designs`.
  ///
  /// - Parameters:
  ///   - repeatDeviation: The relative standard deviation of measuring one design again as these were, if it was seen.
  /// - Throws: ``CostModelError/tooFewRows(found:needed:purpose:)`` below two designs.
  public init(
    _ costs: OperatorCosts, designs: [Measured], level: Double, repeatDeviation: Double? = nil, profile: String
  ) throws(CostModelError) {
    guard designs.count >= 2 else {
      throw .tooFewRows(found: designs.count, needed: 2, purpose: "calibrating with whole designs")
    }
    var plain = costs
    plain.calibration = nil
    let model = try OperatorModel(plain, profile: profile)
    let parts = designs.map { Parts(model.times($0.workload)) }
    func calibrated(_ indices: [Int]) -> OperatorCosts.Calibration {
      let encoder = Self.factors(indices.map { (parts[$0].encoder, designs[$0].encoder.value) })
      let decoder = Self.factors(indices.map { (parts[$0].decoder, designs[$0].decoder.value) })
      return .init(
        designs: indices.count, encoderStreaming: encoder.streaming, encoderOther: encoder.other,
        decoderStreaming: decoder.streaming, decoderOther: decoder.other)
    }
    let whole = calibrated(Array(designs.indices))
    leftOutErrors = designs.indices.map { index in
      let others = calibrated(designs.indices.filter { $0 != index })
      return log((designs[index].encoder + designs[index].decoder).value / parts[index].seconds(others))
    }
    plain.calibration = whole
    self.costs = plain
    let spread = max(leftOutErrors.map { $0 * $0 }.mean.squareRoot(), repeatDeviation ?? 0)
    let deviation = (spread * spread + Self.sessionDeviation * Self.sessionDeviation).squareRoot()
    let freedom = Double(designs.count - 1)
    let latencies = designs.map { log(($0.encoder + $0.decoder).value) }
    interval = LatencyModel.Interval(
      level: level, halfWidth: Self.studentQuantile(level, freedom: freedom) * deviation,
      exponent: 0, reference: Seconds(exp(latencies.mean)))
  }

  /// A design's time divided by what calibration may change.
  private struct Parts {
    var encoder = (streaming: 0.0, other: 0.0)
    var decoder = (streaming: 0.0, other: 0.0)

    init(_ times: [GroupTime]) {
      for item in times {
        let (streaming, other) = (item.streaming.value, (item.overhead + item.other).value)
        if item.group.phase == .encode {
          encoder.streaming += streaming
          encoder.other += other
        } else {
          decoder.streaming += streaming
          decoder.other += other
        }
      }
    }

    func seconds(_ calibration: OperatorCosts.Calibration) -> Double {
      encoder.streaming * calibration.encoderStreaming + encoder.other * calibration.encoderOther
        + decoder.streaming * calibration.decoderStreaming + decoder.other * calibration.decoderOther
    }
  }

  /// The most probable factors of streaming and of all else: least squares of relative errors with a normal prior about 1.
  private static func factors(
    _ rows: [(predicted: (streaming: Double, other: Double), measured: Double)]
  ) -> (streaming: Double, other: Double) {
    // Unknowns are the factors less one; the prior's precision is that of a common and a separate part.
    let common = priorSpread * priorSpread
    let separate = priorDifference * priorDifference
    let determinant = (common + separate) * (common + separate) - common * common
    let (diagonal, across) = ((common + separate) / determinant, -common / determinant)
    var gram = [diagonal, across, across, diagonal]
    var moment = [0.0, 0.0]
    for row in rows {
      let share = [row.predicted.streaming / row.measured, row.predicted.other / row.measured]
      let missing = 1 - share[0] - share[1]
      for first in 0..<2 {
        moment[first] += share[first] * missing / (noise * noise)
        for second in 0..<2 { gram[first * 2 + second] += share[first] * share[second] / (noise * noise) }
      }
    }
    let change = LeastSquares.solve(gram: gram, moment: moment)
    return (max(1 + change[0], 0.1), max(1 + change[1], 0.1))
  }

  /// The two-sided quantile of Student's t distribution, to a hundredth from four degrees of freedom on.
  ///
  /// Source: Abramowitz, Stegun. "Handbook of Mathematical Functions", 26.7.5.
  private static func studentQuantile(_ level: Double, freedom: Double) -> Double {
    let z = NormalDistribution.quantile((1 + level) / 2)
    let (z3, z5, z7) = (pow(z, 3), pow(z, 5), pow(z, 7))
    return z + (z3 + z) / (4 * freedom) + (5 * z5 + 16 * z3 + 3 * z) / (96 * freedom * freedom)
      + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * freedom * freedom * freedom)
  }
}
