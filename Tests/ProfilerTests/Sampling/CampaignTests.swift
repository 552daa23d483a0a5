import Foundation
import TestSupport
import Testing

@testable import Profiler

@Suite struct CampaignTests {
  /// Runs `body` with a campaign of four items, two visits each, of 1 to 4 s of work, on a simulated device.
  private func withCampaign(
    judge: @escaping (GuardReading, Double) -> [String] = { _, _ in [] },
    _ body: (inout Campaign, MeasurementStore, SimulatedDevice) throws -> Void
  ) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let device = SimulatedDevice()
      let store = try MeasurementStore(
        at: folder.appendingPathComponent("x.sqlite").path, plan: "plan", resuming: false)
      var campaign = campaign(on: device, judge: judge)
      try body(&campaign, store, device)
    }
  }

  private func campaign(
    on device: SimulatedDevice, seed: UInt64 = 1, judge: @escaping (GuardReading, Double) -> [String] = { _, _ in [] }
  ) -> Campaign {
    var settings = SamplerSettings()
    settings.minimumTimings = 2
    settings.maximumTimings = 2
    let items = (1...4).map { number in
      Campaign.Item(key: "item \(number)", visits: 2) { SimulatedWorkload(device, seconds: Double(number)) }
    }
    return Campaign(
      stage: "s", items: items, reference: SimulatedWorkload(device, seconds: 0.01),
      sampler: device.sampler(settings, judge: judge), seed: seed, clock: device.clock)
  }

  private func session(_ store: MeasurementStore, _ device: SimulatedDevice) throws -> MeasurementSession {
    try store.beginSession(clock: device.clock)
  }

  @Test func everyVisitIsMadeOnceWithAReferenceBeforeBetweenAndAfter() throws {
    try withCampaign { campaign, store, device in
      let outcome = try campaign.run(into: store, session: session(store, device))
      #expect(
        outcome
          == Campaign.Outcome(ending: .finished, measured: 8, before: 0, remaining: 0, replaced: 0, disturbed: 0))
      let samples = try store.samples()
      #expect(Set(samples.map { "\($0.key) \($0.visit)" }).count == 8)
      #expect(samples.map(\.order) == Array(0..<8))
      let references = try store.references()
      #expect(references.map(\.order) == Array(0...8))
      #expect(references.map(\.visit) == Array(0...8))
      // In time, references and samples take turns.
      let times = (0..<8).flatMap { [references[$0].began, samples[$0].began] } + [references[8].began]
      #expect(times == times.sorted())
    }
  }

  @Test func referencesKeepADistanceIfAskedTo() throws {
    try withCampaign { campaign, store, device in
      campaign.referenceInterval = 12
      _ = try campaign.run(into: store, session: session(store, device))
      let references = try store.references()
      #expect(references.count > 2 && references.count < 9)
      #expect(references.first?.order == 0 && references.last?.order == 8)
      #expect(zip(references.dropFirst(), references).dropLast().allSatisfy { $0.began - $1.began > 12 })
    }
  }

  /// An item of 4 s takes 16 s with its first call, warm-up and timings: after 30 s there is a reference in any case.
  @Test func thirtySecondsIsTheLongestDistanceBetweenReferences() throws {
    try withCampaign { campaign, store, device in
      campaign.referenceInterval = 1e9
      _ = try campaign.run(into: store, session: session(store, device))
      let references = try store.references()
      #expect(zip(references.dropFirst(), references).allSatisfy { $0.began - $1.began < 30 + 17 })
    }
  }

  @Test func theOrderIsAFunctionOfSeedAndStage() {
    func order(_ seed: UInt64, _ stage: String) -> [CampaignSchedule.Entry] {
      CampaignSchedule.entries(visits: [2, 0, 3, 1, 2, 2], stage: stage, seed: seed)
    }
    #expect(order(1, "a") == order(1, "a"))
    #expect(order(1, "a") != order(2, "a"))
    #expect(order(1, "a") != order(1, "b"))
    for seed in UInt64(0)..<20 {
      let entries = order(seed, "a")
      #expect(entries.map(\.visit) == [0, 0, 0, 0, 0, 1, 1, 1, 1, 2])
      #expect(Set(entries).count == 10)
      #expect(!entries.contains { $0.item == 1 })
    }
    // Rounds are shuffled each by itself.
    let rounds = CampaignSchedule.entries(visits: [Int](repeating: 2, count: 30), stage: "a", seed: 1)
    #expect(rounds.prefix(30).map(\.item) != rounds.suffix(30).map(\.item))
    #expect(CampaignSchedule.entries(visits: [], stage: "a", seed: 1).isEmpty)
  }

  @Test func aDisturbedSampleIsMeasuredAgainAndKept() throws {
    var samples = 0
    // The second and the third sample of items are disturbed; a reference's timings take less than a second.
    try withCampaign(judge: { _, seconds in
      guard seconds > 1 else { return [] }
      samples += 1
      return samples == 2 || samples == 3 ? ["steal"] : []
    }) { campaign, store, device in
      let outcome = try campaign.run(into: store, session: session(store, device))
      #expect(outcome.replaced == 2 && outcome.disturbed == 0 && outcome.measured == 8)
      let attempts = try store.attempts()
      #expect(attempts.count == 10)
      #expect(attempts.map(\.disturbances.count) == [0, 1, 1, 0, 0, 0, 0, 0, 0, 0])
      #expect(attempts[1].key == attempts[3].key && attempts[1].visit == attempts[3].visit)
      #expect(try store.samples().map(\.order) == [0, 3, 4, 5, 6, 7, 8, 9])
    }
  }

  @Test func afterTwoReplacementsASampleCountsAsItIs() throws {
    try withCampaign(judge: { _, seconds in seconds > 1 ? ["load"] : [] }) { campaign, store, device in
      let outcome = try campaign.run(into: store, session: session(store, device))
      #expect(outcome.measured == 8 && outcome.replaced == 16 && outcome.disturbed == 8)
      #expect(try store.attempts().count == 24)
      #expect(try store.references().map(\.order) == Array(0...24))
      #expect(try store.samples().count == 8)
      // And is not measured again by a run that goes on.
      let again = try campaign.run(into: store, session: session(store, device))
      #expect(again.before == 8 && again.measured == 0)
      #expect(try store.attempts().count == 24)
    }
  }

  @Test func theBudgetEndsTheCampaignBetweenSamples() throws {
    try withCampaign { campaign, store, device in
      campaign.budget = 30
      let outcome = try campaign.run(into: store, session: session(store, device))
      #expect(outcome.ending == .budgetUsed)
      #expect(outcome.measured > 0 && outcome.remaining == 8 - outcome.measured)
      // One sample may be begun within the budget: the longest takes 16 s, and references 0.2 s each.
      #expect(device.now >= 30 && device.now < 50)
      #expect(try store.samples().count == outcome.measured)
      campaign.budget = nil
      #expect(try campaign.run(into: store, session: session(store, device)).ending == .finished)
      #expect(try store.samples().count == 8)
    }
  }

  @Test func anInterruptionIsObeyedBetweenSamplesAfterALastReference() throws {
    try withCampaign { campaign, store, device in
      campaign.referenceInterval = 25
      var asked = 0
      campaign.isInterrupted = {
        asked += 1
        return asked > 3
      }
      let outcome = try campaign.run(into: store, session: session(store, device))
      #expect(outcome.ending == .interrupted && outcome.measured == 2 && outcome.remaining == 6)
      #expect(try store.references().last?.order == 2)
    }
  }

  @Test func whatAnItemThrowsLeavesEarlierSamplesInTheStore() throws {
    struct Broken: Error {}
    try withCampaign { campaign, store, device in
      var made = 0
      for index in campaign.items.indices {
        let make = campaign.items[index].make
        campaign.items[index].make = {
          made += 1
          if made == 4 { throw Broken() }
          return try make()
        }
      }
      let session = try session(store, device)
      #expect(throws: Broken.self) { try campaign.run(into: store, session: session) }
      #expect(try store.samples().count == 3)
      _ = try campaign.run(into: store, session: session)
      #expect(try store.samples().count == 8)
    }
  }

  @Test func progressTellsWhatIsDoneAndHowLongTheRestTakes() throws {
    try withCampaign { campaign, store, device in
      var told: [CampaignProgress] = []
      var times: [Double] = []
      campaign.report = {
        told.append($0)
        times.append(device.now)
      }
      _ = try campaign.run(into: store, session: session(store, device))
      #expect(told.map(\.done) == Array(0...8))
      #expect(told.allSatisfy { $0.total == 8 })
      #expect(told.first?.remaining == nil)
      #expect(told.last?.remaining == 0 && told.last?.key == nil)
      // In the second round every item has been timed, and the estimate is what comes true.
      for index in 4..<8 {
        let truth = times[8] - times[index]
        #expect(abs((told[index].remaining ?? 0) / truth - 1) < 0.01)
      }
    }
  }

  @Test func aWorkloadIsReleasedAfterItsVisit() throws {
    try withCampaign { campaign, store, device in
      final class Tracked: Timeable {
        nonisolated(unsafe) static var alive = 0
        let parts = ["total"]
        let device: SimulatedDevice
        init(_ device: SimulatedDevice) {
          self.device = device
          Self.alive += 1
        }
        deinit { Self.alive -= 1 }
        func run(_ count: Int) -> [Double] { [device.work(0.01 * Double(count))] }
      }
      var alive: [Int] = []
      campaign.items = (0..<3).map { number in
        Campaign.Item(key: "\(number)", visits: 1) {
          alive.append(Tracked.alive)
          return Tracked(device)
        }
      }
      _ = try campaign.run(into: store, session: session(store, device))
      #expect(alive == [0, 0, 0])
    }
  }
}
