import Quantities

/// The conditions under which a device was measured: what must be the same for two measurements to be comparable.
///
/// What could not be found out is nil, never a guess.
public struct Environment: Codable, Hashable, Sendable {
  /// The processor's product name.
  public var processor: String
  /// What tells revisions of a processor apart: `family 26, model 2, stepping 1`, or Arm's implementer and part.
  public var stepping: String?
  /// The microcode's version.
  public var microcode: String?
  /// Vector instruction sets that kernels may choose from, newest last: `sse4_2`, `avx2`, `avx512f`, `neon`.
  public var instructionSets: [String]
  /// Sockets, NUMA nodes, physical cores and hardware threads of the whole machine.
  public var packages, numaNodes, cores, hardwareThreads: Int
  /// The kinds of core of a hybrid processor, fastest first; one kind on any other.
  public var coreKinds: [CoreKind]
  /// The caches, nearest first.
  public var caches: [Cache]
  /// Main memory, by the system's count.
  public var memory: ByteCount?
  /// The topology as hwloc exports it; empty if it was not kept.
  public var topologyXML: String
  /// The operating system and its kernel.
  public var system, kernel: String
  /// The hypervisor's name, or `yes` if only its presence shows; nil on bare metal.
  public var hypervisor: String?
  /// The frequency governor of the cores in use.
  public var governor: String?
  /// Hertz now, and at most.
  public var frequency, frequencyLimit: Double?
  /// Whether two hardware threads share a core.
  public var isMultithreaded: Bool?
  /// The setting of transparent huge pages.
  public var hugePages: String?
  /// Processors' worth of time that the control group allows.
  public var processorQuota: Double?
  /// Memory that the control group allows.
  public var memoryLimit: ByteCount?
  /// The matrix library, its version, and the kernel that it chose for this processor.
  public var matrixLibrary, matrixKernel: String?
  /// What `OPENBLAS_CORETYPE` pins the matrix library to; nil if it is free to choose.
  public var pinnedMatrixKernel: String?
  /// The compiler, and `release` or `debug`.
  public var compiler, build: String
  /// Worker threads.
  public var threads: Int
  /// The core that each thread is bound to; empty if they are not bound.
  public var boundCores: [Int]
  /// Degrees Celsius by thermal zone.
  public var temperatures: [String: Double]
  /// A Raspberry Pi's throttle word, as its firmware gives it.
  public var throttleWord: Int?
  /// Load averages over 1, 5 and 15 minutes when measuring began.
  public var load: [Double]
  /// The share of processor time that other virtual machines took, in percent.
  public var stealPercent: Double?
  /// Hardware counters that work here.
  public var counters: [String]
  /// Why there are none or fewer than usual, and what would help.
  public var countersReason: String?
  /// How energy is read; nil if it cannot be.
  public var energySource: String?
  /// When, in ISO 8601.
  public var date: String

  enum CodingKeys: String, CodingKey {
    case processor, stepping, microcode, packages, cores, caches, system, kernel, hypervisor, governor, compiler, build
    case threads, counters, date
    case instructionSets = "instruction_sets"
    case numaNodes = "numa_nodes"
    case hardwareThreads = "hardware_threads"
    case coreKinds = "core_kinds"
    case memory = "memory_byte"
    case topologyXML = "topology_xml"
    case frequency = "frequency_hertz"
    case frequencyLimit = "frequency_limit_hertz"
    case isMultithreaded = "is_multithreaded"
    case hugePages = "huge_pages"
    case processorQuota = "processor_quota"
    case memoryLimit = "memory_limit_byte"
    case matrixLibrary = "matrix_library"
    case matrixKernel = "matrix_kernel"
    case pinnedMatrixKernel = "pinned_matrix_kernel"
    case boundCores = "bound_cores"
    case temperatures = "temperatures_celsius"
    case throttleWord = "throttle_word"
    case load = "load_average"
    case stealPercent = "steal_percent"
    case countersReason = "counters_reason"
    case energySource = "energy_source"
  }

  /// Describes conditions; what is not given is not known.
  public init(
    processor: String, packages: Int = 1, numaNodes: Int = 1, cores: Int, hardwareThreads: Int, system: String,
    kernel: String, compiler: String, build: String, threads: Int, date: String
  ) {
    self.processor = processor
    self.packages = packages
    self.numaNodes = numaNodes
    self.cores = cores
    self.hardwareThreads = hardwareThreads
    self.system = system
    self.kernel = kernel
    self.compiler = compiler
    self.build = build
    self.threads = threads
    self.date = date
    instructionSets = []
    coreKinds = []
    caches = []
    topologyXML = ""
    boundCores = []
    temperatures = [:]
    load = []
    counters = []
  }

  /// Cores of one kind.
  public struct CoreKind: Codable, Hashable, Sendable {
    /// What the system calls the kind, or its frequency.
    public var name: String
    /// How many cores are of it.
    public var cores: Int
    /// Hertz at most.
    public var frequencyLimit: Double?

    enum CodingKeys: String, CodingKey {
      case name, cores
      case frequencyLimit = "frequency_limit_hertz"
    }

    /// Describes a kind of core.
    public init(name: String, cores: Int, frequencyLimit: Double? = nil) {
      self.name = name
      self.cores = cores
      self.frequencyLimit = frequencyLimit
    }
  }

  /// A level of cache.
  public struct Cache: Codable, Hashable, Sendable {
    /// `l1d`, `l2`, `l3`.
    public var level: String
    /// What one of them holds.
    public var size: ByteCount
    /// How many of them there are, and how many physical cores share each.
    public var count, sharedByCores: Int
    /// Bytes of a line, and ways; nil where the system does not say.
    public var lineBytes, ways: Int?

    /// What `threads`, on a core each, can keep in those of this level that they reach.
    public func capacity(threads: Int) -> ByteCount {
      let sharers = max(1, sharedByCores)
      return size * Double(min(max(1, count), (threads + sharers - 1) / sharers))
    }

    enum CodingKeys: String, CodingKey {
      case level, count, ways
      case size = "size_byte"
      case sharedByCores = "shared_by_cores"
      case lineBytes = "line_byte"
    }

    /// Describes a level.
    public init(
      level: String, size: ByteCount, count: Int, sharedByCores: Int, lineBytes: Int? = nil, ways: Int? = nil
    ) {
      self.level = level
      self.size = size
      self.count = count
      self.sharedByCores = sharedByCores
      self.lineBytes = lineBytes
      self.ways = ways
    }
  }
}
