/// Why hardware counters do not work, in one sentence that ends in what would help.
struct CounterAdvice {
  private let refusal: CounterRefusal?
  private let paranoia: Int?
  private let hypervisor: String?
  private let working: Set<CountedQuantity>

  init(_ machine: Machine, working: Set<CountedQuantity>) {
    refusal = machine.counterSource.refusal
    paranoia = machine.files.number("proc/sys/kernel/perf_event_paranoid")
    let processor = ProcessorDescription(machine.files)
    hypervisor = SystemDescription(machine.files, processorShowsHypervisor: processor.hasHypervisor).hypervisor
    self.working = working
  }

  /// Nil if everything that the protocol uses can be counted.
  var reason: String? {
    let missing = CountedQuantity.allCases.filter { $0.needsHardware && !working.contains($0) }
    let hardware = CountedQuantity.allCases.filter(\.needsHardware)
    guard !missing.isEmpty else { return nil }
    if missing.count == hardware.count { return noCounters }
    // Vector instructions only stand in for FLOPs; where these are counted, nobody misses them.
    if missing == [.vectorInstructions] { return nil }
    let names = missing.map { $0.rawValue.split(separator: "_").joined(separator: " ") }.joined(separator: ", ")
    let standIn = missing.contains(.flops) && working.contains(.vectorInstructions)
    return "this processor has no event for \(names) that can be added"
      + (standIn ? "; FLOPs are cross-checked with vector instructions" : "; nothing can be done about it")
  }

  private var noCounters: String {
    switch refusal {
    case .notPermitted:
      return "perf_event_paranoid is \(paranoia.map(String.init) ?? "not shown") and this user lacks CAP_PERFMON: run "
        + "'sudo sysctl kernel.perf_event_paranoid=1', or 'sudo setcap cap_perfmon+ep $(which hatbench)'"
    case .noSystemCall:
      return "the kernel or the container has no perf_event_open: run on the host, or give the container "
        + "'--cap-add PERFMON' and a seccomp profile that allows the call"
    case .noHardware where hypervisor != nil:
      return "a virtual machine without a performance monitoring unit: run on the host, or enable the virtual PMU "
        + "(QEMU: '-cpu host,pmu=on'; VMware: 'vpmc.enable = \"TRUE\"')"
    case .noHardware:
      return "the kernel has no driver for this processor's counters: look at 'dmesg | grep -i pmu', and update the "
        + "kernel"
    case .library(let problem):
      return "PAPI cannot be used (\(problem)): run 'papi_component_avail', and install the distribution's libpapi"
    case nil:
      return "PAPI knows no event of this processor: install a newer PAPI and libpfm4 (https://icl.utk.edu/papi)"
    }
  }
}
