import Foundation
import Glibc

/// What others did to a machine's processors during a short time.
public struct Activity: Codable, Hashable, Sendable {
  /// Seconds watched.
  public var seconds: Double
  /// The share of the usable processors' time that other virtual machines took, in percent.
  public var stealPercent: Double
  /// Processors' worth of time that other processes took of the usable ones.
  public var others: Double
  /// The processes that took most.
  public var busiest: [BusyProcess]

  enum CodingKeys: String, CodingKey {
    case seconds, others, busiest
    case stealPercent = "steal_percent"
  }

  /// A process and its share.
  public struct BusyProcess: Codable, Hashable, Sendable {
    /// Its number.
    public var identifier: Int
    /// The name of its program.
    public var name: String
    /// Processors' worth of time that it took.
    public var processors: Double

    /// Describes a process.
    public init(identifier: Int, name: String, processors: Double) {
      self.identifier = identifier
      self.name = name
      self.processors = processors
    }
  }

  /// Describes what others did.
  public init(seconds: Double, stealPercent: Double, others: Double, busiest: [BusyProcess] = []) {
    self.seconds = seconds
    self.stealPercent = stealPercent
    self.others = others
    self.busiest = busiest
  }

  /// Watches the live system for some time, which must be many times the 10 ms in which it counts.
  ///
  /// - Returns: Nil if the system does not count.
  static func watch(_ processors: [Int], for seconds: Double) -> Activity? {
    // Not the machine's own files: a recording does not need them, and another user's processes are no one's business.
    let files = SystemFiles(root: "/")
    func look() -> Look? {
      files.text("proc/stat").map {
        Look(
          moment: now(CLOCK_MONOTONIC), own: now(CLOCK_PROCESS_CPUTIME_ID),
          times: Array($0.utf8).withUnsafeBytes { ProcessorTimes($0, processors: Set(processors)) },
          processes: processTimes(files))
      }
    }
    guard let first = look() else { return nil }
    Thread.sleep(forTimeInterval: seconds)
    guard let last = look() else { return nil }
    let elapsed = last.moment - first.moment
    let busy = last.times.busy - first.times.busy - (last.own - first.own)
    let processes = last.processes.compactMap { identifier, process -> BusyProcess? in
      let share = (process.seconds - (first.processes[identifier]?.seconds ?? process.seconds)) / elapsed
      guard identifier != Int(getpid()), share >= leastShare else { return nil }
      return BusyProcess(identifier: identifier, name: process.name, processors: share)
    }
    return Activity(
      seconds: elapsed,
      stealPercent: 100 * (last.times.stolen - first.times.stolen) / (elapsed * Double(max(1, processors.count))),
      others: max(0, busy / elapsed), busiest: Array(processes.sorted { $0.processors > $1.processors }.prefix(3)))
  }

  /// A tenth of a processor: less is what any system does.
  private static let leastShare = 0.1

  private struct Look {
    var moment, own: Double
    var times: ProcessorTimes
    var processes: [Int: (name: String, seconds: Double)]
  }

  /// Processor time by process number, from `/proc/N/stat`: `N (name) state …`, user and system time in fields 14 and 15.
  private static func processTimes(_ files: SystemFiles) -> [Int: (name: String, seconds: Double)] {
    files.names(in: "proc", prefix: "").reduce(into: [:]) { times, folder in
      guard let identifier = Int(folder), let text = files.text("proc/\(folder)/stat"),
        let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"), open < close
      else { return }
      let fields = text[text.index(after: close)...].split(separator: " ")
      guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { return }
      times[identifier] = (
        String(text[text.index(after: open)..<close]), (user + system) * ProcessorTimes.resolution
      )
    }
  }

  private static func now(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
