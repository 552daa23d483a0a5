import Foundation
import Randomness
import TestSupport
import Testing

@testable import Profiler

/// A campaign that ends anywhere and goes on makes the same visits as one that does not.
@Suite struct CampaignResumeTests {
  /// Three items with two visits each; sometimes disturbed, by a generator of its own.
  private func campaign(on device: SimulatedDevice, disturbance: UInt64) -> Campaign {
    var settings = SamplerSettings()
    settings.minimumTimings = 2
    settings.maximumTimings = 2
    var generator = SeededGenerator(seed: disturbance)
    let sampler = device.sampler(settings) { _, seconds in
      seconds > 1 && generator.happens(0.4) ? ["steal"] : []
    }
    let items = (1...3).map { number in
      Campaign.Item(key: "item \(number)", visits: 2) { SimulatedWorkload(device, seconds: Double(number)) }
    }
    return Campaign(
      stage: "s", items: items, reference: SimulatedWorkload(device, seconds: 0.01), sampler: sampler, seed: 4,
      clock: device.clock)
  }

  private func visits(_ store: MeasurementStore) throws -> [String] {
    try store.samples().map { "\($0.key) \($0.visit)" }
  }

  private func checkAttempts(_ store: MeasurementStore) throws {
    let attempts = try store.attempts()
    #expect(attempts.map(\.order) == Array(attempts.indices))
    for (_, tries) in Dictionary(grouping: attempts, by: { "\($0.key) \($0.visit)" }) {
      // Nothing is measured after an attempt that was sound, nor more than three times, nor given up before.
      #expect(tries.count <= 3 && tries.dropLast().allSatisfy { !$0.isUndisturbed })
      #expect(tries.count == 3 || tries.last?.isUndisturbed == true)
    }
    #expect(try store.read { try String.fetchOne($0, sql: "PRAGMA integrity_check") } == "ok")
  }

  /// The files are copied whenever a sample has been taken, as a kill would leave them, and each copy goes on by
  /// itself.
  @Test(arguments: UInt64(0)..<3) func aRunThatIsKilledAnywhereGoesOn(seed: UInt64) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("x.sqlite").path
      let device = SimulatedDevice()
      let store = try MeasurementStore(at: path, plan: "plan", resuming: false)
      var campaign = campaign(on: device, disturbance: seed)
      var copies: [String] = []
      var copyError: (any Error)?
      // Asked before every sample and every replacement.
      campaign.isInterrupted = {
        let copy = folder.appendingPathComponent("copy\(copies.count).sqlite").path
        do {
          for suffix in ["", "-wal", "-shm"] {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
          }
        } catch { copyError = error }
        copies.append(copy)
        return false
      }
      _ = try campaign.run(into: store, session: store.beginSession(clock: device.clock))
      #expect(copyError == nil)
      let expected = try visits(store)
      #expect(copies.count >= 6 && expected.count == 6)
      try checkAttempts(store)
      for copy in copies {
        let rest = try MeasurementStore(at: copy, plan: "plan", resuming: true)
        let device = SimulatedDevice()
        let measuredBefore = try rest.attempts()
        let outcome = try self.campaign(on: device, disturbance: seed + 100)
          .run(into: rest, session: rest.beginSession(clock: device.clock))
        #expect(try visits(rest) == expected)
        #expect(outcome.before + outcome.measured == 6)
        #expect(try Array(rest.attempts().prefix(measuredBefore.count)) == measuredBefore)
        #expect(try rest.attempts().dropFirst(measuredBefore.count).allSatisfy { $0.session == 1 })
        try checkAttempts(rest)
      }
    }
  }

  @Test(arguments: UInt64(0)..<5) func aRunThatIsStoppedManyTimesMakesTheSameVisits(seed: UInt64) throws {
    try SharedFiles.withTemporaryFolder { folder in
      var generator = SeededGenerator(seed: seed)
      var sessions = 0
      var expected: [String] = []
      while true {
        let store = try MeasurementStore(
          at: folder.appendingPathComponent("x.sqlite").path, plan: "plan", resuming: sessions > 0)
        let device = SimulatedDevice()
        var campaign = campaign(on: device, disturbance: seed + UInt64(sessions))
        var left = generator.index(below: 3)
        campaign.isInterrupted = {
          left -= 1
          return left < 0
        }
        let outcome = try campaign.run(into: store, session: store.beginSession(clock: device.clock))
        sessions += 1
        let made = try visits(store)
        if outcome.ending == .finished {
          #expect(made.prefix(3).sorted() == ["item 1 0", "item 2 0", "item 3 0"])
          #expect(made.suffix(3).sorted() == ["item 1 1", "item 2 1", "item 3 1"])
          try checkAttempts(store)
          break
        }
        #expect(outcome.before + outcome.measured + outcome.remaining == 6)
        // A visit that waits for its replacement may have a sample already.
        #expect(Set(made).isSuperset(of: expected))
        expected = made
        try #require(sessions < 100)
      }
      #expect(sessions > 1)
    }
  }
}
