/// What answers for the counters: this machine's PAPI and kernel, or a recording of another machine's.
public protocol CounterSource: Sendable {
  /// Why the system refuses hardware counters altogether; nil if it does not.
  var refusal: CounterRefusal? { get }

  /// Whether all of `events` can be added to one set, at the same time.
  ///
  /// Being listed means nothing: on some Raspberry Pis, events are listed that cannot be added.
  func accepts(_ events: [String]) -> Bool

  /// Counts `events`, which it accepts together, while `body` runs on the calling thread.
  ///
  /// - Returns: A count for each event; nil if counting could not be started or stopped. `body` has run in any case.
  func count(_ events: [String], during body: () -> Void) -> [EventCount]?
}

/// What one event came to.
public struct EventCount: Codable, Hashable, Sendable {
  /// The count, scaled up if the event was counted for only a part of the time.
  public var value: Double
  /// The share of the time that it was counted, 1 unless it had to share the hardware with others.
  public var runningShare: Double

  enum CodingKeys: String, CodingKey {
    case value
    case runningShare = "running_share"
  }

  /// Makes a count.
  public init(value: Double, runningShare: Double = 1) {
    self.value = value
    self.runningShare = runningShare
  }
}

/// Why a system refuses hardware counters.
public enum CounterRefusal: Codable, Hashable, Sendable {
  /// There is no performance monitoring unit to be seen.
  case noHardware
  /// This user may not.
  case notPermitted
  /// The kernel, or the container around this process, has no such call.
  case noSystemCall
  /// Events of the kernel's own naming work, but PAPI cannot be used.
  case library(String)
}
