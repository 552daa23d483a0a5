import Profiler
import Statistics
import Testing

@Suite struct SamplerTests {
  private func sample(
    _ device: SimulatedDevice, _ workload: SimulatedWorkload, _ settings: SamplerSettings = SamplerSettings()
  ) -> Sample {
    device.sampler(settings).sample(workload, key: "a", visit: 3, order: 7, session: firstSession)
  }

  /// Steps of 1 µs ask for 1 ms; the default minimum is 1 ms too. 500 runs of 2 µs are exactly that.
  @Test(arguments: [2e-6, 3e-5, 4e-4]) func aTimingIsAThousandStepsOfTheClock(seconds: Double) {
    let device = SimulatedDevice()
    let sample = sample(device, SimulatedWorkload(device, seconds: seconds))
    let length = Double(sample.runsPerTiming) * seconds
    #expect(length >= 1e-3 * (1 - 1e-9))
    // A tenth is added while searching, and the number is rounded up.
    #expect(length <= 1.1e-3 + seconds)
    #expect(sample.timings.allSatisfy { abs($0[0] / seconds - 1) < 1e-9 })
  }

  @Test func whatTakesLongerThanATimingRunsOnceForEach() {
    let device = SimulatedDevice()
    let sample = sample(device, SimulatedWorkload(device, seconds: 0.02))
    #expect(sample.runsPerTiming == 1)
    #expect(sample.timings.count == 10)
  }

  @Test func theFirstCallIsKeptApart() {
    let device = SimulatedDevice()
    let sample = sample(device, SimulatedWorkload(device, seconds: 0.01, warmth: { $0 == 0 ? 30 : 1 }))
    #expect(sample.firstCall == [0.3])
    #expect(sample.timings.allSatisfy { $0 == [0.01] })
  }

  /// Each run is 5 % faster than the one before it until the twentieth: windows of five differ by 20 % up to there.
  @Test func warmingUpEndsWhenTwoWindowsAgree() {
    let device = SimulatedDevice()
    let workload = SimulatedWorkload(device, seconds: 0.005) { 1 + 0.05 * Double(max(20 - $0, 0)) }
    let sample = sample(device, workload)
    #expect(sample.timings.allSatisfy { $0 == [0.005] })
    // The call before the warm-up is apart, the search for the runs of a timing is one more, and windows are five.
    #expect(sample.warmUps >= 25 && sample.warmUps <= 36)
    #expect(sample.warmUps + sample.timings.count + 1 == workload.runs)
  }

  /// Times that never settle, 10 % faster or slower each: the limit of 0.2 s is met within one run of 10 ms.
  @Test func warmingUpIsCappedByTime() {
    let device = SimulatedDevice()
    var settings = SamplerSettings()
    settings.warmUpLimit = 0.2
    settings.warmUpStability = 0
    let workload = SimulatedWorkload(device, seconds: 0.01, noise: 0.1, seed: 1)
    let sample = sample(device, workload, settings)
    #expect(sample.began > 0.2 && sample.began < 0.25)
  }

  @Test(arguments: UInt64(0)..<10) func timingEndsWhenTheMedianIsKnownToOnePercent(seed: UInt64) {
    let device = SimulatedDevice()
    let sample = sample(device, SimulatedWorkload(device, seconds: 0.01, noise: 0.01, seed: seed))
    let interval = Bootstrap.medianInterval(of: sample.totals, resamples: 200)
    #expect(interval.upperBound - interval.lowerBound <= 0.01 * sample.totals.median)
    // The median of n such times is known to ±1.96 · 1.25 · 1 %/√n: to 1 % from end to end with about 24.
    #expect((10..<100).contains(sample.timings.count))
  }

  @Test func noisyTimesEndAtTheMostTimings() {
    let device = SimulatedDevice()
    var settings = SamplerSettings()
    settings.maximumTimings = 40
    let sample = sample(device, SimulatedWorkload(device, seconds: 0.001, noise: 0.3, seed: 2), settings)
    #expect(sample.timings.count == 40)
  }

  /// 0.5 s at a mean of 50 ms, of runs that are at most twice as long.
  @Test func noisyTimesEndWhenTimeIsUp() {
    let device = SimulatedDevice()
    var settings = SamplerSettings()
    settings.timeLimit = 0.5
    let sample = sample(device, SimulatedWorkload(device, seconds: 0.05, noise: 0.2, seed: 3), settings)
    #expect(sample.duration >= 0.5 && sample.duration < 0.6)
  }

  @Test func aSlowRunIsTimedOnceEvenIfThatTakesLongerThanAllTime() {
    let device = SimulatedDevice()
    let sample = sample(device, SimulatedWorkload(device, seconds: 100))
    #expect(sample.timings == [[100]])
  }

  @Test func partsAreTimedApart() {
    let device = SimulatedDevice()
    let sample = sample(device, SimulatedWorkload(device, seconds: 0.01, parts: ["encoder", "decoder"]))
    #expect(sample.parts == ["encoder", "decoder"])
    #expect(sample.timings.allSatisfy { $0 == [0.005, 0.005] })
    #expect(sample.totals.allSatisfy { $0 == 0.01 })
  }

  @Test func workThatTakesNoTimeEndsAllTheSame() {
    let device = SimulatedDevice()
    let sample = sample(device, SimulatedWorkload(device, seconds: 0))
    #expect(sample.timings.allSatisfy { $0 == [0] })
  }

  @Test func theJudgeHearsWhatTheGuardsSawAndForHowLong() {
    let device = SimulatedDevice()
    var heard: [(faults: Int, seconds: Double)] = []
    let sampler = device.sampler { reading, seconds in
      heard.append((reading.minorFaults, seconds))
      return ["steal"]
    }
    let sample = sampler.sample(
      SimulatedWorkload(device, seconds: 0.01), key: "a", visit: 3, order: 7,
      session: MeasurementSession(number: 2, start: -5))
    #expect(heard.count == 1 && heard[0].faults == 1)
    #expect(abs(heard[0].seconds - sample.duration) < 1e-9)
    #expect(sample.disturbances == ["steal"] && !sample.isUndisturbed)
    #expect(sample.key == "a" && sample.visit == 3 && sample.order == 7 && sample.session == 2)
    // The first call, the search and two windows of five came before, after the 5 s that the session is old.
    #expect(abs(sample.began - 5.12) < 1e-9)
  }

  @Test func theSystemsClockOnlyGoesForwardInStepsThatItKnows() {
    let clock = RawClock.system
    let times = (0..<1000).map { _ in clock.now() }
    #expect(zip(times.dropFirst(), times).allSatisfy { $0 >= $1 })
    #expect(times.last ?? 0 > times[0])
    // Between a nanosecond and the coarsest timer that Linux runs on.
    #expect(clock.resolution >= 0.9e-9 && clock.resolution < 0.02)
    #expect(clock.readingCost > 0 && clock.readingCost < 0.001)
  }
}
