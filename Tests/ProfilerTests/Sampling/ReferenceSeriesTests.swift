import Quantities
import Testing

@testable import Profiler

@Suite struct ReferenceSeriesTests {
  private static func sample(at time: Double, session: Int = 0, seconds: [Double]) -> Sample {
    Sample(
      key: "reference", visit: 0, order: 0, session: session, began: time, parts: ["a", "b"], firstCall: [0, 0],
      warmUps: 0, runsPerTiming: 1, timings: seconds.map { [$0 / 4, 3 * $0 / 4] }, guards: GuardReading(),
      disturbances: [])
  }

  /// References of 2, 4 and 3 s at 0, 10 and 20 s, against a stored one of 2 s.
  private static let series = ReferenceSeries(
    [
      sample(at: 20, seconds: [3]), sample(at: 0, seconds: [1, 2, 9]), sample(at: 10, seconds: [4]),
      sample(at: 5, session: 1, seconds: [1]), sample(at: 30, seconds: []),
    ], relativeTo: Seconds(2))

  @Test(arguments: [(-5.0, 1.0), (0, 1), (5, 1.5), (10, 2), (14, 1.8), (20, 1.5), (99, 1.5)])
  func
    aMomentLiesBetweenItsReferences(time: Double, ratio: Double) throws
  {
    #expect(abs(try #require(Self.series.ratio(around: Self.sample(at: time, seconds: [7]))) - ratio) < 1e-12)
  }

  @Test func sessionsAreKeptApart() {
    #expect(Self.series.ratio(around: Self.sample(at: 15, session: 1, seconds: [7])) == 0.5)
    #expect(Self.series.ratio(around: Self.sample(at: 15, session: 2, seconds: [7])) == nil)
  }
}
