import Foundation
import Quantities
import Randomness
import Statistics
import TestSupport
import Testing

@testable import Profiler

@Suite struct DriftTests {
  /// Forty configurations of 0.2 to 0.6 s, three visits in random order, each followed by the reference, on a device
  /// that is slower by `factor` for a part of the time. Times have 0.5 % of noise.
  private struct Run {
    var truth: [String: Double] = [:]
    var samples: [Sample] = []
    var references: [Sample] = []
    let slow: ClosedRange<Double>

    init(seed: UInt64, factor: Double, session: Int = 0, speed: Double = 1) {
      var generator = SeededGenerator(seed: seed)
      // The whole takes about 390 s.
      let start = Double.random(in: 60...200, using: &generator)
      let slow = start...start + Double.random(in: 60...120, using: &generator)
      self.slow = slow
      let device = SimulatedDevice { speed * (slow.contains($0) ? factor : 1) }
      var settings = SamplerSettings()
      settings.minimumTimings = 3
      settings.maximumTimings = 3
      settings.warmUpLimit = 0
      let sampler = device.sampler(settings)
      let session = MeasurementSession(number: session, start: 0)
      let reference = SimulatedWorkload(device, seconds: 0.05, noise: 0.005, seed: seed + 1)
      let seconds = (0..<40).map { _ in Double.random(in: 0.2...0.6, using: &generator) }
      for (index, second) in seconds.enumerated() { truth["\(index)"] = second }
      let schedule = CampaignSchedule.entries(visits: seconds.map { _ in 3 }, stage: "s", seed: seed)
      for (order, entry) in schedule.enumerated() {
        references.append(
          sampler.sample(reference, key: "reference", visit: order, order: order, session: session))
        let work = SimulatedWorkload(device, seconds: seconds[entry.item], noise: 0.005, seed: generator.next())
        samples.append(
          sampler.sample(work, key: "\(entry.item)", visit: entry.visit, order: order, session: session))
      }
      references.append(
        sampler.sample(reference, key: "reference", visit: schedule.count, order: schedule.count, session: session))
    }

    /// The mean absolute relative error of `estimate` over samples for which there is one.
    func error(_ estimate: (Sample) -> Double?) -> Double {
      samples.compactMap { sample in estimate(sample).map { abs($0 / truth[sample.key, default: .nan] - 1) } }.mean
    }
  }

  /// Another program that keeps the device busy for most of the time does not make its state the usual one: what it disturbs
  /// counts for nothing when the main regime is chosen.
  @Test(arguments: UInt64(0)..<5) func theMainRegimeIsWhereNothingDisturbs(seed: UInt64) throws {
    let run = Run(seed: seed, factor: 2)
    let marked = run.references.map { sample in
      var sample = sample
      if !run.slow.contains(sample.middle) { sample.disturbances = ["another program"] }
      return sample
    }
    let plain = try #require(Drift(references: run.references).mainSession)
    let judged = Drift(references: marked)
    let session = try #require(judged.mainSession)
    #expect(abs(session.mainReference / plain.mainReference - 2) < 0.05)
    for sample in run.samples where judged.state(of: sample).isMain {
      #expect(run.slow.contains(sample.middle))
    }
    #expect(judged.report(run.samples).contains { abs($0.ratio - 0.5) < 0.02 })
  }

  /// Medians of three have 0.3 % of noise and a reference's as much, so 0.6 % on average is generous; without regimes a
  /// fifth to a third of samples is 24 % slow.
  @Test(arguments: UInt64(0)..<6) func aSlowBlockIsFoundAndNormalised(seed: UInt64) throws {
    let run = Run(seed: seed, factor: 1.24)
    let drift = Drift(references: run.references)
    let session = try #require(drift.sessions.first)
    #expect(session.regimes == 2 && session.references == 121)
    #expect(abs(session.mainReference.value / 0.05 - 1) < 0.005)
    for sample in run.samples {
      let state = drift.state(of: sample)
      let end = sample.began + sample.duration
      // A sample whose references lie on either side of a change may be either.
      let isNearEdge = [run.slow.lowerBound, run.slow.upperBound].contains { $0 > sample.began - 4 && $0 < end + 4 }
      guard !isNearEdge else { continue }
      #expect(state.isMain == !run.slow.contains(sample.began))
      #expect(state.regime == (state.isMain ? 0 : 1) && !state.isBetween)
      #expect(abs((state.factor ?? 0) / (state.isMain ? 1 : 1.24) - 1) < 0.02)
    }
    let normalised = run.error { drift.normalised(Seconds($0.totals.median), in: $0)?.value }
    let raw = run.error { $0.totals.median }
    #expect(normalised < 0.006)
    #expect(raw > 0.03)
  }

  @Test(arguments: UInt64(0)..<3) func pooledVisitsAreAsGoodAsASteadyDevices(seed: UInt64) throws {
    let run = Run(seed: seed, factor: 1.24)
    let summaries = KeySummary.all(run.samples, drift: Drift(references: run.references))
    #expect(summaries.count == 40)
    let errors = summaries.map { abs($0.summary.total.median.value / run.truth[$0.key, default: .nan] - 1) }
    #expect(errors.allSatisfy { $0 < 0.02 })
    #expect(summaries.contains { $0.quarantined > 0 })
    // Averaged in, a slow visit shows in the mean of all timings.
    let naive = Dictionary(grouping: run.samples, by: \.key).map { key, samples in
      abs(samples.flatMap(\.totals).mean / run.truth[key, default: .nan] - 1)
    }
    #expect(naive.mean > 5 * errors.mean)
  }

  @Test(arguments: UInt64(0)..<3) func aSteadyDeviceHasOneRegime(seed: UInt64) {
    let run = Run(seed: seed, factor: 1)
    let drift = Drift(references: run.references)
    #expect(drift.sessions.map(\.regimes) == [1])
    #expect(run.samples.allSatisfy { drift.state(of: $0).isMain })
    #expect(drift.report(run.samples).map(\.lastRow) == [119])
  }

  @Test(arguments: UInt64(0)..<3) func theReportCoversEveryRowOnce(seed: UInt64) throws {
    let run = Run(seed: seed, factor: 1.24)
    let report = Drift(references: run.references).report(run.samples)
    try #require(report.count == 3)
    #expect(report[0].firstRow == 0 && report[2].lastRow == 119)
    #expect(zip(report.dropFirst(), report).allSatisfy { $0.firstRow == $1.lastRow + 1 })
    #expect(abs(report[0].ratio - 1) < 0.005 && abs(report[2].ratio - 1) < 0.005)
    #expect(abs(report[1].ratio / 1.24 - 1) < 0.01)
    // The block's ends, within two samples of where it was planted.
    let planted = run.samples.filter { run.slow.contains($0.began) }.map(\.order)
    #expect(abs(report[1].firstRow - (planted.first ?? 0)) <= 2 && abs(report[1].lastRow - (planted.last ?? 0)) <= 2)
  }

  /// The second session is 10 % slower as a whole: not a regime, but a ratio between sessions.
  @Test(arguments: UInt64(0)..<2) func sessionsAreComparedAndNotPooled(seed: UInt64) throws {
    let first = Run(seed: seed, factor: 1)
    let second = Run(seed: seed, factor: 1, session: 1, speed: 1.1)
    let drift = Drift(references: first.references + second.references)
    #expect(drift.sessions.map(\.regimes) == [1, 1])
    #expect(drift.mainSession?.number == 0)
    #expect(abs(drift.sessionRatio(1) / 1.1 - 1) < 0.003)
    let effect = SessionEffect(of: drift.sessions[1], to: drift.sessions[0])
    let interval = try #require(effect.interval)
    #expect(interval.contains(1.1) && !interval.contains(1) && interval.upperBound / interval.lowerBound < 1.01)
    let stored = SessionEffect(of: drift.sessions[1], to: Seconds(0.05), interval: [Seconds(0.0499), Seconds(0.0501)])
    #expect(abs(stored.ratio / 1.1 - 1) < 0.003)
    #expect(try #require(stored.interval).contains(1.1))
    #expect(SessionEffect(of: drift.sessions[1], to: Seconds(0), interval: [.zero, .zero]).interval == nil)
    let error = second.error { drift.normalised(Seconds($0.totals.median), in: $0)?.value }
    #expect(error < 0.006)
    #expect(abs((drift.report(second.samples).first?.ratio ?? 0) / 1.1 - 1) < 0.003)
    // Pooled as they are, visits of the two sessions would differ by 5 % from their middle.
    let visits = (first.samples + second.samples).filter { $0.key == "0" }
    let summary = try #require(KeySummary(key: "0", samples: visits, drift: drift))
    #expect(summary.visits == 6)
    #expect(abs(summary.summary.total.median.value / first.truth["0", default: .nan] - 1) < 0.01)
    #expect(try #require(summary.noise).meanAbsolute < 0.01)
  }

  /// References at 0, 10, 20 … s; the one at 50 s is where the device has become twice as slow.
  private func steps(_ levels: [Double], session: Int = 0) -> [Sample] {
    levels.enumerated().map {
      .plain(key: "reference", order: $0, session: session, began: 10 * Double($0), timings: [[1e-3 * $1]])
    }
  }

  @Test func factorsAreInterpolatedInTime() throws {
    // 1.03 and 0.97 are noise about 1, so there is one regime.
    let drift = Drift(references: steps([1, 1.03, 0.97, 1, 1.03, 0.97, 1, 1.03, 0.97, 1]))
    #expect(drift.sessions[0].regimes == 1)
    let factors = [-5.0, 0, 5, 10, 100].map { drift.state(of: .plain(began: $0, timings: [[1e-3]])).factor ?? 0 }
    let expected = [1, 1, 1.03.squareRoot(), 1.03, 1]
    #expect(zip(factors, expected).allSatisfy { abs($0 - $1) < 1e-5 })
  }

  @Test func aSampleBetweenTwoRegimesHasNoUsableFactor() {
    let drift = Drift(references: steps([Double](repeating: 1, count: 20) + [Double](repeating: 2, count: 12)))
    #expect(drift.sessions[0].regimes == 2)
    let between = drift.state(of: .plain(began: 193, timings: [[1e-3]]))
    #expect(between.isBetween && !between.isMain && between.regime == 0)
    #expect(drift.normalised(Seconds(1), in: .plain(began: 193, timings: [[1e-3]])) == nil)
    let slow = Sample.plain(began: 250, timings: [[3]])
    #expect(drift.state(of: slow) == Drift.State(regime: 1, isMain: false, isBetween: false, factor: 2))
    #expect(drift.normalised(Seconds(3), in: slow) == Seconds(1.5))
    // With no visit in the main regime, a configuration is known by its normalised ones.
    let summary = KeySummary(key: "a", samples: [slow], drift: drift)
    #expect(summary?.isNormalised == true && summary?.summary.total.median == Seconds(1.5))
  }

  @Test func aLevelThatComesBackIsTheSameRegime() {
    let level = { (value: Double) in [Double](repeating: value, count: 15) }
    let drift = Drift(references: steps(level(1) + level(1.3) + level(1) + level(1.6) + level(1) + level(1.3)))
    #expect(drift.sessions[0].regimes == 3)
    let regimes = stride(from: 75.0, to: 900, by: 150).map { drift.state(of: .plain(began: $0)).regime }
    #expect(regimes == [0, 1, 0, 2, 0, 1])
  }

  @Test(arguments: 1..<8) func tooFewReferencesAreOneRegimeAndSaySo(count: Int) {
    let drift = Drift(references: steps((0..<count).map { $0 < 4 ? 1 : 2 }))
    #expect(drift.sessions.map(\.regimes) == [1])
    #expect(drift.sessions[0].hasTooFewReferences && drift.sessions[0].interval == nil)
    #expect(SessionEffect(of: drift.sessions[0], to: drift.sessions[0]).interval == nil)
  }

  @Test func withoutReferencesNothingIsNormalised() {
    // A reference of no time, or without timings, is none.
    let useless: [Sample] = [.plain(timings: []), .plain(timings: [[0]]), .plain(timings: [[.infinity]])]
    for references in [[], useless] {
      let drift = Drift(references: references)
      #expect(drift.sessions.isEmpty && drift.mainSession == nil && drift.sessionRatio(0) == 1)
      let state = drift.state(of: .plain())
      #expect(state == Drift.State(regime: 0, isMain: true, isBetween: false, factor: nil))
      #expect(drift.report([.plain(order: 3), .plain(order: 4)]).map(\.ratio) == [1])
      #expect(drift.report([]).isEmpty)
    }
  }
}
