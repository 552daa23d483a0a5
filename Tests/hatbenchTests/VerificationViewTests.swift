import CostModel
import Foundation
import HATSearch
import Hardware
import Quantities
import TestSupport
import Testing
import TransformerIR

@testable import hatbench

/// What `search --verify` says, of a device that is told how long designs take.
@Suite struct VerificationViewTests {
  private static func profile() throws -> HardwareProfile {
    try HardwareProfile.load(
      file: SharedFiles.repository.appendingPathComponent("hardware-profiles/raspberry-pi-4.json").path)
  }

  /// A small search, done once.
  private static let searched = Result {
    let device = try DeviceLatency(profile(), space: .wmt)
    let problem = SearchProblem(
      space: .wmt, estimator: device, limit: Seconds(6),
      objective: .capacity(architecture: SearchSpace.wmt.architecture, setting: SearchSpace.wmt.setting))
    let strategy = try NSGA2Search(NSGA2Settings(population: 24, generations: 4))
    return try problem.solve(using: strategy, seed: 1).front
  }

  /// The search's front, verified on a machine `factor` times slower than predicted.
  private func verification(factor: Double, roundLimit: Int = 8) throws -> Verification {
    let front = try Self.searched.get()
    let latencies = Dictionary(uniqueKeysWithValues: front.map { ($0.design, factor * $0.prediction.latency) })
    let settings = Verification.Settings(designsPerRound: 1, roundLimit: roundLimit)
    return try Verification.verify(front, limit: Seconds(6), settings: settings) { designs in
      designs.compactMap { latencies[$0] }
    }
  }

  @Test func aChoiceThatHoldsIsVerified() throws {
    let text = VerificationView(verification: try verification(factor: 1)).text
    #expect(text.contains("verified: the best design takes") && text.contains("after 1 measured design in 1 round"))
    #expect(text.contains("within the limit of 6 s") && text.contains("(chosen)"))
  }

  @Test func aChoiceThatBreaksTheLimitIsReplacedAndBothAreTold() throws {
    let verification = try verification(factor: 1.3)
    let text = VerificationView(verification: verification).text
    #expect(verification.winner != nil && verification.rounds > 1)
    #expect(text.contains("chosen anew") && text.contains("over the limit"))
    #expect(text.contains(verification.rows[0].measured.description))
    #expect(text.contains("% more than the profile predicts"))
  }

  @Test func withoutAChoiceItSaysWhy() throws {
    let view = VerificationView(verification: try verification(factor: 1.3, roundLimit: 1))
    #expect(view.text.contains("1 was measured, at") && view.text.contains("allow more rounds"))
    #expect(view.text.contains("no measured design is within the limit of 6 s"))
  }

  @Test func jsonHasUnitsInItsKeys() throws {
    let verification = try verification(factor: 1.3)
    let data = try JSONEncoder().encode(VerificationJSON(verification))
    let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(json["is_settled"] as? Bool == verification.isSettled)
    // Foundation's reader may lose the last digit.
    let factor = try #require(json["recalibration_factor"] as? Double)
    #expect(abs(factor / verification.recalibration.factor - 1) < 1e-12)
    #expect(json["limit_second"] as? Double == 6)
    func isClose(_ value: Any?, _ time: Seconds?) -> Bool {
      guard let value = value as? Double, let time else { return false }
      return abs(value / time.value - 1) < 1e-12
    }
    let rows = try #require(json["rows"] as? [[String: Any]])
    let winner = try #require(json["winner"] as? [String: Any])
    #expect(rows.count == verification.rows.count)
    #expect(isClose(winner["measured_second"], verification.winner?.measured))
    for (row, expected) in zip(rows, verification.rows) {
      #expect(isClose(row["measured_second"], expected.measured))
      #expect(isClose(row["predicted_second"], expected.predicted.latency))
      #expect((row["interval_second"] as? [Double])?.count == 2)
      #expect(isClose(row["originally_predicted_second"], expected.originallyPredicted.latency))
      #expect(row["is_within_limit"] as? Bool == expected.isWithinLimit && row["round"] as? Int == expected.round)
    }
  }
}

/// Whether measuring here can verify a profile.
@Suite struct ProfileOfThisMachineTests {
  private func environment(_ change: (inout Environment) -> Void = { _ in }) -> Environment {
    var environment = Environment(
      processor: "Cortex-A72", cores: 4, hardwareThreads: 4, system: "Debian 12", kernel: "Linux 6.1",
      compiler: "Swift 6.3", build: "release", threads: 4, date: "2026-01-01T00:00:00Z")
    environment.instructionSets = ["neon"]
    change(&environment)
    return environment
  }

  private func compared(
    _ profiled: Environment?, runtime: Runtime = .fused, with now: Environment
  ) throws -> ProfileOfThisMachine {
    var profile = try HardwareProfile.load(
      file: SharedFiles.repository.appendingPathComponent("hardware-profiles/raspberry-pi-4.json").path)
    profile.environment = profiled
    for index in profile.latencyModels.indices { profile.latencyModels[index].runtime = runtime }
    return try ProfileOfThisMachine(DeviceLatency(profile, space: .wmt), environment: now)
  }

  @Test func aProfileOfThisMachineCanBeVerifiedHere() throws {
    let later = environment { $0.date = "2026-02-02T00:00:00Z" }
    let compared = try compared(environment(), with: later)
    #expect(compared.obstacle == nil && compared.changes.isEmpty)
  }

  @Test func anotherProcessorIsAnotherMachine() throws {
    let other = try compared(environment(), with: environment { $0.processor = "Xeon" })
    #expect(other.obstacle?.contains("processor: Cortex-A72 → Xeon") == true)
    let wider = try compared(environment(), with: environment { $0.instructionSets = ["neon", "sve"] })
    #expect(wider.obstacle?.contains("instruction_sets") == true)
    let fewer = try compared(environment(), with: environment { $0.threads = 2 })
    #expect(fewer.obstacle?.contains("threads: 4 → 2") == true)
  }

  /// A new kernel may change latencies; recalibration sees to that.
  @Test func anotherKernelIsAChangeOfTheSameMachine() throws {
    let updated = try compared(environment(), with: environment { $0.kernel = "Linux 6.2" })
    #expect(updated.obstacle == nil && updated.changes == ["kernel: Linux 6.1 → Linux 6.2"])
  }

  @Test func aProfileOfNoKnownMachineCannotBeVerified() throws {
    #expect(try compared(nil, with: environment()).obstacle?.contains("hatbench profile") == true)
    let foreign = try compared(environment(), runtime: .pytorchEager, with: environment())
    #expect(foreign.obstacle?.contains("pytorch-eager") == true)
  }
}
