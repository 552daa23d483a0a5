import Foundation
import Hardware
import Quantities
import TransformerIR

/// Measured designs as a latency dataset: HAT's fourteen columns, then what HAT did not keep.
///
/// HAT's means and standard deviations leave out the lowest and the highest tenth of the timings. The decoder's columns hold
/// no beam search bookkeeping: that has a column of its own. A field that is not known is empty, never zero.
public struct LatencyTable {
  /// One measured design.
  public struct Row {
    /// The design.
    public var design: SubTransformer
    /// Its one visit.
    public var sample: Sample
    /// The device's state meanwhile.
    public var state: Drift.State
    /// What the reference workload took at the time; nil if it is not known.
    public var reference: Seconds?
  }

  /// The rows in run order.
  public var rows: [Row]
  /// What all rows share.
  public var setting: InferenceSetting
  /// Threads at work.
  public var threads: Int

  /// Makes the table of `samples`, one for each design.
  public init(
    _ designs: [NamedDesign], samples: [Sample], drift: Drift, setting: InferenceSetting, threads: Int
  ) {
    let byName = Dictionary(uniqueKeysWithValues: designs.map { ($0.name, $0.design) })
    rows = samples.sorted { $0.order < $1.order }.compactMap { sample in
      guard let design = byName[sample.key] else { return nil }
      let state = drift.state(of: sample)
      let main = drift.sessions.first { $0.number == sample.session }?.mainReference
      return Row(
        design: design, sample: sample, state: state,
        reference: state.factor.flatMap { factor in main.map { factor * $0 } })
    }
    self.setting = setting
    self.threads = threads
  }

  /// The columns: HAT's, then ours.
  public static let columns =
    DesignAverages.featureNames + [
      "latency_mean_encoder", "latency_mean_decoder", "latency_std_encoder", "latency_std_decoder", "run_order",
      "regime", "reference_ms", "threads", "precision", "runtime", "latency_mean_search", "latency_median_encoder",
      "latency_median_decoder", "timings", "session", "disturbances", "design",
    ]

  /// The table as CSV.
  public var csv: String {
    ([Self.columns.joined(separator: ",")] + rows.compactMap(line)).joined(separator: "\n") + "\n"
  }

  private func line(_ row: Row) -> String? {
    guard let summary = SampleSummary(row.sample) else { return nil }
    func spread(_ part: String) -> TimeSpread? { summary.parts.firstIndex(of: part).map { summary.byPart[$0] } }
    guard let encoder = spread("encoder"), let decoder = spread("decoder") else { return nil }
    func text(_ time: Seconds?) -> String { time.map { "\($0.milliseconds)" } ?? "" }
    var fields = DesignAverages(of: row.design).features.map { "\($0)" }
    fields += [encoder.trimmedMean, decoder.trimmedMean, encoder.trimmedDeviation, decoder.trimmedDeviation].map(text)
    fields += [
      "\(row.sample.order)", "\(row.state.regime)", text(row.reference), "\(threads)", setting.precision.rawValue,
      setting.runtime.rawValue, text(spread("search")?.trimmedMean), text(encoder.median), text(decoder.median),
      "\(row.sample.timings.count)", "\(row.sample.session)",
    ]
    fields += [row.sample.disturbances.joined(separator: "; "), row.design.line].map(Self.quoted)
    return fields.joined(separator: ",")
  }

  private static func quoted(_ text: String) -> String {
    "\"\(text.replacingOccurrences(of: "\"", with: "\"\""))\""
  }
}

extension SubTransformer {
  /// The design in HAT's keys on one line of YAML.
  fileprivate var line: String {
    "{\(yaml.split(separator: "\n").joined(separator: ", "))}"
  }
}
