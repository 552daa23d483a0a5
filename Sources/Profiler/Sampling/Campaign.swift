/// Measures many configurations, each several times, in random order, between visits to a reference workload.
///
/// ```swift
/// let campaign = Campaign(stage: "operators", items: items, reference: product, sampler: sampler, seed: 1)
/// let outcome = try campaign.run(into: store, session: session)
/// ```
/// What the store already has is not measured again, so a campaign that was killed goes on where it was; only the
/// sample in flight is lost. Random order keeps slow changes of the device from looking like differences between
/// configurations (rule 4 of the measuring protocol); the reference workload shows such changes for what they are
/// (``Drift``).
public struct Campaign {
  /// Part of the plan: samples of different stages are kept apart.
  public var stage: String
  /// What is measured.
  public var items: [Item]
  /// Measures the items.
  public var sampler: Sampler
  /// A fixed workload that depends on the device alone.
  public var reference: any Timeable
  /// Measures the reference.
  public var referenceSampler: Sampler
  /// Decides the order, with the stage.
  public var seed: UInt64
  /// After a sample the reference runs if it has not run for so many seconds, and for 30 s at most; 0 runs it after
  /// every sample.
  public var referenceInterval = 0.0
  /// A disturbed sample is measured again at most so often; the last attempt counts, however it went.
  public var replacementLimit = 2
  /// Seconds after which no further sample is begun; nil for no end.
  public var budget: Double?
  /// Whether to stop before the next sample.
  public var isInterrupted: () -> Bool = { false }
  /// Is told where the campaign stands, before each sample and at the end.
  public var report: (CampaignProgress) -> Void = { _ in }
  private let clock: RawClock

  /// A configuration to measure.
  public struct Item {
    /// The configuration's name: unique in its stage, the same whenever the plan is.
    public var key: String
    /// How often to visit it.
    public var visits: Int
    /// Makes it ready to be timed; what it returns is released after the visit.
    public var make: () throws -> any Timeable

    /// Makes an item.
    public init(key: String, visits: Int, make: @escaping () throws -> any Timeable) {
      self.key = key
      self.visits = visits
      self.make = make
    }
  }

  /// How a campaign ended.
  public struct Outcome: Hashable, Sendable {
    /// Why it ended.
    public enum Ending: Hashable, Sendable {
      /// Everything has been measured.
      case finished
      /// The budget is used up.
      case budgetUsed
      /// It was asked to stop.
      case interrupted
    }

    /// Why it ended.
    public var ending: Ending
    /// Visits made now, those made before, and those left to make.
    public var measured, before, remaining: Int
    /// Samples measured again because they were disturbed, and visits whose last attempt still was.
    public var replaced, disturbed: Int
  }

  /// Makes a campaign.
  ///
  /// - Parameters:
  ///   - stage: The name that samples are kept under.
  ///   - items: What to measure; keys are unique.
  ///   - reference: A fixed workload, ready to be timed.
  ///   - sampler: Measures the items; the reference, too, with ``SamplerSettings/reference``.
  ///   - seed: Decides the order, with the stage.
  ///   - clock: What the budget and the time between references are counted by.
  public init(
    stage: String, items: [Item], reference: any Timeable, sampler: Sampler, seed: UInt64, clock: RawClock = .system
  ) {
    precondition(Set(items.map(\.key)).count == items.count, "two items of stage '\(stage)' have the same key")
    self.stage = stage
    self.items = items
    self.reference = reference
    self.sampler = sampler
    self.seed = seed
    self.clock = clock
    referenceSampler = sampler
    referenceSampler.settings = .reference
  }

  /// Makes every visit that `store` does not have.
  ///
  /// - Returns: How it ended; stopping early is not an error.
  /// - Throws: What making an item throws, or the store; what was measured before is in the store.
  public func run(into store: MeasurementStore, session: MeasurementSession) throws -> Outcome {
    var run = try CampaignRun(self, store: store, session: session, clock: clock)
    return try run.finish()
  }
}
