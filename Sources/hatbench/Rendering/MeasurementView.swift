import Hardware
import Profiler
import Quantities
import Reporting
import TransformerIR

/// Measured designs as text.
struct MeasurementView {
  let measured: [MeasuredDesign]
  /// Where the time goes; nil unless asked for.
  let steady: SteadyMeasurement?
  let bench: Bench

  var text: String {
    let table = TextTable(
      columns: [.init("design")]
        + ["median", "95 % interval", "encoder", "decoder", "search", "timings", "visits", "visits differ %"].map {
          .init($0, .right)
        },
      rows: measured.map { item in
        let total = item.summary.summary.total
        return [
          item.name, "\(total.median)", "\(total.interval[0]) to \(total.interval[1])",
          item.time(of: "encoder").map { "\($0)" } ?? "–", item.time(of: "decoder").map { "\($0)" } ?? "–",
          item.time(of: "search").map { "\($0)" } ?? "–", "\(total.count)",
          "\(item.summary.visits)\(item.summary.quarantined > 0 ? " (\(item.summary.quarantined) left out)" : "")",
          item.summary.noise.map { Numeral.text(100 * $0.meanAbsolute, digits: 2) } ?? "–",
        ]
      })
    return """
      \(bench.space.name) under \(bench.setting.runtime.rawValue), \(bench.threads) threads on \(bench.environment.processor)

      \(table)
      """ + (steady.map { "\n\n\(operators($0))" } ?? "")
  }

  /// The time of each group of operators, in the mean over the designs.
  private func operators(_ steady: SteadyMeasurement) -> TextTable {
    let times = measured.map { steady.operators(of: $0.name) }
    let groups = OperatorTotals.allGroups.filter { group in times.contains { $0[group] != nil } }
    let means = groups.map { group in
      times.reduce(Seconds.zero) { $0 + ($1[group] ?? .zero) } / Double(times.count)
    }
    let all = means.reduce(.zero, +)
    return TextTable(
      columns: [.init("phase"), .init("role"), .init("kind"), .init("time", .right), .init("share", .right)],
      rows: zip(groups, means).map { group, time in
        [
          group.phase.rawValue, group.role.rawValue, group.kind.rawValue, "\(time)",
          "\(Numeral.text(100 * (time / all), digits: 3)) %",
        ]
      })
  }
}

/// Designs and their operators in the session's main state, each visit brought to it by the reference workload around it.
struct SteadyMeasurement {
  let designs: SteadyTimes
  private let times: SteadyTimes

  init(designs: SteadyTimes, operators: SteadyTimes) {
    self.designs = designs
    times = operators
  }

  /// Encoder and decoder of one translation, without a search's bookkeeping.
  func translation(of name: String) -> Seconds? {
    guard let encoder = designs.time(of: "encoder", key: name), let decoder = designs.time(of: "decoder", key: name)
    else {
      return nil
    }
    return encoder + decoder
  }

  /// Seconds of each group of operators in one translation; none if operators were not timed.
  func operators(of name: String) -> [OperatorTotals.Group: Seconds] {
    Dictionary(
      uniqueKeysWithValues: OperatorTotals.allGroups.compactMap { group in
        times.time(of: group.path, key: name).map { (group, $0) }
      })
  }
}

/// What `measure --json` prints.
struct MeasurementJSON: Encodable {
  struct Design: Encodable {
    var name: String
    var design: DesignJSON
    var summary: SampleSummary
    var visits, quarantined: Int
    var isNormalised: Bool
    /// The two stacks, the search left out.
    var encoder, decoder: Double?
    /// Both together in the session's main state; nil without a reference.
    var steady: Double?
    /// Where the time goes in that state; nil unless asked for.
    var operators: [Operator]?

    enum CodingKeys: String, CodingKey {
      case name, design, summary, visits, quarantined, operators
      case isNormalised = "is_normalised"
      case encoder = "encoder_second"
      case decoder = "decoder_second"
      case steady = "steady_second"
    }
  }

  struct Operator: Encodable {
    var phase, role, kind: String
    var second: Double
  }

  /// What the reference workload took meanwhile: how this session's state compares with another's.
  struct Reference: Encodable {
    var name: String
    var second: Double
  }

  var space, runtime: String
  var threads, sourceLength, targetLength, beam: Int
  var reference: Reference?
  var environment: Environment
  var designs: [Design]

  enum CodingKeys: String, CodingKey {
    case space, runtime, threads, beam, reference, environment, designs
    case sourceLength = "source_length"
    case targetLength = "target_length"
  }

  init(_ measured: [MeasuredDesign], _ steady: SteadyMeasurement?, _ session: Drift.Session?, _ bench: Bench) {
    space = bench.space.name
    runtime = bench.setting.runtime.rawValue
    (sourceLength, targetLength) = (bench.setting.sourceLength, bench.setting.targetLength)
    beam = bench.setting.beam
    reference = session.map { Reference(name: bench.referenceName, second: $0.mainReference.value) }
    threads = bench.threads
    environment = bench.environment
    designs = measured.map { item in
      let times = steady?.operators(of: item.name) ?? [:]
      let own = OperatorTotals.allGroups.compactMap { group in
        times[group].map {
          Operator(phase: group.phase.rawValue, role: group.role.rawValue, kind: group.kind.rawValue, second: $0.value)
        }
      }
      return Design(
        name: item.name, design: DesignJSON(design: item.workload.design), summary: item.summary.summary,
        visits: item.summary.visits, quarantined: item.summary.quarantined, isNormalised: item.summary.isNormalised,
        encoder: item.time(of: "encoder")?.value, decoder: item.time(of: "decoder")?.value,
        steady: steady?.translation(of: item.name)?.value, operators: own.isEmpty ? nil : own)
    }
  }
}
