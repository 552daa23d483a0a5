import Glibc

/// Reads what the system does to this process around each sample, from files that stay open.
///
/// A pair of readings takes some tens of microseconds on a small machine; nothing is allocated that grows. What the
/// system does not show stays as an empty ``GuardReading`` has it.
public final class SystemGuards: Guarding {
  private let processors: Set<Int>
  private let statistics: OpenFile
  private let load: OpenFile
  private let throttle: OpenFile
  private let zones: [OpenFile]
  private var start: Moment

  /// Guards on `machine`, watching the processors that this process may use.
  public init(_ machine: Machine) {
    let root = machine.files.root
    processors = Set(machine.allowedProcessors)
    // The processors' lines come first; what follows them is not needed.
    let lines = (machine.topology.processors.last ?? 0) + 2
    statistics = OpenFile("\(root)/proc/stat", capacity: 160 * lines)
    load = OpenFile("\(root)/proc/loadavg", capacity: 128)
    throttle = OpenFile("\(root)/\(ThrottleWord.path)", capacity: 32)
    zones = Heat.zones(machine.files).map { OpenFile("\(root)/\($0.temperaturePath)", capacity: 32) }
    start = Moment()
  }

  /// Starts watching.
  public func begin() { start = moment() }

  /// What happened since ``begin()``.
  public func end() -> GuardReading {
    let now = moment()
    var reading = GuardReading()
    reading.majorFaults = now.usage.ru_majflt - start.usage.ru_majflt
    reading.minorFaults = now.usage.ru_minflt - start.usage.ru_minflt
    reading.voluntarySwitches = now.usage.ru_nvcsw - start.usage.ru_nvcsw
    reading.involuntarySwitches = now.usage.ru_nivcsw - start.usage.ru_nivcsw
    if let before = start.times, let after = now.times {
      reading.steal = max(0, after.stolen - before.stolen)
      reading.others = max(0, after.busy - before.busy - (now.ownTime - start.ownTime))
    }
    reading.runnable = runnable
    if let before = start.throttle, let after = now.throttle { reading.throttleBits = before.raised(until: after) }
    reading.temperature = zones.compactMap { $0.text().flatMap(Heat.celsius) }.max()
    return reading
  }

  /// What is compared.
  private struct Moment {
    var usage = rusage()
    var times: ProcessorTimes?
    var throttle: ThrottleWord?

    /// Seconds of processor time of this process.
    var ownTime: Double {
      [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) * 1e-6 }
    }
  }

  private func moment() -> Moment {
    var moment = Moment()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &moment.usage)
    moment.times = statistics.bytes { ProcessorTimes($0, processors: processors) }
    moment.throttle = throttle.text().flatMap { ThrottleWord($0) }
    return moment
  }

  /// The fourth word of `0.71 0.56 0.85 5/138 28969` says how many threads run or could.
  private var runnable: Int? {
    guard let words = load.text()?.split(separator: " "), words.count > 3 else { return nil }
    return words[3].split(separator: "/").first.flatMap { Int($0) }
  }
}

/// A file that is read again and again from its beginning, up to a capacity.
private final class OpenFile {
  /// Negative if the file could not be opened.
  private let descriptor: Int32
  private let buffer: UnsafeMutableRawBufferPointer

  init(_ path: String, capacity: Int) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC)
    buffer = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit {
    buffer.deallocate()
    if descriptor >= 0 { close(descriptor) }
  }

  /// What `read` makes of the bytes; nil if there are none.
  func bytes<Result>(_ read: (UnsafeRawBufferPointer) -> Result) -> Result? {
    let count = descriptor >= 0 ? pread(descriptor, buffer.baseAddress, buffer.count, 0) : -1
    return count > 0 ? read(UnsafeRawBufferPointer(rebasing: buffer[..<count])) : nil
  }

  /// The text up to the end of the first line.
  func text() -> String? {
    bytes { String(decoding: $0.prefix { $0 > UInt8(ascii: "\n") }, as: UTF8.self) }
  }
}
