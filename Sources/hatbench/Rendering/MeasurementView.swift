import Hardware
import Profiler
import Quantities
import Reporting
import TransformerIR

/// Measured designs as text.
struct MeasurementView {
  let measured: [MeasuredDesign]
  let nodes: [MeasuredNodes]
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
      """ + (nodes.isEmpty ? "" : "\n\n\(operators)")
  }

  /// The time of each group of operators, in the mean over the designs.
  private var operators: TextTable {
    let groups = OperatorTotals.allGroups.filter { group in nodes.contains { $0.times[group] != nil } }
    let means = groups.map { group in
      nodes.reduce(Seconds.zero) { $0 + ($1.times[group] ?? .zero) } / Double(nodes.count)
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
    /// Where the time goes; nil unless asked for.
    var operators: [Operator]?

    enum CodingKeys: String, CodingKey {
      case name, design, summary, visits, quarantined, operators
      case isNormalised = "is_normalised"
      case encoder = "encoder_second"
      case decoder = "decoder_second"
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

  init(_ measured: [MeasuredDesign], _ nodes: [MeasuredNodes], _ session: Drift.Session?, _ bench: Bench) {
    space = bench.space.name
    runtime = bench.setting.runtime.rawValue
    (sourceLength, targetLength) = (bench.setting.sourceLength, bench.setting.targetLength)
    beam = bench.setting.beam
    reference = session.map { Reference(name: bench.referenceName, second: $0.mainReference.value) }
    let times = Dictionary(uniqueKeysWithValues: nodes.map { ($0.name, $0.times) })
    threads = bench.threads
    environment = bench.environment
    designs = measured.map { item in
      let own = times[item.name].map { times in
        OperatorTotals.allGroups.compactMap { group in
          times[group].flatMap { $0 > .zero ? $0 : nil }.map {
            Operator(
              phase: group.phase.rawValue, role: group.role.rawValue, kind: group.kind.rawValue, second: $0.value)
          }
        }
      }
      return Design(
        name: item.name, design: DesignJSON(design: item.workload.design), summary: item.summary.summary,
        visits: item.summary.visits, quarantined: item.summary.quarantined, isNormalised: item.summary.isNormalised,
        encoder: item.time(of: "encoder")?.value, decoder: item.time(of: "decoder")?.value, operators: own)
    }
  }
}
