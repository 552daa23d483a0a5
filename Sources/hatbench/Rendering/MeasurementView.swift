import Hardware
import Profiler
import Quantities
import Reporting

/// Measured designs as text.
struct MeasurementView {
  let measured: [MeasuredDesign]
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
      """
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

    enum CodingKeys: String, CodingKey {
      case name, design, summary, visits, quarantined
      case isNormalised = "is_normalised"
    }
  }

  var space, runtime: String
  var threads: Int
  var environment: Environment
  var designs: [Design]

  init(_ measured: [MeasuredDesign], _ bench: Bench) {
    space = bench.space.name
    runtime = bench.setting.runtime.rawValue
    threads = bench.threads
    environment = bench.environment
    designs = measured.map {
      Design(
        name: $0.name, design: DesignJSON(design: $0.workload.design), summary: $0.summary.summary,
        visits: $0.summary.visits, quarantined: $0.summary.quarantined, isNormalised: $0.summary.isNormalised)
    }
  }
}
