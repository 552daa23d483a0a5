/// A ``Campaign`` at work: what is left, and when the reference last ran.
struct CampaignRun {
  private typealias Entry = CampaignSchedule.Entry

  /// What the protocol allows between two visits to the reference workload, in seconds.
  private static let longestReferenceInterval = 30.0

  private let campaign: Campaign
  private let store: MeasurementStore
  private let session: MeasurementSession
  private let clock: RawClock
  private let start: Double
  private let total: Int
  private var pending: [Entry]
  /// Samples so far by visit, those of earlier sessions included.
  private var attempts: [Entry: Int] = [:]
  private var order: Int
  private var references: Int
  /// When the reference last ran, and whether a sample has been taken since.
  private var lastReference = -Double.infinity
  private var owesReference = false
  private var times = VisitTimes()
  private var outcome: Campaign.Outcome

  /// Reads what `store` has.
  init(_ campaign: Campaign, store: MeasurementStore, session: MeasurementSession, clock: RawClock) throws {
    self.campaign = campaign
    self.store = store
    self.session = session
    self.clock = clock
    start = clock.now()
    let schedule = CampaignSchedule.entries(
      visits: campaign.items.map(\.visits), stage: campaign.stage, seed: campaign.seed)
    total = schedule.count
    let indices = Dictionary(uniqueKeysWithValues: campaign.items.enumerated().map { ($1.key, $0) })
    var made: Set<Entry> = []
    for attempt in try store.attempts(stage: campaign.stage) {
      guard let item = indices[attempt.key] else { continue }
      let entry = Entry(item: item, visit: attempt.visit)
      attempts[entry, default: 0] += 1
      if attempt.isUndisturbed || attempts[entry, default: 0] > campaign.replacementLimit { made.insert(entry) }
    }
    pending = schedule.filter { !made.contains($0) }
    order = try store.nextOrder()
    references = try store.referenceCount()
    outcome = Campaign.Outcome(
      ending: .finished, measured: 0, before: total - pending.count, remaining: pending.count, replaced: 0,
      disturbed: 0)
  }

  /// Makes the visits that are left.
  mutating func finish() throws -> Campaign.Outcome {
    if !pending.isEmpty, mayGoOn() { try visitReference() }
    var made = 0
    while made < pending.count, mayGoOn() {
      report(at: made)
      let before = clock.now()
      guard try visit(pending[made]) else { break }
      times.note(key(pending[made]), seconds: clock.now() - before)
      made += 1
    }
    if owesReference { try visitReference() }
    outcome.measured = made
    outcome.remaining = pending.count - made
    report(at: made, isEnd: true)
    return outcome
  }

  /// Whether another sample may begin; if not, the outcome tells why.
  private mutating func mayGoOn() -> Bool {
    if campaign.isInterrupted() {
      outcome.ending = .interrupted
    } else if let budget = campaign.budget, clock.now() - start >= budget {
      outcome.ending = .budgetUsed
    } else {
      return true
    }
    return false
  }

  /// Measures one visit, again if it was disturbed, with the reference after each sample when it is due.
  ///
  /// - Returns: Whether it has been made; not if the campaign has to stop before.
  private mutating func visit(_ entry: Entry) throws -> Bool {
    let workload = try campaign.items[entry.item].make()
    while true {
      let sample = campaign.sampler.sample(
        workload, key: key(entry), visit: entry.visit, order: order, session: session)
      try store.append(sample, stage: campaign.stage)
      order += 1
      owesReference = true
      attempts[entry, default: 0] += 1
      try visitReference(ifLaterThan: min(campaign.referenceInterval, Self.longestReferenceInterval))
      if sample.isUndisturbed { return true }
      guard attempts[entry, default: 0] <= campaign.replacementLimit else {
        outcome.disturbed += 1
        return true
      }
      guard mayGoOn() else { return false }
      outcome.replaced += 1
    }
  }

  private mutating func visitReference(ifLaterThan interval: Double = 0) throws {
    guard clock.now() - lastReference >= interval else { return }
    let sample = campaign.referenceSampler.sample(
      campaign.reference, key: "reference", visit: references, order: order, session: session)
    try store.appendReference(sample, stage: campaign.stage)
    references += 1
    owesReference = false
    lastReference = clock.now()
  }

  private func key(_ entry: Entry) -> String { campaign.items[entry.item].key }

  private func report(at made: Int, isEnd: Bool = false) {
    let rest = pending[made...]
    campaign.report(
      CampaignProgress(
        done: total - rest.count, total: total, elapsed: clock.now() - start,
        remaining: times.estimate(rest.lazy.map { key($0) }), key: isEnd ? nil : rest.first.map(key)))
  }
}
