import CostModel
import Quantities
import Reporting
import TransformerIR

/// Everything that `simulate` was asked about one design.
struct SimulationAnswer {
  let simulation: Simulation
  /// The same translation on machines that are changed.
  let alternatives: [Simulation]
  let sweep: HardwareSweep?
  let mixture: LatencyMixture?
  let split: MeasuredSplit?

  /// Ready to print; with `everyRole` operators are told by role as well.
  func text(everyRole: Bool) -> String {
    let view = SimulationView(simulation: simulation)
    var parts = [view.facts, "\(view.phases)", "\(view.operators(everyRole: everyRole))", "\(view.accesses)"]
    if !alternatives.isEmpty { parts.append("\(view.alternatives(alternatives))") }
    if let sweep { parts.append(SweepView(sweep: sweep).text) }
    if let mixture { parts.append(MixtureView(mixture: mixture).text) }
    if let split { parts.append(SplitView(split: split).text) }
    return parts.joined(separator: "\n\n")
  }

  /// One self-contained page.
  var page: SimulationPage {
    var extra: [Page.Section] = []
    if let mixture {
      let view = MixtureView(mixture: mixture)
      extra.append(
        Page.Section(
          "Over a mixture of lengths",
          [
            .paragraph(view.sentences),
            .table(view.table, caption: "Latencies that so many of a hundred sentences do not exceed."),
            .chart(view.chart),
          ]))
    }
    if let split { extra.append(SplitView(split: split).section) }
    return SimulationPage(
      simulation: simulation, alternatives: alternatives.map { ($0.machine.change, $0) }, sweep: sweep, extra: extra)
  }
}

/// What `simulate --json` prints.
struct SimulateJSON: Encodable {
  struct Alternative: Encodable {
    var simulation: SimulationJSON
    var ratio: Double

    enum CodingKeys: String, CodingKey {
      case ratio = "latency_ratio"
    }

    func encode(to encoder: any Encoder) throws {
      try simulation.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(ratio, forKey: .ratio)
    }
  }

  var simulation: SimulationJSON
  var whatIf: [Alternative]
  var sweep: SweepJSON?
  var mixture: MixtureJSON?
  var against: SplitJSON?

  enum CodingKeys: String, CodingKey {
    case sweep, against
    case mixture = "lengths"
    case whatIf = "what_if"
  }

  init(_ answer: SimulationAnswer) {
    simulation = SimulationJSON(answer.simulation)
    whatIf = answer.alternatives.map {
      Alternative(simulation: SimulationJSON($0), ratio: $0.latency / answer.simulation.latency)
    }
    sweep = answer.sweep.map { SweepJSON($0) }
    mixture = answer.mixture.map { MixtureJSON(mixture: $0) }
    against = answer.split.map { SplitJSON($0) }
  }

  func encode(to encoder: any Encoder) throws {
    try simulation.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(whatIf, forKey: .whatIf)
    try container.encodeIfPresent(sweep, forKey: .sweep)
    try container.encodeIfPresent(mixture, forKey: .mixture)
    try container.encodeIfPresent(against, forKey: .against)
  }
}
