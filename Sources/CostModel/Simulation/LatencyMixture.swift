import Quantities
import TransformerIR

/// How long one design takes on sentences of many lengths: the distribution of its predicted latency.
///
/// Every pair of lengths is predicted once and counts as often as it occurs, so a corpus costs as many predictions as it has
/// distinct pairs. What is left out is the scatter of repeated runs at one length; it is in the intervals.
///
/// Sentences are translated `workload.setting.batch` at a time, as in a setting of one length; in a larger batch all are taken
/// to be of one length, and a latency is that of the batch.
public struct LatencyMixture: Sendable {
  /// The sentences of one pair of lengths.
  public struct Point: Hashable, Sendable {
    /// The lengths, and how many sentences have them.
    public var lengths: LengthMixture.Entry
    /// What one of them takes.
    public var prediction: LatencyPrediction
  }

  /// The latencies that are asked for most.
  public struct Quantiles: Hashable, Sendable {
    /// Half of the sentences take no longer.
    public var p50: LatencyPrediction
    /// Nine of ten sentences take no longer.
    public var p90: LatencyPrediction
    /// Ninety-nine of a hundred sentences take no longer.
    public var p99: LatencyPrediction
  }

  /// The lengths.
  public let lengths: LengthMixture
  /// One point for each pair of lengths, by rising latency; equal ones by source length, then by target length.
  public let points: [Point]
  /// The mean latency, between the means of the intervals' ends.
  public let mean: LatencyPrediction
  /// The lengths that the profile does not speak of.
  public let reach: LengthReach
  private let latencies: WeightedDistribution
  private let ends: (lower: WeightedDistribution, upper: WeightedDistribution)

  /// Predicts `workload` at every pair of lengths of `mixture`, which replace those of its setting.
  ///
  /// - Throws: ``CostModelError/unusableModel(profile:reason:)`` if the model predicts a latency that is none.
  public init(
    _ device: DeviceLatency, _ workload: Workload, over mixture: LengthMixture
  ) throws(CostModelError) {
    let points = try Self.points(device, workload, mixture)
    func distribution(_ time: (LatencyPrediction) -> Seconds) -> WeightedDistribution {
      WeightedDistribution(points.map { (time($0.prediction).value, $0.lengths.count) })
    }
    func mean(_ time: (LatencyPrediction) -> Seconds) -> Seconds {
      points.reduce(.zero) { $0 + Double($1.lengths.count) * time($1.prediction) } / Double(mixture.sentences)
    }
    lengths = mixture
    self.points = points
    reach = LengthReach(device, over: mixture)
    self.mean = LatencyPrediction(
      latency: mean(\.latency), interval: mean(\.interval.lowerBound)...mean(\.interval.upperBound))
    latencies = distribution(\.latency)
    ends = (distribution(\.interval.lowerBound), distribution(\.interval.upperBound))
  }

  /// The median and the two tails that services are judged by.
  public var quantiles: Quantiles { Quantiles(p50: quantile(0.5), p90: quantile(0.9), p99: quantile(0.99)) }

  /// The least latency that at least `share` of the sentences do not exceed.
  ///
  /// Its interval lies between the quantiles of the lower and of the upper ends: where the quantile falls if all predictions
  /// are off to the same side, as those of one design on one device mostly are.
  ///
  /// - Precondition: `share` lies between 0 and 1; 0 gives the least latency, 1 the greatest.
  public func quantile(_ share: Double) -> LatencyPrediction {
    LatencyPrediction(
      latency: Seconds(latencies.quantile(share)),
      interval: Seconds(ends.lower.quantile(share))...Seconds(ends.upper.quantile(share)))
  }

  /// The latency of the sentences that take the least time.
  public var least: LatencyPrediction { quantile(0) }
  /// The latency of the sentences that take the most time.
  public var most: LatencyPrediction { quantile(1) }

  private static func points(
    _ device: DeviceLatency, _ workload: Workload, _ mixture: LengthMixture
  ) throws(CostModelError) -> [Point] {
    var averaged = AveragedWorkload(of: workload)
    var points: [Point] = []
    points.reserveCapacity(mixture.entries.count)
    for entry in mixture.entries {
      averaged.setting.sourceLength = entry.source
      averaged.setting.targetLength = entry.target
      let prediction = device.predict(averaged)
      guard prediction.latency > .zero, prediction.interval.upperBound.value.isFinite else {
        throw .unusableModel(
          profile: device.profile.name,
          reason:
            "it predicts \(prediction.latency.value) s for \(entry.source) source and \(entry.target) target tokens")
      }
      points.append(Point(lengths: entry, prediction: prediction))
    }
    // Entries come by length, and `sorted` keeps the order of equal ones.
    return points.sorted { $0.prediction.latency < $1.prediction.latency }
  }
}
