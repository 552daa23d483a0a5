import Hardware

/// The kinds of core of a hybrid processor.
struct CoreKinds: Hashable, Sendable {
  /// A kind, and the logical processors that are of it.
  struct Kind: Hashable, Sendable {
    var name: String
    var processors: [Int]
    /// Hertz at most.
    var frequencyLimit: Double?
  }

  /// Fastest first.
  var kinds: [Kind]

  /// Intel's hybrids list their kinds; on others each core has a capacity, of which 1024 is the most. All else has one
  /// kind: differing frequency limits alone are favoured cores of the same make.
  init(_ files: SystemFiles, processors: [Int]) {
    let listed = [("performance", "cpu_core"), ("efficiency", "cpu_atom")].compactMap { name, folder in
      files.text("sys/devices/\(folder)/cpus").flatMap { ProcessorList.parse($0) }.map { (name, $0) }
    }.filter { !$0.1.isEmpty }
    let capable = listed.count > 1 ? [] : Self.byCapacity(files, processors)
    let groups = listed.count > 1 ? listed : capable.count > 1 ? capable : [("all", processors)]
    kinds = groups.map { name, members in
      let limits = members.compactMap { files.hertz("sys/devices/system/cpu/cpu\($0)/cpufreq/cpuinfo_max_freq") }
      return Kind(name: name, processors: members, frequencyLimit: limits.max())
    }
  }

  /// Favoured cores of one make differ in capacity by less than this share.
  private static let capacityTolerance = 0.1

  /// The processors by capacity, the highest first; none if one has no capacity.
  private static func byCapacity(_ files: SystemFiles, _ processors: [Int]) -> [(name: String, processors: [Int])] {
    let known = processors.compactMap { processor in
      files.number("sys/devices/system/cpu/cpu\(processor)/cpu_capacity").map { (capacity: $0, processor: processor) }
    }
    guard known.count == processors.count else { return [] }
    var groups: [(highest: Int, processors: [Int])] = []
    for (capacity, processor) in known.sorted(by: { ($1.capacity, $0.processor) < ($0.capacity, $1.processor) }) {
      if let last = groups.last, Double(capacity) > Double(last.highest) * (1 - capacityTolerance) {
        groups[groups.count - 1].processors.append(processor)
      } else {
        groups.append((capacity, [processor]))
      }
    }
    return groups.map { ("capacity \($0.highest)", $0.processors) }
  }

  /// The kinds as a profile has them: counted in physical cores.
  func summary(_ topology: Topology) -> [Environment.CoreKind] {
    kinds.map { kind in
      let members = Set(kind.processors)
      let cores = topology.cores.count { !members.isDisjoint(with: $0.processors) }
      return Environment.CoreKind(name: kind.name, cores: cores, frequencyLimit: kind.frequencyLimit)
    }
  }
}
