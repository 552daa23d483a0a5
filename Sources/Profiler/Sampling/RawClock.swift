import Glibc

/// The clock that everything is timed by: it only goes forward, and nobody sets or slews it.
///
/// ```swift
/// let start = RawClock.system.now()
/// work()
/// let seconds = RawClock.system.now() - start
/// ```
/// It is a value, so that tests can bring a clock of their own.
public struct RawClock: Sendable {
  /// Seconds since a moment that stays the same while the program runs.
  public let now: @Sendable () -> Double
  /// The least time that two readings can differ by, in seconds.
  public let resolution: Double
  /// What a reading takes, in seconds.
  public let readingCost: Double

  /// Makes a clock that reads `now`.
  public init(resolution: Double, readingCost: Double, now: @escaping @Sendable () -> Double) {
    self.resolution = resolution
    self.readingCost = readingCost
    self.now = now
  }

  /// `CLOCK_MONOTONIC_RAW`, counted from its first use; its resolution and cost are measured then.
  public static let system: RawClock = {
    // Seconds since the machine started would spend digits on its age.
    let origin = nanoseconds()
    let steps = smallestStepAndCost()
    return RawClock(resolution: steps.smallest, readingCost: steps.cost) { Double(nanoseconds() - origin) * 1e-9 }
  }()

  private static func nanoseconds() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC_RAW, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// The smallest positive step between successive readings, but no less than the system claims, and the mean time of a
  /// reading.
  private static func smallestStepAndCost() -> (smallest: Double, cost: Double) {
    let readings = 10_000
    var claimed = timespec()
    clock_getres(CLOCK_MONOTONIC_RAW, &claimed)
    let start = nanoseconds()
    var last = start
    var smallest = Int64.max
    for _ in 0..<readings {
      let time = nanoseconds()
      if time > last { smallest = min(smallest, time - last) }
      last = time
    }
    let least = smallest == .max ? Int64(claimed.tv_nsec) : max(smallest, Int64(claimed.tv_nsec))
    return (Double(least) * 1e-9, Double(last - start) * 1e-9 / Double(readings))
  }
}
