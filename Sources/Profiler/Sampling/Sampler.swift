import Statistics

/// Measures one workload once: warms it up until its times are stable, then times it until the median is known well.
///
/// A *timing* is some runs in a row, enough of them that the clock's steps do not matter. Rules 1, 2, 3 and 9 of the
/// measuring protocol are kept here; the order of workloads and the reference workload are a ``Campaign``'s.
public struct Sampler {
  /// When to stop.
  public var settings: SamplerSettings
  private let clock: RawClock
  private let guards: any Guarding
  private let judge: (GuardReading, _ seconds: Double) -> [String]

  /// Makes a sampler.
  ///
  /// - Parameters:
  ///   - settings: When to stop.
  ///   - clock: The clock that limits obey; a workload's own times should come from it, too.
  ///   - guards: Watches the system while timings are taken.
  ///   - judge: Says what disturbed the timings, given what the system did in so many seconds; nothing if they are
  ///     sound.
  public init(
    settings: SamplerSettings = SamplerSettings(), clock: RawClock = .system, guards: any Guarding,
    judge: @escaping (GuardReading, _ seconds: Double) -> [String]
  ) {
    self.settings = settings
    self.clock = clock
    self.guards = guards
    self.judge = judge
  }

  /// Measures `workload`.
  ///
  /// - Parameters:
  ///   - workload: What to time.
  ///   - key: The configuration's name in the sample.
  ///   - visit: Which visit to it this is.
  ///   - order: The sample's position in run order.
  ///   - session: The session, whose start on the clock the sample's time counts from.
  public func sample(_ workload: any Timeable, key: String, visit: Int, order: Int, session: MeasurementSession)
    -> Sample
  {
    let firstCall = workload.run(1)
    precondition(
      firstCall.count == workload.parts.count, "'\(key)' has parts \(workload.parts) but \(firstCall.count) times")
    let warmUpEnd = clock.now() + settings.warmUpLimit
    var warmUps = 0
    let runs = runsPerTiming(workload, until: warmUpEnd, warmUps: &warmUps)
    warmUp(workload, runs: runs, until: warmUpEnd, warmUps: &warmUps)
    guards.begin()
    let began = clock.now()
    let timings = timings(workload, runs: runs)
    let seconds = clock.now() - began
    let reading = guards.end()
    return Sample(
      key: key, visit: visit, order: order, session: session.number, began: began - session.start,
      parts: workload.parts, firstCall: firstCall, warmUps: warmUps, runsPerTiming: runs, timings: timings,
      guards: reading, disturbances: judge(reading, seconds))
  }

  /// The least number of runs that a timing of them is long enough. Runs while searching are warm-ups.
  private func runsPerTiming(_ workload: any Timeable, until end: Double, warmUps: inout Int) -> Int {
    let least = max(settings.minimumTiming, settings.clockSteps * clock.resolution)
    // Beyond this a run takes no time at all, and there is nothing to wait for.
    let most = 1 << 30
    var runs = 1
    while true {
      let seconds = workload.run(runs).reduce(0, +)
      warmUps += runs
      guard seconds < least, runs < most, clock.now() < end else { return runs }
      // A tenth more, since later runs are faster than the first ones; at most ten times as many, since these may be
      // wild.
      let needed = seconds > 0 ? (1.1 * least / seconds * Double(runs)).rounded(.up) : .infinity
      runs = min(max(Int(min(needed, Double(10 * runs))), runs + 1), most)
    }
  }

  /// Runs until the median of a window of timings is as that of the window before, or until time is up.
  private func warmUp(_ workload: any Timeable, runs: Int, until end: Double, warmUps: inout Int) {
    var before: Double?
    while true {
      var window: [Double] = []
      while window.count < settings.warmUpWindow {
        guard clock.now() < end else { return }
        window.append(workload.run(runs).reduce(0, +))
        warmUps += runs
      }
      let median = window.median
      if let before, abs(median - before) <= settings.warmUpStability * before { return }
      before = median
    }
  }

  /// Seconds of one run by part, timing after timing, until the median's interval is narrow or a limit is reached.
  private func timings(_ workload: any Timeable, runs: Int) -> [[Double]] {
    let end = clock.now() + settings.timeLimit
    var timings: [[Double]] = []
    var totals: [Double] = []
    var nextTest = settings.minimumTimings
    while true {
      let times = workload.run(runs).map { $0 / Double(runs) }
      timings.append(times)
      totals.append(times.reduce(0, +))
      if totals.count >= settings.maximumTimings || (clock.now() >= end && totals.count >= settings.leastTimings) {
        return timings
      }
      if totals.count >= nextTest {
        if isPrecise(totals) { return timings }
        // Tests at a quarter more each time cost, in sum, as much as five of the last one.
        nextTest = max(totals.count + 1, totals.count * 5 / 4)
      }
    }
  }

  private func isPrecise(_ totals: [Double]) -> Bool {
    let interval = Bootstrap.medianInterval(of: totals, resamples: 200)
    return interval.upperBound - interval.lowerBound <= settings.precision * totals.median
  }
}
