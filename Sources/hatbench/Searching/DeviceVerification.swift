import CostModel
import Files
import Foundation
import HATSearch
import Hardware
import Profiler
import Quantities
import TransformerIR

/// `search --verify`: measures the designs of each round on this machine and keeps every sample.
///
/// What is told of a design is what `compare --live` holds predictions against: encoder and decoder together, without a
/// search's bookkeeping, as visits are in the mean. A machine that other programs share can be half as fast for some seconds,
/// which says nothing of a design. So each visit is divided by how much longer the reference workload takes around it than
/// when the machine was profiled: latencies are those of the state that the profile describes.
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
  /// The time of the reference workload when the machine was profiled; nil if it is not known.
  private let reference: Seconds?
  /// What the designs were timed at, whatever the machine's state was; and that state at each visit.
  private var timed: [SubTransformer: Seconds] = [:]
  private var ratios: [Double] = []
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
    var latencies, timed: [Seconds]
    var ratios: [Double]

    enum CodingKeys: String, CodingKey {
      case designs
      case latencies = "latency_second"
      case timed = "timed_second"
      case ratios = "state_ratios"
    }
  }

  /// Opens the store of a verification.
  ///
  /// - Parameters:
  ///   - bench: Set up without a search's bookkeeping, under the runtime and with the threads of the profile's model.
  ///   - evaluated: What there is to choose from: the same as is verified.
  ///   - profile: The profile's name.
  ///   - reference: The reference workload's time when the profile was made.
  ///   - visits: How often to come back to each design.
  ///   - seed: Decides the order of visits.
  ///   - store: Where samples are kept, and whether beyond this command.
  ///   - line: Where progress is shown.
  /// - Throws: `ProfilerError` if the store exists and `resuming` is not set, or has another plan, or is of another machine.
  init(
    _ bench: Bench, evaluated: [EvaluatedDesign], of problem: SearchProblem, settings: Verification.Settings,
    profile: String, reference: LatencyModel.ReferenceTime? = nil, visits: Int, seed: UInt64, store path: String,
    isKept: Bool, resuming: Bool, line: ProgressLine
  ) throws {
    precondition(!bench.setting.includesSearch, "predictions are of translations without a search's bookkeeping")
    self.bench = bench
    self.isKept = isKept
    self.reference = reference.flatMap { $0.name == bench.referenceName && $0.time.value > 0 ? $0.time : nil }
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
    if let told = try store.fact(stage, as: Told.self), told.designs == names { return note(told, of: designs) }
    try visit(items, stage: stage)
    let told = try told(of: items, stage: stage)
    try store.setFact(stage, told)
    return note(told, of: designs)
  }

  private mutating func note(_ told: Told, of designs: [SubTransformer]) -> [Seconds] {
    for (design, time) in zip(designs, told.timed) { timed[design] = time }
    ratios += told.ratios
    return told.latencies
  }

  /// What the clock said.
  var reading: DeviceReading {
    DeviceReading(timed: timed, stateRatio: ratios.isEmpty ? nil : KeySummary.typical(ratios))
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

  private func told(of items: [NamedDesign], stage: String) throws -> Told {
    let series = try reference.map { ReferenceSeries(try store.references(), relativeTo: $0) }
    let samples = Dictionary(grouping: try store.samples(stage: stage), by: \.key)
    var told = Told(designs: items.map(\.name), latencies: [], timed: [], ratios: [])
    for item in items {
      let own = (samples[item.name] ?? []).filter { !$0.timings.isEmpty }
      guard !own.isEmpty else {
        throw CleanMessage(
          "no visit to the design \(item.design) gave a time: ask 'hatbench doctor' what is wrong with this machine")
      }
      let medians = own.map { $0.totals.median }
      // A session begins with a reference.
      let ratios = series.map { series in own.map { series.ratio(around: $0) ?? 1 } } ?? []
      told.timed.append(Seconds(KeySummary.typical(medians)))
      told.ratios += ratios
      told.latencies.append(
        series == nil
          ? told.timed[told.timed.count - 1] : Seconds(KeySummary.typical(zip(medians, ratios).map { $0 / $1 })))
    }
    return told
  }
}

/// What a clock said while designs were verified, whatever the machine's state was.
struct DeviceReading {
  /// The time of each measured design.
  var timed: [SubTransformer: Seconds]
  /// How many times longer the reference workload took than when the device was profiled; nil if that is not known.
  var stateRatio: Double?
}
