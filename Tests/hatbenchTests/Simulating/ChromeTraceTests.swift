import CostModel
import Foundation
import Quantities
import TestSupport
import Testing

@testable import hatbench

@Suite struct ChromeTraceTests {
  /// An event as a viewer reads it.
  private struct Event: Decodable {
    struct Arguments: Decodable {
      var name, layer, shape, bound: String?
      var event: Int?
    }

    var name, ph: String
    var pid: Int
    var tid: Int?
    var ts, dur: Double?
    var args: Arguments?

    /// In whole nanoseconds.
    var range: Range<Int> {
      let start = Int(((ts ?? 0) * 1000).rounded())
      return start..<start + Int(((dur ?? 0) * 1000).rounded())
    }
  }

  private struct File: Decodable {
    var displayTimeUnit: String
    var traceEvents: [Event]
  }

  private func bytes(_ simulation: Simulation) -> Data { Data(ChromeTrace(simulation).pieces.joined()) }

  private func events(_ simulation: Simulation) throws -> [Event] {
    let file = try JSONDecoder().decode(File.self, from: bytes(simulation))
    #expect(file.displayTimeUnit == "ns")
    return file.traceEvents
  }

  private func tracks(_ events: [Event]) -> [String: [Event]] {
    let names = events.filter { $0.name == "thread_name" }.reduce(into: [Int: String]()) { names, event in
      names[event.tid ?? 0] = event.args?.name
    }
    return Dictionary(grouping: events.filter { $0.ph == "X" }) { names[$0.tid ?? 0] ?? "?" }
  }

  @Test(arguments: [1.0, 4]) func slicesFollowEachOtherWithinTheLatency(cores: Double) throws {
    let simulation = try SimulatedDesigns.simulation(.init(.cores, by: cores))
    let events = try events(simulation)
    let end = Int((simulation.latency.value * 1e9).rounded())
    #expect(events.allSatisfy { $0.range.lowerBound >= 0 && $0.range.upperBound <= end })
    let tracks = tracks(events)
    let names = ["phases"] + (0..<Int(cores)).map { "core \($0)" }
    #expect(Set(tracks.keys) == Set(names))
    for slices in tracks.values {
      #expect(zip(slices, slices.dropFirst()).allSatisfy { $0.range.upperBound <= $1.range.lowerBound })
    }
    #expect(tracks["core 0"]?.reduce(0) { $0 + $1.range.count } == end)
    #expect(tracks["phases"]?.reduce(0) { $0 + $1.range.count } == end)
  }

  @Test func everyExecutionStandsOnEachCoreThatSharesIt() throws {
    let simulation = try SimulatedDesigns.simulation(.init(.cores, by: 4))
    let tracks = tracks(try events(simulation))
    for core in 0..<4 {
      let own = simulation.events.indices.filter { simulation.events[$0].cores > core }
      #expect(!own.isEmpty && tracks["core \(core)"]?.map { $0.args?.event } == own)
    }
    let first = try #require(tracks["core 0"]?.first)
    let node = simulation.node(of: simulation.events[0])
    #expect(first.name == "\(node.role.rawValue) \(node.operation.kind.rawValue)")
    #expect(first.args?.shape == node.operation.shape && first.args?.bound == "\(simulation.events[0].bound)")
  }

  @Test func phasesAndStepsHaveATrackOfTheirOwn() throws {
    let simulation = try SimulatedDesigns.simulation()
    let phases = try #require(tracks(try events(simulation))["phases"])
    let steps = simulation.workload.setting.targetLength
    #expect(phases.map(\.name) == ["encode", "cross-keys"] + (1...steps).map { "decode-step \($0)" })
  }

  @Test func countersAreFiniteAndNeverNegative() throws {
    let simulation = try SimulatedDesigns.simulation()
    let json = try #require(JSONSerialization.jsonObject(with: bytes(simulation)) as? [String: Any])
    let events = try #require(json["traceEvents"] as? [[String: Any]])
    let counters = events.filter { $0["ph"] as? String == "C" }
    #expect(Set(counters.compactMap { $0["name"] as? String }) == ["live memory (byte)", "bandwidth (GB/s)"])
    for counter in counters {
      let values = try #require(counter["args"] as? [String: Double])
      #expect(values.values.allSatisfy { $0 >= 0 && $0.isFinite })
      if let weights = values["weights"] { #expect(weights == simulation.memory.weights.value) }
    }
    let live = counters.compactMap { ($0["args"] as? [String: Double])?["caches and activations"] }
    #expect(live.max() == simulation.events.map(\.live.value).max() && live.last == 0)
  }

  @Test func theSameSimulationGivesTheSameBytes() throws {
    #expect(bytes(try SimulatedDesigns.simulation()) == bytes(try SimulatedDesigns.simulation()))
  }

  @Test func textIsEscapedAndWhatIsNoNumberIsNull() throws {
    var text = TraceText()
    let hostile = "a\"b\\c\n\u{1}\u{7F}é\u{2028}</script>"
    text.event("\"name\":\(TraceText.quoted(hostile))", arguments: [(hostile, .text(hostile)), ("nan", .number(.nan))])
    text.finish()
    let json = try JSONSerialization.jsonObject(with: Data(text.pieces.joined())) as? [String: Any]
    let event = try #require((json?["traceEvents"] as? [[String: Any]])?.first)
    #expect(event["name"] as? String == hostile)
    let arguments = try #require(event["args"] as? [String: Any])
    #expect(arguments[hostile] as? String == hostile && arguments["nan"] is NSNull)
  }

  @Test func timesAreMicrosecondsWithThreeDecimals() {
    #expect("\(TraceTime(Seconds(1.2345678901)))" == "1234567.890")
    #expect("\(TraceTime(Seconds(7e-9))), \(TraceTime(.zero))" == "0.007, 0.000")
  }

  @Test func anUnwritablePlaceIsToldWithAWayOut() throws {
    let simulation = try SimulatedDesigns.simulation()
    #expect(
      message { try ChromeTrace(simulation).write(to: "/nowhere/at/all/trace.json") }
        == "cannot write the trace to '/nowhere/at/all/trace.json': there is no such file or folder; choose another place "
        + "for --trace")
  }
}
