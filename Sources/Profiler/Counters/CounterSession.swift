/// Which counters work on a machine, and counting with them.
///
/// ```swift
/// let session = CounterSession(machine)
/// let reading = session.count { multiply(a, b) }
/// print(reading.flops ?? "not counted", session.reason ?? "")
/// ```
/// Counting is apart from timing: it costs time itself, and what does not fit into the processor's counters at once is
/// counted in another run of the same work. Only the calling thread is counted, so count with a pool of one.
public struct CounterSession: Sendable {
  /// The event that counts each quantity that can be counted.
  public let events: [CountedQuantity: String]
  /// Why there are no hardware counters, or fewer than the protocol uses, and what would help; nil if all work.
  public let reason: String?

  /// Less than this share of the time is too little to scale a count up from.
  static let leastRunningShare = 0.8

  private let source: any CounterSource
  private let lineBytes: Int?
  private let groups: [[CountedQuantity]]

  /// Finds out what works on `machine` by adding events.
  public init(_ machine: Machine) {
    let source = machine.counterSource
    self.source = source
    let lastCache = machine.topology.caches.last
    lineBytes = lastCache?.lineBytes
    let events = CountedQuantity.allCases.reduce(into: [CountedQuantity: String]()) { events, quantity in
      events[quantity] = quantity.events(lastLevel: lastCache?.level).first { source.accepts([$0]) }
    }
    self.events = events
    groups = Self.groups(events, source)
    reason = CounterAdvice(machine, working: Set(events.keys)).reason
  }

  /// The events of the processor that work, sorted.
  public var hardwareEvents: [String] { events.filter(\.key.needsHardware).values.sorted() }

  /// Counts all it can of `body`, which runs once for each set of events that fit together, and once at least.
  public func count(_ body: () -> Void) -> CounterReading {
    var counts: [CountedQuantity: Double] = [:]
    if groups.isEmpty { body() }
    for group in groups {
      let counted = source.count(group.compactMap { events[$0] }, during: body) ?? []
      for (quantity, count) in zip(group, counted)
      where count.runningShare >= Self.leastRunningShare && count.value.isFinite {
        counts[quantity] = count.value
      }
    }
    return CounterReading(counts: counts, lineBytes: lineBytes)
  }

  /// As few sets as taking one event after the other gives; the kernel's are apart from the processor's.
  private static func groups(_ events: [CountedQuantity: String], _ source: any CounterSource) -> [[CountedQuantity]] {
    CountedQuantity.allCases.reduce(into: [[CountedQuantity]]()) { groups, quantity in
      guard let event = events[quantity] else { return }
      let last = groups.last ?? []
      if last.first?.needsHardware == quantity.needsHardware, source.accepts(last.compactMap { events[$0] } + [event]) {
        groups[groups.count - 1].append(quantity)
      } else {
        groups.append([quantity])
      }
    }
  }
}
