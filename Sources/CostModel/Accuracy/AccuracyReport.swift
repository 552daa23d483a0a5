import Quantities
import Statistics

/// How well predictions agree with measurements that no fit has seen.
///
/// Every field that needs at least one case (or, for ranks, two different ones) is nil without it, never zero; in files it
/// is then null, so that every key is always there.
public struct AccuracyReport: Codable, Hashable, Sendable {
  /// Cases judged.
  public var cases: Int
  /// Root of the mean squared error, in milliseconds.
  public var rmse: Double?
  /// Mean and median of the absolute relative error.
  public var mape, medianAPE: Double?
  /// Share of cases within 5 % and 10 % of the measurement.
  public var within5, within10: Double?
  /// Mean relative error: positive where predictions are too slow.
  public var bias: Double?
  /// Agreement about order.
  public var kendallTau, spearmanRho: Double?
  /// Share of measurements inside the 90 % interval, and the interval's median width relative to the prediction.
  public var coverage, intervalWidth: Double?

  enum CodingKeys: String, CodingKey {
    case cases
    case rmse = "rmse_ms"
    case mape = "mape_percent"
    case medianAPE = "median_ape_percent"
    case within5 = "within_5_percent"
    case within10 = "within_10_percent"
    case bias = "bias_percent"
    case kendallTau = "kendall_tau"
    case spearmanRho = "spearman_rho"
    case coverage = "coverage_90_percent"
    case intervalWidth = "interval_width_percent"
  }

  /// Writes every key.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(cases, forKey: .cases)
    for (key, value) in [
      (CodingKeys.rmse, rmse), (.mape, mape), (.medianAPE, medianAPE), (.within5, within5), (.within10, within10),
      (.bias, bias), (.kendallTau, kendallTau), (.spearmanRho, spearmanRho), (.coverage, coverage),
      (.intervalWidth, intervalWidth),
    ] { try container.encode(value, forKey: key) }
  }

  /// One prediction beside its measurement.
  public struct Case: Hashable, Sendable {
    /// What was predicted.
    public var predicted: LatencyPrediction
    /// What was measured.
    public var measured: Seconds

    /// Makes a case.
    public init(predicted: LatencyPrediction, measured: Seconds) {
      self.predicted = predicted
      self.measured = measured
    }

    /// Predicted over measured, less one.
    public var relativeError: Double { predicted.latency / measured - 1 }
  }

  /// Judges `cases`.
  public init(_ cases: [Case]) {
    self.cases = cases.count
    guard !cases.isEmpty else { return }
    let errors = cases.map(\.relativeError)
    let absolute = errors.map(abs)
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    func share(_ holds: (Case) -> Bool) -> Double { 100 * Double(cases.count(where: holds)) / Double(cases.count) }
    rmse = mean(
      cases.map {
        let error = ($0.predicted.latency - $0.measured).milliseconds
        return error * error
      }
    ).squareRoot()
    mape = 100 * mean(absolute)
    medianAPE = 100 * absolute.median
    within5 = share { abs($0.relativeError) <= 0.05 }
    within10 = share { abs($0.relativeError) <= 0.10 }
    bias = 100 * mean(errors)
    let predicted = cases.map(\.predicted.latency.value)
    let measured = cases.map(\.measured.value)
    kendallTau = RankCorrelation.kendall(predicted, measured)
    spearmanRho = RankCorrelation.spearman(predicted, measured)
    coverage = share { $0.predicted.interval.contains($0.measured) }
    intervalWidth = 100 * cases.map(\.predicted.relativeWidth).median
  }
}

extension LatencyPrediction {
  /// The interval's width as a share of the prediction.
  public var relativeWidth: Double { (interval.upperBound - interval.lowerBound) / latency }
}
