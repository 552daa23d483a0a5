import Quantities

/// What `/proc/meminfo` says.
struct MemoryState: Hashable, Sendable {
  /// Main memory, what of it programs may still take, and what lies in swap.
  var total, available, swapUsed: ByteCount?

  init(_ files: SystemFiles) {
    let facts: [Substring: Int] = files.lines("proc/meminfo").reduce(into: [:]) { facts, line in
      let words = line.split { $0 == " " || $0 == ":" }
      guard words.count >= 2, let kibibytes = Int(words[1]), (0..<(1 << 50)).contains(kibibytes) else { return }
      facts[words[0]] = kibibytes * 1024
    }
    total = facts["MemTotal"].map { ByteCount($0) }
    available = facts["MemAvailable"].map { ByteCount($0) }
    if let swap = facts["SwapTotal"], let free = facts["SwapFree"] { swapUsed = ByteCount(max(0, swap - free)) }
  }
}
