import Quantities
import Testing

@testable import Profiler

@Suite struct SteadyTimesTests {
  private static func sample(_ key: String, at time: Double, a: [Double], b: Double = 1) -> Sample {
    Sample(
      key: key, visit: 0, order: 0, session: 0, began: time, parts: ["a", "b"], firstCall: [0, 0], warmUps: 0,
      runsPerTiming: 1, timings: a.map { [$0, b] }, guards: GuardReading(), disturbances: [])
  }

  /// The machine is half as fast from 10 s on; a visit then took twice as long, and says the same as the others.
  @Test func theStateIsTakenOutOfEveryVisit() throws {
    let references = [(0.0, 1.0), (9, 1), (11, 2), (30, 2)].map { Self.sample("r", at: $0, a: [$1 / 2], b: $1 / 2) }
    let times = SteadyTimes(
      [
        Self.sample("x", at: 5, a: [3, 2.9, 3.1], b: 7), Self.sample("x", at: 20, a: [6], b: 14),
        Self.sample("x", at: 6, a: [3], b: 7), Self.sample("y", at: 20, a: [], b: 0),
      ], ReferenceSeries(references, relativeTo: Seconds(1)))
    #expect(try #require(times.time(of: "a", key: "x")) == Seconds(3))
    #expect(try #require(times.time(of: "b", key: "x")) == Seconds(7))
    #expect(times.time(of: "c", key: "x") == nil && times.time(of: "a", key: "z") == nil)
    #expect(times.time(of: "a", key: "y") == nil)
  }
}
