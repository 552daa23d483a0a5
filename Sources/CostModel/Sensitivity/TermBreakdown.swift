import Hardware
import Statistics
import TransformerIR

/// Divides a design's latency among the terms of a physical model.
struct TermBreakdown {
  private let device: DeviceLatency
  private let hybrid: HybridEstimator
  /// For each term a model in which it costs one second a unit and nothing else costs anything.
  private let units: [HybridEstimator]
  /// The standard deviation of each constant, in its own unit.
  private let deviations: [Double]

  /// Takes how sure the constants are from their 90 % intervals. The wider side counts, since zero cuts the other off.
  init(_ hybrid: HybridEstimator, _ device: DeviceLatency) {
    self.device = device
    self.hybrid = hybrid
    units = PhysicalTerm.all.indices.map { index in
      var coefficients = [Double](repeating: 0, count: PhysicalTerm.all.count)
      coefficients[index] = 1
      return HybridEstimator(
        name: hybrid.name, physical: PhysicalModel(coefficients: coefficients), residual: nil,
        interval: hybrid.interval)
    }
    let intervals = Dictionary(device.model.terms.map { ($0.name, $0.interval) }) { $1 }
    deviations = zip(PhysicalTerm.all, hybrid.physical.coefficients).map { term, value in
      let reach = (intervals[term.name] ?? []).map { abs($0 - value) }.max() ?? 0
      return reach / NormalDistribution.quantile(0.95)
    }
  }

  /// The shares of the time, and the variances: those of a term that is zero, too.
  func callAsFunction(_ workload: AveragedWorkload) -> LatencyBreakdown {
    let totals = workload.totals
    let times = DecidedTimes(device, workload, plain: hybrid.times(workload, totals))
    let factor = hybrid.correction(of: workload)
    var breakdown = LatencyBreakdown(latency: times.latency, elasticities: times.ceilingShares)
    for (index, term) in PhysicalTerm.all.enumerated() {
      // Latency for each second a unit, where no ceiling decides.
      let seconds = units[index].times(workload, totals)
        .reduce(0) { times.ceilings[$1.group] == nil ? $0 + $1.time.value : $0 }
      let slope = factor * seconds / times.latency
      breakdown.elasticities[.term(term.name)] = hybrid.physical.coefficients[index] * slope
      let deviation = deviations[index] * slope
      breakdown.variances[.term(term.name)] = deviation * deviation
    }
    return breakdown
  }
}
