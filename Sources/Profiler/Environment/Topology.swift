import CHwloc
import Hardware

/// Where a machine's cores, memories and caches are, from hwloc.
///
/// hwloc's figure for the size of memory is not used: in virtual machines it can be wrong by half.
public struct Topology: Codable, Hashable, Sendable {
  /// A physical core.
  public struct Core: Codable, Hashable, Sendable {
    /// The system's numbers of its hardware threads, ascending.
    public var processors: [Int]
    /// The NUMA node whose memory is nearest.
    public var numaNode: Int

    enum CodingKeys: String, CodingKey {
      case processors
      case numaNode = "numa_node"
    }

    /// Describes a core.
    public init(processors: [Int], numaNode: Int) {
      self.processors = processors
      self.numaNode = numaNode
    }
  }

  /// Sockets and NUMA nodes.
  public var packages, numaNodes: Int
  /// The cores of the whole machine.
  public var cores: [Core]
  /// The data caches, nearest first.
  public var caches: [Environment.Cache]
  /// The topology as hwloc exports it, for those who want more than this; empty if it was not kept.
  public var xml = ""

  enum CodingKeys: String, CodingKey {
    case packages, cores, caches
    case numaNodes = "numa_nodes"
  }

  /// This machine's.
  public static func current() throws(MachineError) -> Topology { try Topology(HwlocTopology()) }

  /// The one in hwloc's `xml`, which must be as hwloc wrote it: a changed letter can end the process within hwloc. Files
  /// that come from others are therefore never read by it.
  init(xml: String) throws(MachineError) { try self.init(HwlocTopology(xml: xml)) }

  private init(_ topology: borrowing HwlocTopology) throws(MachineError) {
    // Where the system hides which threads share a core, each counts as one.
    let type = topology.count(HWLOC_OBJ_CORE) > 0 ? HWLOC_OBJ_CORE : HWLOC_OBJ_PU
    cores = topology.map(type) {
      Core(
        processors: HwlocTopology.numbers($0.cpuset), numaNode: HwlocTopology.numbers($0.nodeset).first ?? 0)
    }
    packages = max(1, topology.count(HWLOC_OBJ_PACKAGE))
    numaNodes = max(1, topology.count(HWLOC_OBJ_NUMANODE))
    caches = topology.caches
    xml = topology.xml
    guard isPlausible else { throw .noTopology }
  }

  /// Whether the cores have hardware threads, each its own and with a number that Linux can have.
  var isPlausible: Bool {
    let processors = self.processors
    return !processors.isEmpty && Set(processors).count == processors.count
      && processors.allSatisfy { (0..<ProcessorList.most).contains($0) }
      && cores.allSatisfy { !$0.processors.isEmpty }
  }

  /// The hardware threads of the whole machine, ascending.
  public var processors: [Int] { cores.flatMap(\.processors).sorted() }
}
