/// What can be counted of a piece of work, and the events that count it.
///
/// The first event that works on a machine is taken. Names are PAPI's presets, which map to each processor's own events;
/// where a preset is missing for a processor whose event we know, the event follows by its name in libpfm4. Those that
/// begin with `software::` are the kernel's and need no hardware.
public enum CountedQuantity: String, CaseIterable, Hashable, Sendable {
  /// Single-precision arithmetic, two for a fused multiply-add.
  case flops
  /// Vector instructions, of any kind: all there is of arithmetic on a Cortex-A72.
  case vectorInstructions = "vector_instructions"
  /// Instructions, of any kind.
  case instructions
  /// Core cycles.
  case cycles
  /// Lines that the last level of cache did not hold.
  case lastCacheMisses = "last_cache_misses"
  /// Nanoseconds on a processor.
  case taskClock = "task_clock_nanosecond"
  /// Page faults of any kind.
  case pageFaults = "page_faults"
  /// Times that the thread left its processor.
  case contextSwitches = "context_switches"
  /// Times that it came back on another one.
  case migrations

  /// The events that count it, best first.
  ///
  /// - Parameter lastLevel: The name of the last level of cache.
  func events(lastLevel: String?) -> [String] {
    switch self {
    case .flops: ["PAPI_SP_OPS", "PAPI_FP_OPS"]
    case .vectorInstructions: ["PAPI_VEC_INS", "arm_ac72::ASE_SPEC", "arm_ac57::ASE_SPEC"]
    case .instructions: ["PAPI_TOT_INS", "perf::INSTRUCTIONS"]
    case .cycles: ["PAPI_TOT_CYC", "perf::CYCLES"]
    case .lastCacheMisses: [lastLevel == "l2" ? "PAPI_L2_TCM" : "PAPI_L3_TCM", "perf::CACHE-MISSES"]
    case .taskClock: ["software::task-clock"]
    case .pageFaults: ["software::page-faults"]
    case .contextSwitches: ["software::context-switches"]
    case .migrations: ["software::cpu-migrations"]
    }
  }

  /// Whether the processor counts it, rather than the kernel.
  public var needsHardware: Bool {
    switch self {
    case .flops, .vectorInstructions, .instructions, .cycles, .lastCacheMisses: true
    case .taskClock, .pageFaults, .contextSwitches, .migrations: false
    }
  }

  /// Every event that may be asked for, on any machine.
  static let allEvents = Set(allCases.flatMap { $0.events(lastLevel: "l2") + $0.events(lastLevel: "l3") }).sorted()
}
