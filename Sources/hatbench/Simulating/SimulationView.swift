import CostModel
import Quantities
import Reporting
import TransformerIR

/// A simulation as text.
struct SimulationView {
  let simulation: Simulation

  /// Latency, what each resource alone would take, memory and energy, one to a line.
  var facts: String {
    let interval = simulation.prediction.interval
    let memory = simulation.memory
    var lines = [
      "latency  \(simulation.latency)  (90 % interval \(interval.lowerBound) to \(interval.upperBound))",
      "alone    "
        + simulation.floors.filter { $0.time > .zero }.map { "\($0.resource) \($0.time)" }.joined(separator: ", "),
      "memory   \(Self.megabytes(simulation.peakMemory)) at the peak: weights \(Self.megabytes(memory.weights)), "
        + "caches up to \(Self.megabytes(memory.caches)), activations up to \(Self.megabytes(memory.peakActivations))",
    ]
    if let energy = simulation.energy { lines.append("energy   \(Self.joules(energy))") }
    return lines.joined(separator: "\n")
  }

  /// `2 cores`, as far as the profile states them.
  var cores: String {
    guard simulation.machine.hasStatedCores else { return "cores not stated" }
    return simulation.machine.cores == 1 ? "1 core" : "\(simulation.machine.cores) cores"
  }

  /// Time by phase.
  var phases: TextTable {
    TextTable(
      columns: [.init("phase"), .init("times", .right), .init("time", .right), .init("share", .right), .init("bound")],
      rows: simulation.phases.map { phase in
        [
          phase.phase.rawValue, "\(phase.executions)", "\(phase.time)", share(phase.time), "\(phase.bound)",
        ]
      })
  }

  /// Time by phase and kind, or with `everyRole` by phase, role and kind.
  func operators(everyRole: Bool) -> TextTable {
    TextTable(
      columns: [.init("phase")] + (everyRole ? [.init("role")] : []) + [.init("kind")]
        + ["count", "time", "share", "starting", "FLOP/byte", "GFLOP/s", "of ceiling"].map { .init($0, .right) }
        + [.init("bound"), .init("bytes from")],
      rows: simulation.operators(everyRole: everyRole).map { row in
        [row.phase.rawValue] + (everyRole ? [row.role?.rawValue ?? "–"] : []) + [
          row.kind.rawValue, "\(row.count)", "\(row.time)", share(row.time), share(row.overhead, of: row.time),
          row.intensity.map { Numeral.text($0, digits: 3) } ?? "–",
          row.throughput.map { Numeral.text($0.perSecond.value / 1e9, digits: 3) } ?? "–",
          row.achieved.map { "\(Numeral.text(100 * $0, digits: 3)) %" } ?? "–", "\(row.bound)", origins(row),
        ]
      })
  }

  /// Accesses of tensors by level.
  var accesses: TextTable {
    TextTable(
      columns: [.init("level"), .init("holds", .right), .init("GB/s", .right)]
        + ["asked for", "found", "bytes found"].map { .init($0, .right) },
      rows: zip(simulation.machine.levels, simulation.accesses).map { level, count in
        [
          level.name, level.capacity.map(Self.megabytes) ?? "–",
          level.bandwidth.map { Numeral.text($0.perSecond.value / 1e9, digits: 3) } ?? "–", "\(count.accesses)",
          "\(count.hits)", Self.megabytes(count.hitBytes),
        ]
      })
  }

  /// The machine changed, beside the one profiled.
  func alternatives(_ others: [Simulation]) -> TextTable {
    TextTable(
      columns: [.init("machine")]
        + ["latency", "change", "encoder", "decoder", "peak memory"].map { .init($0, .right) } + [.init("bound")],
      rows: ([simulation] + others).map { other in
        let encoder = other.phases.filter { $0.phase == .encode }.reduce(Seconds.zero) { $0 + $1.time }
        let bound = other.phases.max { $0.time < $1.time }?.bound
        return [
          "\(other.machine.change)", "\(other.latency)",
          "\(Numeral.text(100 * (other.latency / simulation.latency - 1), digits: 3, signed: true)) %", "\(encoder)",
          "\(other.latency - encoder)", Self.megabytes(other.peakMemory), bound.map { "\($0)" } ?? "–",
        ]
      })
  }

  private func share(_ time: Seconds, of whole: Seconds? = nil) -> String {
    let whole = whole ?? simulation.latency
    return whole > .zero ? "\(Numeral.text(100 * (time / whole), digits: 3)) %" : "–"
  }

  /// `l2 80 %, dram 20 %`: levels that give at least a twentieth.
  private func origins(_ row: Simulation.OperatorSummary) -> String {
    zip(simulation.machine.levels, row.bytes).compactMap { level, bytes in
      let share = row.allBytes > .zero ? bytes / row.allBytes : 0
      return share >= 0.05 ? "\(level.name) \(Numeral.text(100 * share, digits: 2)) %" : nil
    }.joined(separator: ", ")
  }

  /// `12.3 MB`.
  static func megabytes(_ bytes: ByteCount) -> String { "\(Numeral.text(bytes.value / 1e6, digits: 3)) MB" }

  /// `1.2 J` or `340 mJ`.
  static func joules(_ energy: Joules) -> String {
    energy.value >= 1
      ? "\(Numeral.text(energy.value, digits: 3)) J" : "\(Numeral.text(1000 * energy.value, digits: 3)) mJ"
  }
}
