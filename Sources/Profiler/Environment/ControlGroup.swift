import Quantities

/// What the control groups that a process is in allow it, whichever of the two versions the system has.
struct ControlGroup: Hashable, Sendable {
  /// Processors' worth of time; nil without a limit.
  var processorQuota: Double?
  /// Nil without a limit.
  var memoryLimit: ByteCount?

  /// The tightest limit of the group and all above it. In a container the group's path may be the host's, and then only
  /// the topmost folder exists: missing ones limit nothing.
  init(_ files: SystemFiles) {
    var (quotas, limits): ([Double], [Int]) = ([], [])
    for line in files.lines("proc/self/cgroup") {
      let fields = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard fields.count == 3 else { continue }
      let controllers = fields[1].split(separator: ",")
      for group in Self.groupAndAllAbove(fields[2]) {
        if controllers.isEmpty {
          quotas += [Self.quota(files.text("sys/fs/cgroup/\(group)cpu.max"))].compactMap { $0 }
          limits += [files.number("sys/fs/cgroup/\(group)memory.max")].compactMap { $0 }
        } else if controllers.contains("cpu") {
          let folder = "sys/fs/cgroup/\(files.exists("sys/fs/cgroup/cpu") ? "cpu" : String(fields[1]))/\(group)"
          let pair = ["quota", "period"].map { files.text("\(folder)cpu.cfs_\($0)_us") ?? "" }
          quotas += [Self.quota(pair.joined(separator: " "))].compactMap { $0 }
        } else if controllers.contains("memory") {
          limits += [files.number("sys/fs/cgroup/memory/\(group)memory.limit_in_bytes")].compactMap { $0 }
        }
      }
    }
    processorQuota = quotas.min()
    // Version 1 writes "no limit" as the largest multiple of a page.
    memoryLimit = limits.filter { $0 > 0 && $0 < 1 << 60 }.min().map { ByteCount($0) }
  }

  /// `/a/b` to `["", "a/", "a/b/"]`.
  private static func groupAndAllAbove(_ path: Substring) -> [String] {
    path.split(separator: "/").reduce(into: [""]) { paths, name in paths.append("\(paths[paths.count - 1])\(name)/") }
  }

  /// "50000 100000" to 0.5; nil for "max" and -1, which mean no limit.
  private static func quota(_ text: String?) -> Double? {
    let numbers = (text ?? "").split(separator: " ").map { Double($0) }
    guard numbers.count == 2, let quota = numbers[0], let period = numbers[1], quota > 0, period > 0, quota.isFinite
    else { return nil }
    return quota / period
  }
}
