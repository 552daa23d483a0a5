import Hardware

/// A machine as it shows itself: the one this program runs on, or a recording of any other.
///
/// ```swift
/// let machine = try Machine.current()
/// let environment = machine.environment(threads: 2)
/// ```
/// Whatever is read comes through the parts of this value, so that a recording, made with `hatbench doctor --record`,
/// goes through the same code as the machine itself.
public struct Machine: Sendable {
  /// The system's files.
  public let files: SystemFiles
  /// Cores, memories and caches.
  public let topology: Topology
  /// How the program was built, and the matrix library.
  public let program: ProgramFacts
  /// What others did a moment ago; nil where the system does not count.
  public let activity: Activity?
  /// What answers for the hardware counters.
  public let counterSource: any CounterSource
  /// The logical processors that this process may use, ascending.
  public let allowedProcessors: [Int]

  /// Puts a machine together.
  init(
    files: SystemFiles, topology: Topology, program: ProgramFacts, counterSource: any CounterSource,
    activity: (_ allowed: [Int]) -> Activity?
  ) {
    self.files = files
    self.topology = topology
    self.program = program
    self.counterSource = counterSource
    let listed = files.lines("proc/self/status").first { $0.hasPrefix("Cpus_allowed_list:") }
      .flatMap { ProcessorList.parse($0.drop { $0 != ":" }.dropFirst().trimmed) }
    let known = Set(topology.processors)
    let allowed = listed?.filter(known.contains) ?? []
    allowedProcessors = allowed.isEmpty ? topology.processors : allowed
    self.activity = activity(allowedProcessors)
  }

  /// The machine this program runs on.
  ///
  /// - Parameter watching: Seconds for which to look at what others do, at least 0.05 to see anything.
  /// - Throws: ``MachineError`` if hwloc finds no processors.
  public static func current(watching: Double = 0.2) throws(MachineError) -> Machine {
    Machine(
      files: SystemFiles(root: "/"), topology: try Topology.current(), program: .current,
      counterSource: LiveCounters.shared
    ) { Activity.watch($0, for: watching) }
  }

  /// The kinds of core.
  var coreKinds: CoreKinds { CoreKinds(files, processors: topology.processors) }

  /// Where threads go: one per physical core that this process may use.
  public var placement: ThreadPlacement {
    ThreadPlacement(topology: topology, allowed: allowedProcessors, kinds: coreKinds.kinds.map(\.processors))
  }

  /// The load averages over 1, 5 and 15 minutes; none if the system does not say.
  var load: [Double] {
    let words = (files.text("proc/loadavg") ?? "").split(separator: " ").prefix(3).compactMap { Double($0) }
    return words.count == 3 && words.allSatisfy { $0.isFinite && $0 >= 0 } ? words : []
  }

  /// The firmware's throttle word, on a Raspberry Pi.
  var throttleWord: ThrottleWord? { files.text(ThrottleWord.path).flatMap { ThrottleWord($0) } }

  /// What reads the package's energy, and whether this user may.
  var energy: EnergySource? { EnergySource(files) }
}
