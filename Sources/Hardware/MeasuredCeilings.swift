import Quantities

/// Ceilings as they were measured: curves, not single numbers.
public struct MeasuredCeilings: Codable, Hashable, Sendable {
  /// Arithmetic peaks by precision, instruction set and threads.
  public var peaks: [Peak]
  /// Bandwidth over the size of what is read again and again.
  public var bandwidths: [BandwidthCurve]
  /// Throughput over arithmetic intensity: the measured roofline.
  public var intensities: [IntensityCurve]
  /// What it takes the runtime to start a kernel, and to share one out among its threads.
  public var dispatch: [Dispatch]

  /// Makes ceilings; none unless given.
  public init(
    peaks: [Peak] = [], bandwidths: [BandwidthCurve] = [], intensities: [IntensityCurve] = [],
    dispatch: [Dispatch] = []
  ) {
    self.peaks = peaks
    self.bandwidths = bandwidths
    self.intensities = intensities
    self.dispatch = dispatch
  }

  /// The most arithmetic that was seen.
  public struct Peak: Codable, Hashable, Sendable {
    /// The number format, by ``Precision`` name or beyond it (`fp64`).
    public var precision: String
    /// The instructions used.
    public var instructionSet: String
    /// Threads at work.
    public var threads: Int
    /// The median.
    public var throughput: Throughput
    /// Its 95 % interval.
    public var interval: [Throughput]

    enum CodingKeys: String, CodingKey {
      case precision, threads
      case instructionSet = "instruction_set"
      case throughput = "flop_per_second"
      case interval = "interval_flop_per_second"
    }

    /// Makes a peak.
    public init(
      precision: String, instructionSet: String, threads: Int, throughput: Throughput, interval: [Throughput]
    ) {
      self.precision = precision
      self.instructionSet = instructionSet
      self.threads = threads
      self.throughput = throughput
      self.interval = interval
    }
  }

  /// Reading speed over the size of the working set, all threads together.
  public struct BandwidthCurve: Codable, Hashable, Sendable {
    /// What was done with memory: `read`, `triad`.
    public var access: String
    /// Threads at work, each on a part of the working set.
    public var threads: Int
    /// By ascending size.
    public var points: [Point]

    /// Makes a curve.
    public init(access: String, threads: Int, points: [Point]) {
      self.access = access
      self.threads = threads
      self.points = points
    }

    /// The speed at one size.
    public struct Point: Codable, Hashable, Sendable {
      /// The size of all that is touched, over all threads.
      public var workingSet: ByteCount
      /// The median.
      public var bandwidth: Bandwidth
      /// Its 95 % interval.
      public var interval: [Bandwidth]

      enum CodingKeys: String, CodingKey {
        case workingSet = "working_set_byte"
        case bandwidth = "byte_per_second"
        case interval = "interval_byte_per_second"
      }

      /// Makes a point.
      public init(workingSet: ByteCount, bandwidth: Bandwidth, interval: [Bandwidth]) {
        self.workingSet = workingSet
        self.bandwidth = bandwidth
        self.interval = interval
      }
    }
  }

  /// Throughput over arithmetic intensity at one working set.
  public struct IntensityCurve: Codable, Hashable, Sendable {
    /// The level of memory that holds the working set.
    public var level: String
    /// Threads at work.
    public var threads: Int
    /// By ascending intensity.
    public var points: [Point]

    /// Makes a curve.
    public init(level: String, threads: Int, points: [Point]) {
      self.level = level
      self.threads = threads
      self.points = points
    }

    /// The throughput at one intensity.
    public struct Point: Codable, Hashable, Sendable {
      /// FLOPs for each byte read.
      public var intensity: Double
      /// The median.
      public var throughput: Throughput

      enum CodingKeys: String, CodingKey {
        case intensity = "flop_per_byte"
        case throughput = "flop_per_second"
      }

      /// Makes a point.
      public init(intensity: Double, throughput: Throughput) {
        self.intensity = intensity
        self.throughput = throughput
      }
    }
  }

  /// What starting work costs.
  public struct Dispatch: Codable, Hashable, Sendable {
    /// The runtime whose dispatch it is.
    public var runtime: Runtime
    /// Threads of the pool.
    public var threads: Int
    /// Starting a kernel that stays on one thread.
    public var kernel: Seconds
    /// Sharing a kernel out among all threads, beyond that.
    public var sharing: Seconds

    enum CodingKeys: String, CodingKey {
      case runtime, threads
      case kernel = "kernel_second"
      case sharing = "sharing_second"
    }

    /// Makes an overhead.
    public init(runtime: Runtime, threads: Int, kernel: Seconds, sharing: Seconds) {
      self.runtime = runtime
      self.threads = threads
      self.kernel = kernel
      self.sharing = sharing
    }
  }
}
