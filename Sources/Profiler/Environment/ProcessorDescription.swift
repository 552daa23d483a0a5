/// What `/proc/cpuinfo` says of the processor, on x86 and on Arm.
struct ProcessorDescription: Hashable, Sendable {
  var name: String
  var stepping: String?
  var microcode: String?
  var instructionSets: [String]
  /// Hertz now, by the system's estimate.
  var frequency: Double?
  /// Whether a hypervisor shows itself to the processor.
  var hasHypervisor: Bool

  init(_ files: SystemFiles) {
    let facts = Self.facts(files.lines("proc/cpuinfo"))
    let flags = Set((facts["flags"] ?? facts["Features"] ?? "").split(separator: " "))
    instructionSets = Self.sets.filter { flags.contains($0.flag) }.map(\.name)
    hasHypervisor = flags.contains("hypervisor")
    microcode = facts["microcode"]
    frequency = facts["cpu MHz"].flatMap { Double($0) }.flatMap { (1..<1e6).contains($0) ? $0 * 1e6 : nil }
    if let implementer = facts["CPU implementer"], let part = facts["CPU part"] {
      name =
        Self.armCores["\(implementer) \(part)"] ?? files.text("proc/device-tree/model") ?? "Arm \(implementer) \(part)"
      let revision = [("r", facts["CPU variant"]), ("p", facts["CPU revision"])].compactMap { letter, value in
        value.flatMap { $0.hasPrefix("0x") ? Int($0.dropFirst(2), radix: 16) : Int($0) }.map { "\(letter)\($0)" }
      }.joined()
      stepping = "implementer \(implementer), part \(part)" + (revision.isEmpty ? "" : ", \(revision)")
    } else {
      name = facts["model name"] ?? files.text("proc/device-tree/model") ?? "unknown"
      let parts = [("family", facts["cpu family"]), ("model", facts["model"]), ("stepping", facts["stepping"])]
        .compactMap { name, value in value.map { "\(name) \($0)" } }
      stepping = parts.isEmpty ? nil : parts.joined(separator: ", ")
    }
  }

  /// The first value of each key: the first processor speaks for all, also where they are of two makes.
  private static func facts(_ lines: [Substring]) -> [String: String] {
    lines.reduce(into: [:]) { facts, line in
      guard let colon = line.firstIndex(of: ":") else { return }
      let key = line[..<colon].trimmed
      if facts[key] == nil { facts[key] = line[line.index(after: colon)...].trimmed }
    }
  }

  /// The flags of vector instruction sets and our names for them, oldest first.
  private static let sets: [(flag: Substring, name: String)] = [
    ("sse2", "sse2"), ("sse4_2", "sse4_2"), ("avx", "avx"), ("fma", "fma"), ("avx2", "avx2"), ("avx512f", "avx512f"),
    ("avx512_vnni", "avx512_vnni"), ("avx512_bf16", "avx512_bf16"), ("amx_tile", "amx_tile"), ("neon", "neon"),
    ("asimd", "neon"), ("asimdhp", "neon_fp16"), ("asimddp", "neon_dotprod"), ("sve", "sve"), ("bf16", "neon_bf16"),
    ("sve2", "sve2"),
  ]

  /// Arm's own cores by implementer and part, from the Main ID Register of their reference manuals.
  private static let armCores = [
    "0x41 0xd03": "Cortex-A53", "0x41 0xd05": "Cortex-A55", "0x41 0xd07": "Cortex-A57", "0x41 0xd08": "Cortex-A72",
    "0x41 0xd09": "Cortex-A73", "0x41 0xd0a": "Cortex-A75", "0x41 0xd0b": "Cortex-A76", "0x41 0xd0c": "Neoverse-N1",
    "0x41 0xd0d": "Cortex-A77", "0x41 0xd40": "Neoverse-V1", "0x41 0xd41": "Cortex-A78", "0x41 0xd44": "Cortex-X1",
    "0x41 0xd46": "Cortex-A510", "0x41 0xd47": "Cortex-A710", "0x41 0xd49": "Neoverse-N2",
    "0x41 0xd4f": "Neoverse-V2",
  ]
}

extension Substring {
  /// The text without blanks and tabs around it.
  var trimmed: String {
    let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" }
    return String(drop(while: isBlank).reversed().drop(while: isBlank).reversed())
  }
}
