import CostModel
import Files
import Quantities
import TransformerIR

/// A simulation in the Trace Event Format, for Perfetto and chrome://tracing: a track of phases and steps, one track for each
/// core, counters of live memory and of bandwidth by level.
///
/// Times are whole nanoseconds, written in microseconds as the format wants: viewers round times and durations apart, and what
/// touches would overlap. Ends are rounded, not durations, so that errors do not add up.
///
/// Source: Duca, Sinclair. "Trace Event Format." Google, 2016 (JSON object format, phases X, C and M).
struct ChromeTrace {
  private let simulation: Simulation

  init(_ simulation: Simulation) { self.simulation = simulation }

  /// Writes the trace, whole or not at all.
  func write(to path: String) throws {
    do throws(FileError) {
      try WholeFile.write(pieces, to: path)
    } catch {
      throw CleanMessage("cannot write the trace to '\(path)': \(error); choose another place for --trace")
    }
  }

  /// The file, in pieces.
  var pieces: [[UInt8]] {
    var text = TraceText()
    names(&text)
    phases(&text)
    var counters = Counters(simulation)
    let indices = simulation.graph.phases.reduce(into: [PhaseKind: [Shown]]()) { shown, phase in
      shown[phase.kind] = phase.nodes.map(Shown.init)
    }
    for (index, event) in simulation.events.enumerated() {
      guard let node = indices[event.phase]?[event.node] else { continue }
      counters.add(event, index, &text)
      let arguments = arguments(of: event, index, node)
      for core in 0..<max(1, event.cores) {
        // All that share an event point to it; its details stand once.
        Self.slice(
          node.name, track: Self.firstCore + core, event.start, event.end,
          arguments: core == 0 ? arguments : Array(arguments.prefix(1)), &text)
      }
    }
    counters.end(&text)
    text.finish()
    return text.pieces
  }

  // MARK: Tracks

  /// Tracks are numbered from 1, as threads are.
  private static let phaseTrack = 1
  private static let firstCore = 2

  private func names(_ text: inout TraceText) {
    func name(_ what: String, track: Int? = nil, _ name: TraceText.Value, key: String = "name") {
      let thread = track.map { ",\"tid\":\($0)" } ?? ""
      text.event("\"name\":\"\(what)\",\"ph\":\"M\",\"pid\":1\(thread)", arguments: [(key, name)])
    }
    let machine = simulation.machine
    let change = machine.change.isNone ? "" : " (\(machine.change))"
    name("process_name", .text("\(machine.profile)\(change): \(simulation.workload.design)"))
    let cores = simulation.events.reduce(max(1, machine.cores)) { max($0, $1.cores) }
    let tracks = [(Self.phaseTrack, "phases")] + (0..<cores).map { (Self.firstCore + $0, "core \($0)") }
    for (track, title) in tracks {
      name("thread_name", track: track, .text(title))
      name("thread_sort_index", track: track, .number(Double(track)), key: "sort_index")
    }
  }

  /// Phases, and every step of those that have steps.
  private func phases(_ text: inout TraceText) {
    var start = 0
    let events = simulation.events
    for index in events.indices {
      let isLast =
        index + 1 == events.count || events[index + 1].phase != events[start].phase
        || events[index + 1].step != events[start].step
      guard isLast else { continue }
      let (first, last) = (events[start], events[index])
      let name = first.phase.rawValue + (first.step > 0 ? " \(first.step)" : "")
      Self.slice(
        name, track: Self.phaseTrack, first.start, last.end,
        arguments: [("operators", .number(Double(index - start + 1)))], &text)
      start = index + 1
    }
  }

  private static func slice(
    _ name: String, track: Int, _ start: Seconds, _ end: Seconds, arguments: [(String, TraceText.Value)],
    _ text: inout TraceText
  ) {
    let (first, last) = (TraceTime(start), TraceTime(end))
    text.event(
      "\"name\":\(TraceText.quoted(name)),\"ph\":\"X\",\"pid\":1,\"tid\":\(track),\"ts\":\(first),"
        + "\"dur\":\(last - first)", arguments: arguments)
  }

  // MARK: Operators

  /// What is shown of a node, in all steps alike.
  private struct Shown {
    let node: Node
    let name, layer, shape: String

    init(_ node: Node) {
      self.node = node
      name = "\(node.role.rawValue) \(node.operation.kind.rawValue)"
      shape = node.operation.shape
      layer =
        switch node.layer {
        case .encoder(let index): "encoder \(index)"
        case .decoder(let index): "decoder \(index)"
        case .outside: "outside of layers"
        }
    }
  }

  private func arguments(
    of event: Simulation.Event, _ index: Int, _ shown: Shown
  ) -> [(String, TraceText.Value)] {
    let setting = simulation.workload.setting
    let lengths = event.step > 0 ? Lengths(of: setting, step: event.step) : Lengths(ofMeanStepOf: setting)
    let flops = shown.node.operation.work(at: lengths, setting.precision).flops.value
    let seconds = event.duration.value
    var arguments: [(String, TraceText.Value)] = [
      ("event", .number(Double(index))), ("layer", .text(shown.layer)), ("shape", .text(shown.shape)),
      ("bound", .text("\(event.bound)")), ("overhead µs", .number(event.overhead.value * 1e6)),
      ("cores", .number(Double(event.cores))), ("FLOP", .number(flops)),
    ]
    if seconds > 0 { arguments.append(("GFLOP/s", .number(flops / seconds / 1e9))) }
    for (level, bytes) in zip(simulation.machine.levels, simulation.traffic(ofEvent: index)) {
      arguments.append(("\(level.name) bytes", .number(bytes)))
    }
    return arguments
  }
}

/// A time in whole nanoseconds, printed in microseconds with three decimals.
struct TraceTime: CustomStringConvertible {
  private let nanoseconds: Int

  private init(_ nanoseconds: Int) { self.nanoseconds = nanoseconds }

  /// Rounds `time`; no translation takes the three centuries that an integer holds.
  init(_ time: Seconds) { nanoseconds = Int((min(max(time.value, 0), 9e9) * 1e9).rounded()) }

  /// The time between.
  static func - (end: TraceTime, start: TraceTime) -> TraceTime { TraceTime(end.nanoseconds - start.nanoseconds) }

  /// `12.345`.
  var description: String {
    let rest = String(nanoseconds % 1000)
    return "\(nanoseconds / 1000)." + String(repeating: "0", count: 3 - rest.count) + rest
  }
}

/// The counters of a trace; a value is written when it changes.
private struct Counters {
  private let simulation: Simulation
  private var live: ByteCount?
  private var bandwidths: [Double] = []

  init(_ simulation: Simulation) { self.simulation = simulation }

  /// What holds while `event` runs.
  mutating func add(_ event: Simulation.Event, _ index: Int, _ text: inout TraceText) {
    memory(event.live, at: event.start, &text)
    let seconds = event.duration.value
    // What takes no time moves nothing that a counter could show.
    bandwidth(
      simulation.traffic(ofEvent: index).map { seconds > 0 ? max(0, $0) / seconds / 1e9 : 0 }, at: event.start, &text)
  }

  /// After the last event only the weights stay.
  mutating func end(_ text: inout TraceText) {
    memory(.zero, at: simulation.latency, &text)
    bandwidth(simulation.machine.levels.map { _ in 0 }, at: simulation.latency, &text)
  }

  private mutating func memory(_ live: ByteCount, at time: Seconds, _ text: inout TraceText) {
    guard live != self.live else { return }
    self.live = live
    count(
      "live memory (byte)",
      [("weights", simulation.memory.weights.value), ("caches and activations", max(0, live.value))], at: time, &text)
  }

  private mutating func bandwidth(_ values: [Double], at time: Seconds, _ text: inout TraceText) {
    guard values != bandwidths else { return }
    bandwidths = values
    count("bandwidth (GB/s)", Array(zip(simulation.machine.levels.map(\.name), values)), at: time, &text)
  }

  private func count(_ name: String, _ values: [(String, Double)], at time: Seconds, _ text: inout TraceText) {
    text.event(
      "\"name\":\(TraceText.quoted(name)),\"ph\":\"C\",\"pid\":1,\"ts\":\(TraceTime(time))",
      arguments: values.map { ($0, .number($1)) })
  }
}
