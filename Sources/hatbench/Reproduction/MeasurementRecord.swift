import Quantities
import TransformerIR

/// What `measure --json` wrote, as far as a report needs it.
struct MeasurementRecord: Decodable, Hashable {
  /// A measured design.
  struct Design: Decodable, Hashable {
    var name: String
    var design: DecodedDesign
    private var summary: Summary
    private var steady: PositiveSeconds?
    /// Where the time goes, by group; nil if that was not measured.
    private var operators: [Operator]?

    enum CodingKeys: String, CodingKey {
      case name, design, summary, operators
      case steady = "steady_second"
    }

    /// Encoder and decoder of one translation in the session's main state, the search left out; nil if that is not known.
    var translation: Seconds? { steady?.time }

    /// Seconds of each group of operators in one translation; nil if that was not measured.
    var times: [OperatorTotals.Group: Seconds]? {
      operators.map { Dictionary($0.map { ($0.group, $0.second.time) }) { first, _ in first } }
    }

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

  private struct Operator: Decodable, Hashable {
    var phase: PhaseKind
    var role: OperatorRole
    var kind: OperatorKind
    var second: PositiveSeconds

    var group: OperatorTotals.Group { .init(phase: phase, role: role, kind: kind) }
  }

  /// What the reference workload took meanwhile.
  struct Reference: Decodable, Hashable {
    var name: String
    var second: PositiveSeconds
  }

  private struct Machine: Decodable, Hashable {
    var processor: String
  }

  var space, runtime: String
  var threads: Int
  var designs: [Design]
  /// The lengths and the beam that were run; nil in files of before they were kept.
  var sourceLength, targetLength, beam: Int?
  var reference: Reference?
  private var environment: Machine

  enum CodingKeys: String, CodingKey {
    case space, runtime, threads, beam, reference, environment, designs
    case sourceLength = "source_length"
    case targetLength = "target_length"
  }

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
