import Quantities

/// Everything known about one device, as one readable file: what it is, what it could do, and what it was seen to do.
///
/// Knowledge as data: adding a device is adding a file. Keys carry units, numbers carry their ``Provenance``.
public struct HardwareProfile: Codable, Hashable, Sendable {
  /// The version of the file format that this code writes; it reads all up to it.
  public static let currentSchemaVersion = 2

  /// The version of the format that the profile was written in.
  public var schemaVersion: Int
  /// The name it is asked for by.
  public var name: String
  /// What the device is.
  public var device: Device
  /// The most that the device can do.
  public var ceilings: Ceilings
  /// How long Transformers take on it, one model per runtime and workload.
  public var latencyModels: [LatencyModel]
  /// The conditions it was measured under; nil for a profile made from others' measurements.
  public var environment: Environment?
  /// Ceilings as curves; nil unless they were measured.
  public var measuredCeilings: MeasuredCeilings?
  /// How far to trust the profile; nil unless it was measured.
  public var quality: Quality?
  /// What it draws from its supply; nil unless something is known.
  public var power: PowerDraw?

  enum CodingKeys: String, CodingKey {
    case schemaVersion = "schema_version"
    case name, device, ceilings, environment, quality, power
    case latencyModels = "latency_models"
    case measuredCeilings = "measured_ceilings"
  }

  /// Makes a profile in the current format.
  public init(
    name: String, device: Device, ceilings: Ceilings, latencyModels: [LatencyModel], environment: Environment? = nil,
    measuredCeilings: MeasuredCeilings? = nil, quality: Quality? = nil, power: PowerDraw? = nil
  ) {
    schemaVersion = Self.currentSchemaVersion
    self.environment = environment
    self.measuredCeilings = measuredCeilings
    self.quality = quality
    self.power = power
    self.name = name
    self.device = device
    self.ceilings = ceilings
    self.latencyModels = latencyModels
  }

  /// A grade with its reasons.
  public struct Quality: Codable, Hashable, Sendable {
    /// From A (trust it) to D (do not).
    public enum Grade: String, CaseIterable, Codable, Hashable, Sendable, Comparable {
      case a = "A"
      case b = "B"
      case c = "C"
      case d = "D"

      /// A better grade comes first.
      public static func < (left: Grade, right: Grade) -> Bool { left.rawValue < right.rawValue }
    }

    /// The grade.
    public var grade: Grade
    /// Everything that lowered it, and what was well; one sentence each.
    public var reasons: [String]

    /// Makes a grade.
    public init(grade: Grade, reasons: [String]) {
      self.grade = grade
      self.reasons = reasons
    }
  }

  /// What a device is.
  public struct Device: Codable, Hashable, Sendable {
    /// The kinds of device.
    public enum Kind: String, Codable, Hashable, Sendable {
      case cpu, gpu, unknown
    }

    /// Kind of device.
    public var kind: Kind
    /// The product's name.
    public var model: String
    /// Cores, clock and instruction set in a few words.
    public var processor: String
    /// What a reader should know before trusting the profile.
    public var notes: [String]

    /// Describes a device.
    public init(kind: Kind, model: String, processor: String, notes: [String] = []) {
      self.kind = kind
      self.model = model
      self.processor = processor
      self.notes = notes
    }
  }

  /// The most that a device can do, measured or from its datasheet; empty where nothing is known.
  public struct Ceilings: Codable, Hashable, Sendable {
    /// Peak arithmetic throughput by ``Precision`` name.
    public var peakThroughput: [String: Sourced<Throughput>]
    /// The levels of memory, nearest first.
    public var memory: [MemoryLevel]

    enum CodingKeys: String, CodingKey {
      case peakThroughput = "peak_flop_per_second"
      case memory
    }

    /// Makes ceilings; nothing known unless given.
    public init(peakThroughput: [String: Sourced<Throughput>] = [:], memory: [MemoryLevel] = []) {
      self.peakThroughput = peakThroughput
      self.memory = memory
    }

    /// The peak at `precision`, if known.
    public func peak(_ precision: Precision) -> Throughput? { peakThroughput[precision.rawValue]?.value }

    /// The bandwidth of the farthest level that has one: main memory.
    public var mainMemoryBandwidth: Bandwidth? { memory.last { $0.bandwidth != nil }?.bandwidth?.value }
  }

  /// A cache or the main memory.
  public struct MemoryLevel: Codable, Hashable, Sendable {
    /// `l1d`, `l2`, `l3`, `dram`, `hbm` …
    public var level: String
    /// How much it holds.
    public var capacity: Sourced<ByteCount>?
    /// How fast it is read.
    public var bandwidth: Sourced<Bandwidth>?

    enum CodingKeys: String, CodingKey {
      case level
      case capacity = "capacity_byte"
      case bandwidth = "bandwidth_byte_per_second"
    }

    /// Describes a level.
    public init(level: String, capacity: Sourced<ByteCount>? = nil, bandwidth: Sourced<Bandwidth>? = nil) {
      self.level = level
      self.capacity = capacity
      self.bandwidth = bandwidth
    }
  }
}

extension HardwareProfile {
  /// The profile `base` with `model` in place of its model of the same workload and runtime, if it had one.
  ///
  /// Without a base nothing is known of the device but how fast it was.
  public init(name: String, adding model: LatencyModel, to base: HardwareProfile?) {
    let unknown = Device(
      kind: .unknown, model: name, processor: "not stated",
      notes: ["Made from measurements alone: kind of device and ceilings are not known."])
    self.init(
      name: name, device: base?.device ?? unknown, ceilings: base?.ceilings ?? Ceilings(),
      latencyModels: (base?.latencyModels ?? []).filter {
        $0.workload != model.workload || $0.runtime != model.runtime || $0.threads != model.threads
      } + [model], environment: base?.environment, measuredCeilings: base?.measuredCeilings, quality: base?.quality,
      power: base?.power)
  }
}
