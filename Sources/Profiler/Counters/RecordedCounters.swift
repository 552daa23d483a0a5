/// The answers of another machine's counters, so that tests and `hatbench doctor --recorded` run the code that it would.
public struct RecordedCounters: CounterSource, Codable, Hashable {
  /// Why the system refuses hardware counters altogether; nil if it does not.
  public var refusal: CounterRefusal?
  /// How many events fit into one set.
  public var slots: Int
  /// What each event that can be added counted; an event that is listed but refused has no entry.
  public var counts: [String: EventCount]

  /// Makes answers.
  public init(refusal: CounterRefusal? = nil, slots: Int, counts: [String: EventCount]) {
    self.refusal = refusal
    self.slots = slots
    self.counts = counts
  }

  /// Asks `source` for each event there is, alone; what one counts by itself is no fact about the machine and is left 0.
  init(asking source: any CounterSource) {
    refusal = source.refusal
    let working = CountedQuantity.allEvents.filter { source.accepts([$0]) }
    counts = Dictionary(uniqueKeysWithValues: working.map { ($0, EventCount(value: 0)) })
    slots = (1...max(1, working.count)).last { source.accepts(Array(working.prefix($0))) } ?? 1
  }

  /// Whether all of `events` are among the answers and fit.
  public func accepts(_ events: [String]) -> Bool {
    events.count <= slots && events.allSatisfy { counts[$0] != nil }
  }

  /// Runs `body`, and answers what was recorded.
  public func count(_ events: [String], during body: () -> Void) -> [EventCount]? {
    body()
    return events.compactMap { counts[$0] }
  }
}
