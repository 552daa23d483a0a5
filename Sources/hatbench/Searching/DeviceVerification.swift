import CostModel
import Files
import Foundation
import HATSearch
import Profiler
import Quantities
import TransformerIR

/// `search --verify`: measures the designs of each round on this machine and keeps every sample.
///
/// What is told of a design is what `compare --live` holds predictions against: encoder and decoder together, without a
/// search's bookkeeping, as the visits in the device's main state are in the mean. A session's effect is not taken out: a
/// limit is kept or broken by what the device takes today, and the effect is just what recalibration learns.
///
/// A round that was finished is kept as a fact of the store, so that a killed run, going on, makes the same choices again
/// without measuring; the round in which it was killed goes on where it was.
struct DeviceVerification {
  /// Every sample so far.
  let store: MeasurementStore
  /// Whether to stop before the next sample.
  var isInterrupted: () -> Bool = { Interruption.isRequested }
  private let bench: Bench
  private let plan: Plan
  private let session: MeasurementSession
  private let isKept: Bool
  private let line: ProgressLine
  private var round = 0

  /// What makes two verifications the same: the choices that there were, how they are made, and how designs are measured.
  struct Plan: Codable {
    var command = "search --verify"
    var profile, space, constraint: String
    var limitSecond: Double?
    var visits: Int
    var seed: UInt64
    /// Of the settings only what decides the choices: who allows more rounds goes on with the same store.
    var designsPerRound: Int
    var designs: Int
    var fingerprint: String

    enum CodingKeys: String, CodingKey {
      case command, profile, space, constraint, visits, seed, designs, fingerprint
      case designsPerRound = "designs_per_round"
      case limitSecond = "limit_second"
    }

    init(
      _ evaluated: [EvaluatedDesign], of problem: SearchProblem, settings: Verification.Settings, profile: String,
      visits: Int, seed: UInt64, identity: [String]
    ) {
      self.profile = profile
      space = problem.space.name
      constraint = problem.constraint.rawValue
      limitSecond = problem.limit?.value
      self.visits = visits
      self.seed = seed
      designsPerRound = settings.designsPerRound
      designs = evaluated.count
      let known = evaluated.map { item in
        let times = [item.prediction.latency, item.prediction.interval.lowerBound, item.prediction.interval.upperBound]
        return "\(item.design.yaml) \(item.objective) \(times.map(\.value))"
      }
      // The order of the evaluated designs decides nothing.
      fingerprint = Fingerprint.of(known.sorted() + identity)
    }
  }

  /// What a finished round has told.
  private struct Told: Codable {
    var designs: [String]
    var latencies: [Seconds]

    enum CodingKeys: String, CodingKey {
      case designs
      case latencies = "latency_second"
    }
  }

  /// Opens the store of a verification.
  ///
  /// - Parameters:
  ///   - bench: Set up without a search's bookkeeping, under the runtime and with the threads of the profile's model.
  ///   - evaluated: What there is to choose from: the same as is verified.
  ///   - profile: The profile's name.
  ///   - visits: How often to come back to each design.
  ///   - seed: Decides the order of visits.
  ///   - store: Where samples are kept, and whether beyond this command.
  ///   - line: Where progress is shown.
  /// - Throws: `ProfilerError` if the store exists and `resuming` is not set, or has another plan, or is of another machine.
  init(
    _ bench: Bench, evaluated: [EvaluatedDesign], of problem: SearchProblem, settings: Verification.Settings,
    profile: String, visits: Int, seed: UInt64, store path: String, isKept: Bool, resuming: Bool, line: ProgressLine
  ) throws {
    precondition(!bench.setting.includesSearch, "predictions are of translations without a search's bookkeeping")
    self.bench = bench
    self.isKept = isKept
    self.line = line
    plan = Plan(
      evaluated, of: problem, settings: settings, profile: profile, visits: visits, seed: seed,
      identity: bench.identity(of: []))
    store = try MeasurementStore(at: path, plan: plan, resuming: resuming)
    try store.requireSameMachine(bench.environment)
    session = try store.beginSession(in: bench.environment)
  }

  /// Seconds of one translation for each of `designs`, in order: the measurement of the next round.
  ///
  /// - Throws: ``Interrupted``; `ProfilerError`; ``CleanMessage`` if no visit to a design gave a time.
  mutating func measure(_ designs: [SubTransformer]) throws -> [Seconds] {
    round += 1
    let stage = "verification round \(round)"
    let items = designs.map { NamedDesign(name: Fingerprint.of([$0.yaml]), design: $0) }
    let names = items.map(\.name)
    if let told = try store.fact(stage, as: Told.self), told.designs == names { return told.latencies }
    try visit(items, stage: stage)
    let latencies = try times(of: items, stage: stage)
    try store.setFact(stage, Told(designs: names, latencies: latencies))
    return latencies
  }

  /// How many times longer the reference workload takes than when `device` was profiled; nil if that is not known.
  func stateRatio(of device: DeviceLatency) throws -> Double? {
    device.stateRatio(in: Drift(references: try store.references()), on: bench)
  }

  /// Seconds between references: rounds are short, and this is often enough to know the machine's state in each.
  private static let referenceInterval = 0.25

  private func visit(_ items: [NamedDesign], stage: String) throws {
    var campaign = Campaign(
      stage: stage, items: bench.items(items, visits: plan.visits), reference: bench.reference,
      sampler: bench.sampler(.designs), seed: plan.seed)
    campaign.referenceInterval = Self.referenceInterval
    campaign.isInterrupted = isInterrupted
    campaign.report = { [line] progress in
      // A design's name in the store tells a reader nothing.
      var progress = progress
      progress.key = nil
      line.show(stage, progress)
    }
    let outcome = try campaign.run(into: store, session: session)
    line.end()
    guard outcome.ending == .finished else { throw Interrupted(store: isKept ? store.path : nil) }
  }

  private func times(of items: [NamedDesign], stage: String) throws -> [Seconds] {
    // All rounds' references together know the device's main state best.
    let drift = Drift(references: try store.references())
    let samples = Dictionary(grouping: try store.samples(stage: stage), by: \.key)
    return try items.map { item in
      let own = (samples[item.name] ?? []).filter { !$0.timings.isEmpty }
      guard !own.isEmpty else {
        throw CleanMessage(
          "no visit to the design \(item.design) gave a time: ask 'hatbench doctor' what is wrong with this machine")
      }
      // Without one visit in a state that is known, everything that was timed.
      return KeySummary(key: item.name, samples: own, drift: drift)?.typicalTotal
        ?? Seconds(KeySummary.typical(own.map { $0.totals.median }))
    }
  }
}
