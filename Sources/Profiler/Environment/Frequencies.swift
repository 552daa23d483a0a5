/// How fast the cores in use are clocked, and by whose rule. Nil where the system has no say, as in most virtual machines.
struct Frequencies: Hashable, Sendable {
  /// The governors of all cores in use, each once: `performance`.
  var governors: [String]
  /// Hertz of the first core in use: now, at most by hardware, and at most by the present setting.
  var now, limit, settingLimit: Double?

  init(_ files: SystemFiles, processors: [Int]) {
    let folders = processors.map { "sys/devices/system/cpu/cpu\($0)/cpufreq" }
    governors = Set(folders.compactMap { files.text("\($0)/scaling_governor") }).sorted()
    func hertz(_ name: String) -> Double? {
      folders.first.flatMap { files.hertz("\($0)/\(name)") }
    }
    now = hertz("scaling_cur_freq")
    limit = hertz("cpuinfo_max_freq")
    settingLimit = hertz("scaling_max_freq")
  }
}
