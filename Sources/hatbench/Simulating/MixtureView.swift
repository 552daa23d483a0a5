import CostModel
import Quantities
import Reporting
import TransformerIR

/// The latencies of a design over sentences of many lengths, as text and as a chart.
struct MixtureView {
  let mixture: LatencyMixture

  /// What sentences there are, and what they take.
  var text: String { "\(sentences)\n\n\(table)" }

  /// How many sentences there are and how long they are in the mean.
  var sentences: String {
    let lengths = mixture.lengths
    let pairs = lengths.entries.count
    return "\(Numeral.text(lengths.sentences)) \(lengths.sentences == 1 ? "sentence" : "sentences") of "
      + "\(Numeral.text(pairs)) \(pairs == 1 ? "length" : "different lengths"); in the mean "
      + "\(Numeral.text(lengths.meanSource)) source and \(Numeral.text(lengths.meanTarget)) target tokens, end symbols "
      + "counted"
  }

  /// One row for each figure: the quantiles, the mean and the extremes.
  var table: TextTable {
    TextTable(
      columns: [.init("sentences"), .init("latency", .right), .init("90 % interval", .right)],
      rows: figures.map { name, prediction in
        let interval = prediction.interval
        return [name, "\(prediction.latency)", "\(interval.lowerBound) to \(interval.upperBound)"]
      })
  }

  private var figures: [(name: String, prediction: LatencyPrediction)] {
    let quantiles = mixture.quantiles
    return [
      ("p50", quantiles.p50), ("p90", quantiles.p90), ("p99", quantiles.p99), ("mean", mixture.mean),
      ("fastest", mixture.least), ("slowest", mixture.most),
    ]
  }

  /// The share of sentences over the latency that they do not exceed, between the same of the intervals' ends.
  ///
  /// One point for each percent, so that a large corpus makes no larger page.
  var chart: Chart {
    let curve = (0...100).map { percent in
      (percent: Double(percent), prediction: mixture.quantile(Double(percent) / 100))
    }
    func points(_ time: (LatencyPrediction) -> Seconds) -> [Chart.Point] {
      curve.map { .init(x: time($0.prediction).milliseconds, y: $0.percent) }
    }
    let main = curve.map { percent, prediction in
      let interval = prediction.interval
      return Chart.Point(
        x: prediction.latency.milliseconds, y: percent,
        note: ["90 % interval \(interval.lowerBound) to \(interval.upperBound)"])
    }
    return Chart(
      title: "Latency over sentence lengths",
      caption: "The share of sentences that take at most so long. Dashed: the same for the ends of the predictions' "
        + "intervals.",
      x: .init("predicted latency", unit: "ms"), y: .init("share of sentences", unit: "%", range: 0...100),
      series: [
        .init("predicted", .line, points: main),
        .init("lower ends", .reference, points: points(\.interval.lowerBound)),
        .init("upper ends", .reference, points: points(\.interval.upperBound)),
      ],
      rules: figures.prefix(3).map { .init($0.name, .x, at: $0.prediction.latency.milliseconds) })
  }
}

extension Numeral {
  /// The text of a whole number with all its digits.
  fileprivate static func text(_ count: Int) -> String { text(Double(count), digits: 16) }
}

/// What a simulation over many lengths adds to its JSON: every latency with its 90 % interval beside it.
struct MixtureJSON: Encodable {
  let mixture: LatencyMixture

  enum CodingKeys: String, CodingKey {
    case sentences
    case lengthPairs = "length_pairs"
    case sourceLengthMean = "source_length_mean"
    case targetLengthMean = "target_length_mean"
    case fittedSourceLength = "fitted_source_length"
    case fittedTargetLength = "fitted_target_length"
    case farLengthsPercent = "far_lengths_percent"
    case p50 = "p50_second"
    case p50Interval = "p50_interval_second"
    case p90 = "p90_second"
    case p90Interval = "p90_interval_second"
    case p99 = "p99_second"
    case p99Interval = "p99_interval_second"
    case mean = "mean_second"
    case meanInterval = "mean_interval_second"
    case least = "fastest_second"
    case leastInterval = "fastest_interval_second"
    case most = "slowest_second"
    case mostInterval = "slowest_interval_second"
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(mixture.lengths.sentences, forKey: .sentences)
    try container.encode(mixture.lengths.entries.count, forKey: .lengthPairs)
    try container.encode(mixture.lengths.meanSource, forKey: .sourceLengthMean)
    try container.encode(mixture.lengths.meanTarget, forKey: .targetLengthMean)
    try container.encode(mixture.reach.fittedSource, forKey: .fittedSourceLength)
    try container.encode(mixture.reach.fittedTarget, forKey: .fittedTargetLength)
    try container.encode(mixture.reach.farPercent, forKey: .farLengthsPercent)
    for (prediction, key, intervalKey) in figures {
      try container.encode(prediction.latency.value, forKey: key)
      try container.encode(prediction.intervalSeconds, forKey: intervalKey)
    }
  }

  private var figures: [(LatencyPrediction, CodingKeys, CodingKeys)] {
    let quantiles = mixture.quantiles
    return [
      (quantiles.p50, .p50, .p50Interval), (quantiles.p90, .p90, .p90Interval), (quantiles.p99, .p99, .p99Interval),
      (mixture.mean, .mean, .meanInterval), (mixture.least, .least, .leastInterval),
      (mixture.most, .most, .mostInterval),
    ]
  }
}
