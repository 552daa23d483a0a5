import CKernels
import CPAPI
import Glibc

/// The counters of this machine: PAPI's events, and the kernel's own under names that begin with `software::`.
///
/// PAPI offers no events at all where the processor shows none, not even the kernel's, which are therefore counted without
/// it. Sets are never multiplexed: what does not fit into one set is counted in another run, so that every count is of
/// the whole time.
struct LiveCounters: CounterSource {
  /// The library is one per process.
  static let shared = LiveCounters()

  /// Nil, or why the library cannot be used.
  private let libraryProblem: String?

  private init() {
    // The library must neither print nor stop the program: a machine without counters is an ordinary one.
    let version = PAPI_library_init(hatbench_papi_version())
    guard version == hatbench_papi_version() else {
      libraryProblem = version < 0 ? Self.words(for: version) : "its version is not its headers'"
      return
    }
    PAPI_set_debug(PAPI_QUIET)
    let status = PAPI_thread_init { UInt(pthread_self()) }
    libraryProblem = status == PAPI_OK ? nil : Self.words(for: status)
  }

  /// What the library says of an error; it has no words for some.
  private static func words(for status: Int32) -> String {
    let text: UnsafeMutablePointer<CChar>? = PAPI_strerror(status)
    return text.map { String(cString: $0) } ?? "error \(status)"
  }

  var refusal: CounterRefusal? {
    guard let error = KernelEvent.cycles.refusal else { return libraryProblem.map { .library($0) } }
    switch error {
    case EACCES, EPERM: return .notPermitted
    case ENOSYS: return .noSystemCall
    default: return .noHardware
    }
  }

  func accepts(_ events: [String]) -> Bool {
    let kernelEvents = events.compactMap { KernelEvent.software[$0] }
    if !kernelEvents.isEmpty {
      return kernelEvents.count == events.count && kernelEvents.allSatisfy { $0.refusal == nil }
    }
    guard libraryProblem == nil else { return false }
    // Some sets can be filled and then not be started.
    return withEventSet(events) { set, values in
      PAPI_start(set) == PAPI_OK && PAPI_stop(set, &values) == PAPI_OK
    } ?? false
  }

  func count(_ events: [String], during body: () -> Void) -> [EventCount]? {
    let kernelEvents = events.compactMap { KernelEvent.software[$0] }
    if !kernelEvents.isEmpty { return KernelEvent.count(kernelEvents, during: body) }
    let counted = libraryProblem == nil ? withEventSet(events) { countOnce($0, &$1, during: body) } : nil
    guard let counted else {
      body()
      return nil
    }
    return counted.map { $0.map { EventCount(value: Double($0)) } }
  }

  private func countOnce(_ set: Int32, _ values: inout [Int64], during body: () -> Void) -> [Int64]? {
    let hasStarted = PAPI_start(set) == PAPI_OK
    body()
    return hasStarted && PAPI_stop(set, &values) == PAPI_OK ? values : nil
  }

  /// Calls `use` with a set of `events` and room for their values; nil if they cannot all be added.
  private func withEventSet<Result>(_ events: [String], _ use: (Int32, inout [Int64]) -> Result) -> Result? {
    var set = hatbench_papi_no_events()
    guard PAPI_create_eventset(&set) == PAPI_OK else { return nil }
    defer {
      PAPI_cleanup_eventset(set)
      PAPI_destroy_eventset(&set)
    }
    guard events.allSatisfy({ PAPI_add_named_event(set, $0) == PAPI_OK }) else { return nil }
    var values = [Int64](repeating: 0, count: events.count)
    return use(set, &values)
  }
}

/// An event that the kernel itself counts.
private struct KernelEvent {
  var type, number: Int
  /// Counting in the kernel takes a privilege on most systems; what happens only there cannot do without.
  var isUserOnly = true

  /// The event whose absence tells that there are no hardware counters.
  static let cycles = KernelEvent(type: 0, number: 0)

  /// The kernel's own, by our names: `PERF_TYPE_SOFTWARE` in `linux/perf_event.h`.
  static let software = [
    "software::task-clock": KernelEvent(type: 1, number: 1),
    "software::page-faults": KernelEvent(type: 1, number: 2),
    "software::context-switches": KernelEvent(type: 1, number: 3, isUserOnly: false),
    "software::cpu-migrations": KernelEvent(type: 1, number: 4, isUserOnly: false),
  ]

  /// The error with which the system refuses the event; nil if it does not.
  var refusal: Int32? {
    let descriptor = open()
    guard descriptor >= 0 else { return -descriptor }
    close(descriptor)
    return nil
  }

  private func open() -> Int32 { ck_open_event(UInt32(type), UInt64(number), isUserOnly) }

  static func count(_ events: [KernelEvent], during body: () -> Void) -> [EventCount]? {
    let descriptors = events.map { $0.open() }
    defer { for descriptor in descriptors where descriptor >= 0 { close(descriptor) } }
    let first = descriptors.map { ck_read_event($0) }
    body()
    let last = descriptors.map { ck_read_event($0) }
    guard zip(first, last).allSatisfy({ $0.is_valid && $1.is_valid }) else { return nil }
    return zip(first, last).map { before, after in
      let (enabled, running) = (Double(after.enabled &- before.enabled), Double(after.running &- before.running))
      let share = enabled > 0 ? running / enabled : 1
      return EventCount(value: Double(after.value &- before.value) / share, runningShare: share)
    }
  }
}
