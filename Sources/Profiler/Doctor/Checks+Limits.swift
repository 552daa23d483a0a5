import Quantities

/// What this process may use of the machine.
extension Checks {
  var limits: [Finding] { [quota, affinity, memory, swap, hugePages].compactMap { $0 } }

  /// With a quota below its threads, a process is stopped for a part of every tenth of a second.
  private var quota: Finding? {
    guard let quota = environment.processorQuota, quota < Double(machine.allowedProcessors.count) else { return nil }
    let found = "the control group allows \(Self.rounded(quota)) processors, for \(environment.threads) threads"
    guard quota < Double(environment.threads) else {
      return Finding(.informs, "processor quota", found: found, reason: "more threads than that would be stopped")
    }
    return Finding(
      .blocks, "processor quota", found: found, reason: "threads are stopped whenever it is used up",
      remedy: (quota >= 1 ? "use '--threads \(Int(quota))', or " : "") + "start the container without '--cpus'")
  }

  private var affinity: Finding? {
    guard machine.allowedProcessors.count < environment.hardwareThreads else { return nil }
    return Finding(
      .informs, "affinity",
      found: "this process may use \(machine.allowedProcessors.count) of \(environment.hardwareThreads) processors",
      reason: "the profile is of these alone")
  }

  /// Room for sweeping far beyond the caches and rotating through cold weights, in bytes: comfortable, and least.
  private static let (comfortableMemory, leastMemory) = (ByteCount(Double(1 << 30)), ByteCount(Double(256 << 20)))

  private var memory: Finding? {
    let available = [MemoryState(machine.files).available, environment.memoryLimit].compactMap { $0 }.min()
    guard let available, available < Self.comfortableMemory else { return nil }
    return Finding(
      available < Self.leastMemory ? .blocks : .warns, "memory",
      found: "\(Int(available.value / 1_048_576)) MiB of memory are available",
      reason: "the largest working sets would not fit, and be measured from the disk", remedy: "stop other programs")
  }

  /// Some pages of sleeping programs lie in swap on any machine; more means that memory was short.
  private static let swapLimit = ByteCount(Double(64 << 20))

  private var swap: Finding? {
    guard let used = MemoryState(machine.files).swapUsed, used > Self.swapLimit else { return nil }
    return Finding(
      .warns, "swap", found: "\(Int(used.value / 1_048_576)) MiB lie in swap",
      reason: "bringing them back disturbs measurements", remedy: "run 'sudo swapoff -a && sudo swapon -a'")
  }

  private var hugePages: Finding? {
    guard environment.hugePages == "never" else { return nil }
    return Finding(
      .informs, "huge pages", found: "transparent huge pages are off",
      reason: "large working sets also measure the cost of address translation",
      remedy: "run 'echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled' if programs in use have them")
  }
}
