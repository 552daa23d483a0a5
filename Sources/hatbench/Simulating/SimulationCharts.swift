import CostModel
import Quantities
import Reporting
import TransformerIR

/// Charts of a simulation.
enum SimulationCharts {
  /// The kinds of operators that run, in their own order, so that all charts agree on colours.
  static func kinds(_ simulations: [Simulation]) -> [OperatorKind] {
    let present = Set(simulations.flatMap { $0.operators().map(\.kind) })
    return OperatorKind.allCases.filter(present.contains)
  }

  /// Every group of operators under the ceilings of the simulated machine.
  static func roofline(_ simulation: Simulation, caption: String) -> Chart {
    let machine = simulation.machine
    let operators = simulation.operators(everyRole: true).sorted { order($0.kind) < order($1.kind) }
    return .roofline(
      memory: machine.levels.compactMap { level in
        level.bandwidth.map { Chart.Ceiling(level.name, perSecond: $0.perSecond.value) }
      },
      peaks: machine.peak.map { [Chart.Ceiling("peak", perSecond: $0.perSecond.value)] } ?? [],
      operators: operators.compactMap { row in
        guard let intensity = row.intensity, let throughput = row.throughput else { return nil }
        let share = Numeral.text(100 * (row.time / simulation.latency), digits: 2)
        return Chart.RooflinePoint(
          "\(row.phase.rawValue) \(row.role?.rawValue ?? "") \(row.kind.rawValue): \(share) % of the time, \(row.bound)",
          kind: row.kind.rawValue, intensity: intensity, throughput: throughput.perSecond.value)
      }, title: "Roofline", caption: caption)
  }

  private static func order(_ kind: OperatorKind) -> Int { OperatorKind.allCases.firstIndex(of: kind) ?? 0 }

  /// Caches and activations over time.
  static func liveMemory(_ simulation: Simulation) -> Chart {
    let points = peaks(simulation.events, most: 400).map { event in
      Chart.Point(
        x: event.start.milliseconds, y: event.live.value / 1e6,
        note: ["\(event.phase.rawValue)\(event.step > 0 ? " \(event.step)" : "")"])
    }
    var start = Seconds.zero
    var spans: [Chart.Span] = []
    for phase in simulation.phases where phase.time > .zero {
      let range = start.milliseconds...(start + phase.time).milliseconds
      start += phase.time
      // A label needs room.
      guard phase.time / simulation.latency > 0.03 else { continue }
      spans.append(.init(phase.phase.rawValue, range, hue: phase.phase == .encode ? .sky : .grey))
    }
    return Chart(
      title: "Caches and activations over time",
      caption:
        "What is live while each operator runs, beside \(SimulationView.megabytes(simulation.memory.weights)) of "
        + "weights, which are always there.",
      x: .init("time", unit: "ms"), y: .init("live memory", unit: "MB"),
      series: [.init("caches and activations", .line, points: points)], spans: spans)
  }

  /// At most `most` events: of each stretch of them the one with the most memory, so that no peak is lost.
  static func peaks(_ events: [Simulation.Event], most: Int) -> [Simulation.Event] {
    guard events.count > most else { return events }
    return (0..<most).compactMap { part in
      events[part * events.count / most..<(part + 1) * events.count / most].max { $0.live < $1.live }
    }
  }
}
