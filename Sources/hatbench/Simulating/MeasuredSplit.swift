import CostModel
import Quantities
import Reporting
import TransformerIR

/// Simulations beside what `measure --operators --json` found.
struct MeasuredSplit {
  /// One measured design.
  struct Case {
    let name: String
    let simulation: Simulation
    let split: SimulatedSplit
    /// Encoder and decoder together as measured, brought to the profiled state.
    let measured: Seconds
  }

  let cases: [Case]
  /// How many times slower the machine was while it was measured than when it was profiled; nil if that is not known.
  let stateRatio: Double?
  let warnings: [String]

  /// Simulates every design in the file at `path` that has operators' times, or only `design`.
  /// - Throws: ``ReproductionError`` for a file that is none, ``CleanMessage`` for one that does not fit.
  init(file path: String, design: SubTransformer?, device: DeviceLatency, space: SearchSpace) throws {
    let remedy = "make it with 'hatbench measure --operators --json > FILE'"
    guard let record = try JSONFile(path: path, remedy: remedy).read(MeasurementRecord.self) else {
      throw CleanMessage("there is no file '\(path)': \(remedy)")
    }
    guard record.runtime == device.model.runtime.rawValue else {
      throw CleanMessage(
        "'\(path)' was measured under runtime '\(record.runtime)', the profile is of '\(device.model.runtime.rawValue)': "
          + "latencies of two runtimes do not compare; take a profile of the runtime that was measured")
    }
    let setting = space.setting
    for (name, found, expected) in [
      ("source length", record.sourceLength, setting.sourceLength),
      ("target length", record.targetLength, setting.targetLength), ("beam", record.beam, setting.beam),
    ] {
      guard let found, found != expected else { continue }
      throw CleanMessage(
        "'\(path)' was measured with \(name) \(found), the simulation has \(expected): give the same space")
    }
    var warnings: [String] = []
    let threads = device.cores
    if record.threads != threads {
      warnings.append("'\(path)' was measured with \(record.threads) threads, the simulation has \(threads) cores")
    }
    stateRatio = record.reference.flatMap { reference in
      device.model.reference.flatMap { $0.name == reference.name ? reference.second.time / $0.time : nil }
    }
    if stateRatio == nil {
      warnings.append(
        "'\(path)' has no reference time of this profile's workload: the machine's state is not taken out")
    }
    let timed = record.designs.filter { $0.times != nil && (design == nil || $0.design.design == design) }
    guard !timed.isEmpty else {
      let what = design == nil ? "no design with operators' times" : "no operators' times of this design"
      throw CleanMessage("'\(path)' has \(what): \(remedy)")
    }
    let simulator = ScheduleSimulator(device)
    let ratio = stateRatio ?? 1
    cases = try timed.map { item in
      let workload = try Workload(design: item.design.design, architecture: space.architecture, setting: setting)
      let simulation = simulator.simulate(workload)
      return Case(
        name: item.name, simulation: simulation,
        split: SimulatedSplit(simulation, measured: item.times ?? [:], stateRatio: ratio),
        measured: (item.translation ?? item.latency.median) / ratio)
    }
    self.warnings = warnings
  }

  /// One kind over all designs.
  struct Kind: Encodable {
    var kind: String
    var designs, judged: Int
    var simulated, measured, share, mapePercent: Double
    var worstPercent: Double?

    enum CodingKeys: String, CodingKey {
      case kind, designs, judged, share
      case simulated = "simulated_second"
      case measured = "measured_second"
      case mapePercent = "mape_percent"
      case worstPercent = "worst_judged_percent"
    }
  }

  /// Every kind over all designs; times in the mean.
  var kinds: [Kind] {
    OperatorKind.allCases.compactMap { kind in
      let rows = cases.compactMap { $0.split.rows.first { $0.kind == kind } }
      guard !rows.isEmpty else { return nil }
      func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
      let judged = cases.compactMap { $0.split.judged.first { $0.kind == kind } }
      return Kind(
        kind: kind.rawValue, designs: rows.count, judged: judged.count, simulated: mean(rows.map(\.simulated.value)),
        measured: mean(rows.map(\.measured.value)), share: mean(rows.map(\.share)),
        mapePercent: 100 * mean(rows.map { abs($0.error) }),
        worstPercent: judged.map { 100 * $0.error }.max { abs($0) < abs($1) })
    }
  }

  var kindTable: TextTable {
    let least = Numeral.text(100 * SimulatedSplit.judgedShare)
    return TextTable(
      columns: [.init("kind")]
        + ["simulated", "measured", "share", "error", "designs with ≥ \(least) %", "worst of them"].map {
          .init($0, .right)
        },
      rows: kinds.map {
        [
          $0.kind, "\(Seconds($0.simulated))", "\(Seconds($0.measured))",
          "\(Numeral.text(100 * $0.share, digits: 3)) %",
          "\(Numeral.text($0.mapePercent, digits: 3)) %", "\($0.judged)",
          $0.worstPercent.map { "\(Numeral.text($0, digits: 3, signed: true)) %" } ?? "–",
        ]
      })
  }

  var designTable: TextTable {
    TextTable(
      columns: [.init("design")] + ["simulated", "measured", "error"].map { .init($0, .right) } + [.init("worst kind")],
      rows: cases.map { item in
        let worst = item.split.judged.max { abs($0.error) < abs($1.error) }
        return [
          item.name, "\(item.simulation.latency)", "\(item.measured)",
          "\(Numeral.text(100 * (item.simulation.latency / item.measured - 1), digits: 3, signed: true)) %",
          worst.map { "\($0.kind.rawValue) \(Numeral.text(100 * $0.error, digits: 3, signed: true)) %" } ?? "–",
        ]
      })
  }

  /// From the measured to the simulated time of one design, or of the mean design, kind by kind; the last step is the time
  /// between operators.
  var waterfall: [(name: String, error: Seconds)] {
    let measured = cases.reduce(Seconds.zero) { $0 + $1.measured } / Double(cases.count)
    let simulated = cases.reduce(Seconds.zero) { $0 + $1.simulation.latency } / Double(cases.count)
    let errors = kinds.map { kind in
      let share = Double(kind.designs) / Double(cases.count)
      return (name: kind.kind, error: share * Seconds(kind.simulated - kind.measured))
    }
    let explained = errors.reduce(Seconds.zero) { $0 + $1.error }
    return [(name: "measured", error: measured)] + errors
      + [("between operators", simulated - measured - explained), ("simulated", simulated)]
  }

  var waterfallTable: TextTable {
    TextTable(
      columns: [.init("from measured to simulated"), .init("time", .right)],
      rows: waterfall.enumerated().map { index, step in
        [
          step.name,
          index == 0 || index == waterfall.count - 1
            ? "\(step.error)" : "\(step.error > .zero ? "+" : "")\(step.error)",
        ]
      })
  }
}
