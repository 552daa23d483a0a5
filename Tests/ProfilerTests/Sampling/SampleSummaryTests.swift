import Profiler
import Quantities
import Randomness
import TestSupport
import Testing

@Suite struct SampleSummaryTests {
  /// 1 to 20: the middle is 10.5, distances from it are 0.5 to 9.5, and without two at each end 3 to 18 are left, whose
  /// variance is (16² − 1)/12.
  @Test func aSpreadCanBeCheckedByHand() throws {
    let spread = try #require(TimeSpread((1...20).map(Double.init).reversed()))
    #expect(spread.count == 20)
    #expect(spread.median == Seconds(10.5))
    #expect(spread.medianAbsoluteDeviation == Seconds(5))
    #expect(abs(spread.fifthPercentile.value - 1.95) < 1e-12)
    #expect(abs(spread.ninetyFifthPercentile.value - 19.05) < 1e-12)
    #expect(spread.trimmedMean == Seconds(10.5))
    #expect(abs(spread.trimmedDeviation.value - (255.0 / 12).squareRoot()) < 1e-12)
    #expect(spread.interval[0] < Seconds(10.5) && spread.interval[1] > Seconds(10.5))
  }

  /// HAT leaves out the highest of fewer than ten times; of one time it would leave none.
  @Test func ofTwoTimesTheLowerIsLeftAsInHAT() {
    #expect(TimeSpread([3, 1])?.trimmedMean == Seconds(1))
    #expect(TimeSpread([3, 1])?.trimmedDeviation == .zero)
    #expect(TimeSpread([3])?.trimmedMean == Seconds(3))
    #expect(TimeSpread([]) == nil)
    #expect(SampleSummary(.plain(timings: [])) == nil)
  }

  /// Of 60 series of 31 normal times the interval holds the true median of 95 %, within three standard errors of 2.8 %,
  /// and another 2 % since percentile intervals are a little narrow.
  @Test func theIntervalHoldsTheMedian() throws {
    var generator = SeededGenerator(seed: 5)
    var held = 0
    for _ in 0..<60 {
      let times = (0..<31).map { _ in 1 + 0.01 * generator.normal() }
      let interval = try #require(TimeSpread(times)).interval
      if interval[0] <= Seconds(1) && interval[1] >= Seconds(1) { held += 1 }
    }
    #expect(Double(held) / 60 > 0.95 - 0.084 - 0.02)
  }

  @Test func partsAreSummarisedApart() throws {
    var sample = Sample.plain(timings: [[1, 10], [2, 30], [3, 20]])
    sample.parts = ["encoder", "decoder"]
    let summary = try #require(SampleSummary(sample))
    #expect(summary.parts == ["encoder", "decoder"])
    #expect(summary.byPart.map(\.median) == [Seconds(2), Seconds(20)])
    // 11, 32, 23.
    #expect(summary.total.median == Seconds(23))
  }

  /// Visits of 1, 1.1 and 0.8 differ from their middle by 0, 0.1 and 0.2.
  @Test func theNoiseFloorComparesVisits() throws {
    let samples = [1, 1.1, 0.8].enumerated().map { Sample.plain(visit: $0, order: $0, timings: [[$1], [$1]]) }
    let summary = try #require(KeySummary(key: "a", samples: samples, drift: Drift(references: [])))
    #expect(summary.visits == 3 && summary.quarantined == 0 && !summary.isNormalised)
    #expect(summary.summary.total.count == 6)
    let noise = try #require(summary.noise)
    #expect(noise.visits == 3)
    #expect(abs(noise.meanAbsolute - 0.1) < 1e-12)
    #expect(abs(noise.deviation - 0.14826) < 1e-12)
    let single = try #require(KeySummary(key: "a", samples: [samples[0]], drift: Drift(references: [])))
    #expect(single.noise == nil)
    #expect(NoiseFloor(visitMedians: [[1], [], [0, 0]]) == nil)
    #expect(KeySummary(key: "a", samples: [], drift: Drift(references: [])) == nil)
  }
}
