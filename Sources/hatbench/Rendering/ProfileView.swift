import CostModel
import Foundation
import Hardware
import Quantities
import Reporting
import TransformerIR

/// A profile as a reader wants it: constants in natural units, with their intervals.
struct ProfileView {
  let profile: HardwareProfile

  var text: String {
    let device = profile.device
    let heading = "\(profile.name): \(device.model) (\(device.processor))"
    let notes = device.notes.map { "note: \($0)" }
    let models = profile.latencyModels.flatMap { model in
      ["", summary(of: model), "", "\(constants(of: model))"] + dependence(on: model)
    }
    let known = ceilings
    let grade = profile.quality.map { ["", "grade \($0.grade.rawValue): \($0.reasons.joined(separator: "; "))"] } ?? []
    return ([heading] + notes + grade + ["", known.rows.isEmpty ? "ceilings: not known" : "\(known)"] + models).joined(
      separator: "\n")
  }

  private var ceilings: TextTable {
    var table = TextTable(columns: [.init("ceiling"), .init("value", .right), .init("provenance"), .init("source")])
    func add<Value>(_ name: String, _ sourced: Sourced<Value>?, _ text: (Value) -> String) {
      guard let sourced else { return }
      table.append([name, text(sourced.value), sourced.provenance.kind.rawValue, sourced.provenance.source])
    }
    for (precision, peak) in profile.ceilings.peakThroughput.sorted(by: { $0.key < $1.key }) {
      add("peak \(precision)", peak) { "\(Numeral.text($0.perSecond.value / 1e9)) GFLOP/s" }
    }
    for level in profile.ceilings.memory {
      add("\(level.level) capacity", level.capacity) { "\(Numeral.text($0.value / 1024)) KiB" }
      add("\(level.level) bandwidth", level.bandwidth) { "\(Numeral.text($0.perSecond.value / 1e9)) GB/s" }
    }
    return table
  }

  private func summary(of model: LatencyModel) -> String {
    let evidence = model.evidence
    let error = evidence.heldOutErrorPercent.map { "\(Numeral.text($0, digits: 3)) %" } ?? "not measured"
    let coverage = evidence.heldOutCoveragePercent.map { "\(Numeral.text($0, digits: 3)) %" } ?? "not measured"
    let floor = evidence.noiseFloorPercent.map { "\(Numeral.text($0, digits: 3)) %" } ?? "not measured"
    let states = evidence.regimes.map { "rows \($0.firstRow)–\($0.lastRow) ×\(Numeral.text($0.ratio, digits: 4))" }
    return """
      latency of \(model.workload.space) under \(model.runtime.rawValue), \(model.precision.rawValue), \
      \(model.workload.sourceLength) tokens, beam \(model.workload.beam)
      \(evidence.provenance.kind.rawValue) to \(evidence.rows) \(model.operators == nil ? "rows of" : "designs:") \(evidence.provenance.source)
      error on unseen \(model.operators == nil ? "steady rows" : "designs") \(error); 90 % interval covers \(coverage); noise floor of single repeats \(floor)
      learned correction: \(model.residual == nil ? "none, it did not help" : "\(model.residual!.networks.count) networks")
      device states: \(states.joined(separator: ", "))
      """
  }

  private func constants(of model: LatencyModel) -> TextTable {
    if let operators = model.operators { return OperatorCostTable.table(operators) }
    return TextTable(
      columns: [.init("constant"), .init("value", .right), .init("90 % interval", .right)],
      rows: model.terms.map { term in
        let isRate = term.unit.hasSuffix("byte") || term.unit.hasSuffix("flop")
        let bounds = (isRate ? term.interval.reversed() : term.interval).map { Self.readable($0, term.unit) }
        return [term.name, Self.readable(term.value, term.unit), bounds.joined(separator: " to ")]
      })
  }

  /// What latency depends on, where the space is at hand and the model can be used; else the reason.
  private func dependence(on model: LatencyModel) -> [String] {
    guard let space = model.shippedSpace else {
      return [
        "",
        "what latency depends on is not shown: '\(model.workload.space)' is not a shipped space; "
          + "'hatbench profile --report' shows it",
      ]
    }
    var alone = profile
    alone.latencyModels = [model]
    do {
      let latency = try DeviceLatency(alone, space: space)
      return ["", SensitivityView(LatencySensitivity(latency, space: space), space: space.name).text]
    } catch {
      return ["", "what latency depends on is not known: \(error)"]
    }
  }

  /// Seconds per byte as a bandwidth, seconds per FLOP as a throughput, others as a time; zero is a cost not seen.
  private static func readable(_ value: Double, _ unit: String) -> String {
    guard value > 0 else { return "not seen" }
    switch unit {
    case "second_per_byte": return "\(Numeral.text(1 / value / 1e9, digits: 3)) GB/s"
    case "second_per_flop": return "\(Numeral.text(1 / value / 1e9, digits: 3)) GFLOP/s"
    default:
      return
        "\(Seconds(value)) \(unit.replacingOccurrences(of: "second_", with: "").replacingOccurrences(of: "_", with: " "))"
    }
  }
}
