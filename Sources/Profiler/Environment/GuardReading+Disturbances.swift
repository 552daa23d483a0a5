import Quantities

/// Which readings mean that a sample was disturbed. The limits let pass what costs a sample less than its noise.
extension GuardReading {
  /// A fiftieth of the sample's processor time: twice the precision that a median is asked for.
  static let toleratedShare = 0.02

  /// Time lost that the system's counters of hundredths of a second cannot tell from none, for each processor.
  static let countingError = ProcessorTimes.resolution

  /// Times a second and thread that a core is taken for a moment on a system at rest, by its own daemons.
  static let toleratedSwitchesPerSecond = 20.0
  /// And the few that any sample may meet, however short.
  static let toleratedSwitches = 2.0

  /// About what the kernel takes to hand out a page, in seconds; that of a Cortex-A72.
  static let minorFaultCost = 1e-6

  /// Why a sample with this reading is not to be trusted; empty if nothing disturbed it.
  ///
  /// Other programs disturb only with the time that found no idle processor: on a machine of two, one thread leaves one to
  /// them.
  ///
  /// - Parameters:
  ///   - duration: How long the sample took.
  ///   - threads: How many threads were at work in it.
  ///   - processors: How many logical processors the process may use; as many as threads if not given.
  public func disturbances(duration: Seconds, threads: Int, processors: Int? = nil) -> [String] {
    let threads = max(1, threads)
    let processors = max(threads, processors ?? threads)
    let work = duration.value * Double(threads)
    let toleratedTime = max(Self.toleratedShare * work, Self.countingError * Double(processors))
    let idleTime = duration.value * Double(processors - threads)
    let switchLimit = Self.toleratedSwitches + Self.toleratedSwitchesPerSecond * work
    let checks: [(Bool, String)] = [
      (steal > toleratedTime, "other virtual machines took \(Seconds(steal)) of processor time"),
      (others > idleTime + toleratedTime, "other processes took \(Seconds(others)) of processor time"),
      (Double(involuntarySwitches) > switchLimit, "its core was taken \(involuntarySwitches) times"),
      (majorFaults > 0, "\(majorFaults) page faults needed the disk"),
      (
        Double(minorFaults) * Self.minorFaultCost > Self.toleratedShare * work,
        "memory was touched for the first time (\(minorFaults) page faults)"
      ),
    ]
    return checks.filter(\.0).map(\.1) + throttling
  }

  /// Low bits held during the sample; high ones were newly set, so that the cause came and went meanwhile.
  private var throttling: [String] {
    let word = ThrottleWord(bits: throttleBits ?? 0)
    let reasons = ThrottleWord.meanings(word.now | word.sinceStart)
    return reasons.isEmpty ? [] : ["the firmware held the processor back: \(reasons.joined(separator: ", "))"]
  }
}
