import Quantities
import TransformerIR

/// What `measure --json` wrote, as far as a report needs it.
struct MeasurementRecord: Decodable, Hashable {
  /// A measured design.
  struct Design: Decodable, Hashable {
    var name: String
    var design: DecodedDesign
    private var summary: Summary

    /// The median of one translation, and the 95 % interval of it, in seconds.
    var latency: MeasuredLatency {
      MeasuredLatency(median: summary.total.median.time, interval: summary.total.interval.range)
    }
  }

  private struct Summary: Decodable, Hashable {
    var total: Total
  }

  private struct Total: Decodable, Hashable {
    var median: PositiveSeconds
    var interval: Interval

    enum CodingKeys: String, CodingKey {
      case median = "median_second"
      case interval = "interval_second"
    }
  }

  private struct Machine: Decodable, Hashable {
    var processor: String
  }

  var space, runtime: String
  var threads: Int
  var designs: [Design]
  private var environment: Machine

  /// The processor that was measured.
  var processor: String { environment.processor }
}

/// A measured latency: the median and its 95 % interval in seconds.
struct MeasuredLatency: Hashable {
  var median: Seconds
  var interval: ClosedRange<Double>

  /// The interval in milliseconds.
  var milliseconds: ClosedRange<Double> { 1000 * interval.lowerBound...1000 * interval.upperBound }
}
