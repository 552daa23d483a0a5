import CostModel
import Quantities
import Reporting
import TransformerIR

/// The report of a simulation: where the time goes, what holds it back, what memory does, what other machines would do.
struct SimulationPage {
  private let simulation: Simulation
  private let alternatives: [(MachineChange, Simulation)]
  private let sweep: HardwareSweep?
  private let extra: [Page.Section]

  /// - Parameters:
  ///   - alternatives: The same translation on machines that are changed so.
  ///   - sweep: The latency over one number of the hardware.
  ///   - extra: What is told after all that.
  init(
    simulation: Simulation, alternatives: [(MachineChange, Simulation)] = [], sweep: HardwareSweep? = nil,
    extra: [Page.Section] = []
  ) {
    self.simulation = simulation
    self.alternatives = alternatives
    self.sweep = sweep
    self.extra = extra
  }

  func write(to path: String) throws { try page.write(to: path) }

  /// The page as a value.
  var page: Page {
    let setting = simulation.workload.setting
    let machine = simulation.machine
    return Page(
      title: "One translation on \(machine.profile), simulated",
      subtitle:
        "\(setting.runtime.rawValue), \(view.cores), machine \(machine.change), "
        + "\(setting.sourceLength) source tokens, \(setting.targetLength) steps, beam \(setting.beam)",
      sections: [summary, time, roofline, memory, traffic, operators] + whatIf + swept + extra)
  }

  private var view: SimulationView { SimulationView(simulation: simulation) }

  private var summary: Page.Section {
    let interval = simulation.prediction.interval
    let memory = simulation.memory
    var facts: [Page.Fact] = [
      .init("latency", "\(simulation.latency)"),
      .init("90 % interval", "\(interval.lowerBound) to \(interval.upperBound)"),
      .init("peak memory", SimulationView.megabytes(simulation.peakMemory)),
      .init("of it weights", SimulationView.megabytes(memory.weights)),
      .init("caches, at the end", SimulationView.megabytes(memory.caches)),
      .init("activations, at most", SimulationView.megabytes(memory.peakActivations)),
      .init("energy", simulation.energy.map(SimulationView.joules) ?? "no power in the profile"),
    ]
    facts += simulation.floors.filter { $0.time > .zero }.map { .init("\($0.resource) alone", "\($0.time)") }
    return Page.Section(
      "Result",
      [.paragraph("\(simulation.workload.design)"), .facts(facts)] + simulation.warnings.map(Page.Block.paragraph))
  }

  private var time: Page.Section {
    let kinds = SimulationCharts.kinds([simulation])
    let phases = simulation.phases
    let operators = simulation.operators()
    return Page.Section(
      "Where the time goes",
      [
        .chart(
          .stackedBars(
            phases.map { $0.phase.rawValue }, of: "phase",
            parts: kinds.map { kind in
              (
                kind.rawValue,
                phases.map { phase in
                  operators.filter { $0.phase == phase.phase && $0.kind == kind }
                    .reduce(0) { $0 + $1.time.milliseconds }
                }
              )
            }, title: "Time by phase and kind", caption: "All executions of a phase together.", quantity: "time",
            unit: "ms")),
        .table(view.phases, caption: "Time by phase, and what most of it is spent on."),
      ])
  }

  private var roofline: Page.Section {
    let idle = SimulationCharts.kinds([simulation]).filter { kind in
      !simulation.operators().contains { $0.kind == kind && $0.flops > .zero }
    }
    let without =
      idle.isEmpty
      ? "" : " No arithmetic, so no place here: \(idle.map(\.rawValue).joined(separator: ", ")); the table has them."
    return Page.Section(
      "What holds operators back",
      [
        .chart(
          SimulationCharts.roofline(
            simulation,
            caption: "Every group of operators: FLOPs for each byte that it touches, and what it achieves with its "
              + "overhead; lines are what memory and arithmetic allow." + without))
      ])
  }

  private var memory: Page.Section {
    Page.Section("Live memory", [.chart(SimulationCharts.liveMemory(simulation))])
  }

  private var traffic: Page.Section {
    let phases = simulation.phases
    let operators = simulation.operators()
    let levels = simulation.machine.levels
    let bars = Chart.stackedBars(
      phases.map { $0.phase.rawValue }, of: "phase",
      parts: levels.indices.map { level in
        (
          levels[level].name,
          phases.map { phase in
            operators.filter { $0.phase == phase.phase }.reduce(0) { $0 + $1.bytes[level].value / 1e6 }
          }
        )
      }, title: "Bytes by the level they come from",
      caption: "Levels keep whole tensors, the most recently used ones nearest.", quantity: "bytes", unit: "MB")
    return Page.Section(
      "Hits and misses", [.chart(bars), .table(view.accesses, caption: "Accesses of tensors by level.")])
  }

  private var operators: Page.Section {
    Page.Section(
      "Operators",
      [.table(view.operators(everyRole: true), caption: "By phase, role and kind, in order of first execution.")])
  }

  private var whatIf: [Page.Section] {
    guard !alternatives.isEmpty else { return [] }
    let machines = [(simulation.machine.change, simulation)] + alternatives
    let kinds = SimulationCharts.kinds(machines.map(\.1))
    let bars = Chart.stackedBars(
      machines.map { "\($0.0)" }, of: "machine",
      parts: kinds.map { kind in
        (
          kind.rawValue,
          machines.map { _, other in
            other.operators().filter { $0.kind == kind }.reduce(0) { $0 + $1.time.milliseconds }
          }
        )
      }, title: "Latency by kind and machine", quantity: "latency", unit: "ms")
    return [
      Page.Section(
        "What if",
        [
          .table(
            view.alternatives(alternatives.map(\.1)),
            caption: "The same translation on changed machines; nobody measured them."
          ), .chart(bars),
        ])
    ]
  }

  private var swept: [Page.Section] {
    guard let sweep else { return [] }
    let view = SweepView(sweep: sweep)
    return [
      Page.Section(
        "What to buy",
        [.chart(view.chart)] + view.knees.map(Page.Block.paragraph)
          + [.table(view.table, caption: "Latency over \(sweep.quantity); other changes: \(sweep.change).")])
    ]
  }
}
