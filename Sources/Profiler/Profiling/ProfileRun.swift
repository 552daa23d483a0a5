import Files
import Hardware
import Quantities
import Statistics
import TransformerIR

/// Measures a device: its ceilings, then operators alone, then a few whole designs.
///
/// Every sample is in the store as it is taken; a run that was killed goes on with what is missing.
public struct ProfileRun {
  /// What is measured.
  public let plan: ProfilePlan
  private let bench: Bench
  private let ceilings: CeilingPlan
  private let operators: OperatorPlan
  private let designs: [NamedDesign]
  /// Whether to stop before the next sample.
  public var isInterrupted: () -> Bool = { Interruption.isRequested }
  /// When samples of a stage end.
  var settings: (ProfilePlan.Stage) -> SamplerSettings = \.settings
  /// Seconds between visits to the reference workload in a stage.
  var referenceInterval: (ProfilePlan.Stage) -> Double = \.referenceInterval
  /// Names the operators, among those measured, that are worth measuring again for what the latencies of the space
  /// depend on: the most important first, each once.
  public var worthMeasuringAgain: ([OperatorSample], MeasuredCeilings) -> [String] = { _, _ in [] }

  /// Plans to profile the device of `bench` within `budget`.
  /// - Throws: `TransformerIRError` if the space holds a design that cannot be built.
  public init(_ bench: Bench, budget: Seconds, seed: UInt64) throws(TransformerIRError) {
    try self.init(
      bench, budget: budget, seed: seed,
      ceilings: CeilingPlan(
        environment: bench.environment, depth: budget.value < Self.fullSweep ? .quick : .full))
  }

  /// Plans with other ceilings, and with so much memory for copies of operators' weights.
  init(
    _ bench: Bench, budget: Seconds, seed: UInt64, ceilings: CeilingPlan, memory: ByteCount? = nil
  ) throws(TransformerIRError) {
    self.bench = bench
    self.ceilings = ceilings
    var environment = bench.environment
    if let memory { environment.memory = memory }
    operators = OperatorPlan(try DistinctNode.all(of: bench.space, setting: bench.setting), on: environment)
    designs = NamedDesign.calibrating(ProfilePlan.designLimit, from: bench.space, seed: seed)
    plan = ProfilePlan(
      space: bench.space.name, runtime: bench.setting.runtime, threads: bench.threads, seed: seed, budget: budget,
      items: [
        .ceilings: ceilings.items.count, .operators: operators.entries.count, .designs: designs.count,
        .nodes: designs.count,
      ],
      fingerprint: Fingerprint.of(
        ceilings.items.map(\.key) + operators.entries.map(\.key) + bench.identity(of: designs)))
  }

  /// Budgets from here on, in seconds, allow for the fine sweep of working sets.
  private static let fullSweep = 1200.0
  /// A run that is this much slower than planned ends before its visits do.
  private static let overrun = 1.2
  /// So is a stage, lest those after it are starved.
  private static let stageOverrun = 1.5
  /// Further visits to operators may take this share of the budget: what the stages leave over, and as much again.
  private static let againShare = 0.2

  /// Measures what `store` lacks.
  ///
  /// - Parameter report: Is told the stage and where it stands.
  /// - Returns: Everything measured; nil if it was interrupted, and then `--resume` goes on.
  /// - Throws: ``ProfilerError`` if the store cannot be written; what an engine throws if memory does not suffice.
  public func run(
    into store: MeasurementStore, report: @escaping (ProfilePlan.Stage, CampaignProgress) -> Void
  ) throws -> ProfileMeasurements? {
    try store.requireSameMachine(bench.environment)
    let session = try store.beginSession(in: bench.environment)
    if try store.fact(Self.countedFact, as: [CountedOperator].self) == nil {
      try store.setFact(Self.countedFact, operators.count(with: bench.counters))
    }
    let end = RawClock.system.now() + Self.overrun * plan.budget
    for stage in ProfilePlan.Stage.allCases {
      // Every item is visited once, whatever it takes; further visits are what a budget can save.
      for visits in Set([1, plan.visits(stage)]).sorted() {
        var campaign = campaign(stage, items(of: stage, visits: visits), report)
        if visits > 1 {
          campaign.budget = max(0, min(end - RawClock.system.now(), Self.stageOverrun * stage.share * plan.budget))
        }
        guard try campaign.run(into: store, session: session).ending != .interrupted else { return nil }
      }
      guard stage == .operators else { continue }
      let last = min(end, RawClock.system.now() + Self.againShare * plan.budget)
      for items in try itemsAgain(in: store) {
        var again = campaign(stage, items, report)
        again.budget = max(last - RawClock.system.now(), 0)
        guard try again.run(into: store, session: session).ending != .interrupted else { return nil }
      }
    }
    return try measurements(in: store)
  }

  private func campaign(
    _ stage: ProfilePlan.Stage, _ items: [Campaign.Item],
    _ report: @escaping (ProfilePlan.Stage, CampaignProgress) -> Void
  ) -> Campaign {
    var campaign = Campaign(
      stage: stage.rawValue, items: items, reference: bench.reference, sampler: bench.sampler(settings(stage)),
      seed: plan.seed)
    campaign.referenceInterval = referenceInterval(stage)
    campaign.isInterrupted = isInterrupted
    campaign.report = { report(stage, $0) }
    return campaign
  }

  /// Further visits to operators that are worth it, in two campaigns: the more important half, then all, of which the
  /// first half has been visited. Within a campaign order stays random, as the protocol asks. Which ones is decided
  /// once, and kept.
  private func itemsAgain(in store: MeasurementStore) throws -> [[Campaign.Item]] {
    var names = try store.fact(Self.againFact, as: [String].self)
    if names == nil {
      let drift = Drift(references: try store.references())
      names = worthMeasuringAgain(
        operators.samples(try store.summaries(.operators, drift)),
        MeasuredCeilings(try store.summaries(.ceilings, drift)))
      try store.setFact(Self.againFact, names)
    }
    let ranked = names ?? []
    return Set([(ranked.count + 1) / 2, ranked.count]).sorted().map { count in
      let first = Set(ranked.prefix(count))
      var again = operators
      again.entries.removeAll { !first.contains($0.node.name) }
      return again.items(visits: plan.visits(.operators) + Self.visitsAgain, backend: bench.backend)
    }
  }

  /// Called so in stores of earlier versions, too.
  private static let againFact = "doubtful operators"
  private static let visitsAgain = 2

  private static let countedFact = "counted operators"

  private func items(of stage: ProfilePlan.Stage, visits: Int) -> [Campaign.Item] {
    switch stage {
    case .ceilings:
      ceilings.items.map { item in
        Campaign.Item(key: item.key, visits: visits) { item.make(on: bench.environment.boundCores) }
      }
    case .operators: operators.items(visits: visits, backend: bench.backend)
    case .designs: bench.items(designs, visits: visits)
    case .nodes: bench.nodeItems(designs, visits: visits)
    }
  }

  /// What the samples in `store` say.
  private func measurements(in store: MeasurementStore) throws -> ProfileMeasurements {
    let drift = Drift(references: try store.references())
    let ceilings = MeasuredCeilings(try store.summaries(.ceilings, drift))
    let samples = try store.samples()
    let whole = try store.samples(stage: ProfilePlan.Stage.designs.rawValue)
    let counted = try store.fact(Self.countedFact, as: [CountedOperator].self) ?? []
    let main = drift.mainSession
    let environments = try store.environments()
    let environment = main.flatMap { environments.indices.contains($0.number) ? environments[$0.number] : nil }
    let timed = operators.samples(try store.summaries(.operators, drift))
    return ProfileMeasurements(
      plan: plan, environment: environment ?? bench.environment, ceilings: ceilings, operators: timed,
      counted: counted, designs: try bench.designs(designs, store.summaries(.designs, drift)),
      nodes: try bench.nodes(designs, store.summaries(.nodes, drift)), drift: drift, regimes: drift.report(samples),
      noise: NoiseFloor(drift: drift, samples: whole),
      noiseOfMedians: NoiseFloor.ofMedians(drift: drift, samples: whole),
      reference: .init(
        name: bench.referenceName, time: main?.mainReference ?? .zero, interval: main?.interval ?? []),
      quarantined: samples.count { !drift.state(of: $0).isMain }, counterDifferences: counted.flatMap(\.differences),
      samples: samples.count, disturbed: samples.count { !$0.isUndisturbed }, sessions: drift.sessions.count,
      violations: CeilingGates(ceilings, environment: bench.environment).violations
        + OperatorGates(ceilings, timed, environment: bench.environment).violations)
  }
}

extension MeasurementStore {
  /// What the samples of `stage` say.
  fileprivate func summaries(_ stage: ProfilePlan.Stage, _ drift: Drift) throws -> [KeySummary] {
    KeySummary.all(try samples(stage: stage.rawValue), drift: drift)
  }
}

extension MeasuredCeilings {
  fileprivate init(_ summaries: [KeySummary]) {
    self.init(
      summaries: Dictionary(
        uniqueKeysWithValues: summaries.map { item in
          let total = item.summary.total
          return (item.key, (total.median.value, total.interval[0].value...total.interval[1].value))
        }))
  }
}

extension Bench {
  /// Designs with what their visits say; those without a usable visit are left out.
  public func designs(_ designs: [NamedDesign], _ summaries: [KeySummary]) throws -> [MeasuredDesign] {
    let byName = Dictionary(uniqueKeysWithValues: summaries.map { ($0.key, $0) })
    return try designs.compactMap { item in
      guard let summary = byName[item.name] else { return nil }
      return MeasuredDesign(name: item.name, workload: try workload(item.design), summary: summary)
    }
  }

  /// Where the time of designs goes; those without a usable visit are left out.
  public func nodes(_ designs: [NamedDesign], _ summaries: [KeySummary]) throws -> [MeasuredNodes] {
    let byName = Dictionary(uniqueKeysWithValues: summaries.map { ($0.key, $0) })
    return try designs.compactMap { item in
      guard let summary = byName[item.name] else { return nil }
      let times = zip(summary.summary.parts, summary.typical).compactMap { path, time in
        OperatorTotals.Group(path: path).map { ($0, time) }
      }
      return MeasuredNodes(
        name: item.name, workload: try workload(item.design), times: Dictionary(uniqueKeysWithValues: times))
    }
  }
}
