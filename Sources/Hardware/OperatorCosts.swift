import Quantities

/// How long single operators take on a device, as numbers that a person can read, with the samples that they were fitted to.
///
/// A group of operators (phase, role and kind: a row of every table) takes, for each execution,
/// `execution + flop · FLOPs + streaming · streamed bytes · y(working set) + data · data bytes + matrix · matrices`, where y
/// is how long the device needs to stream a byte of a working set of that size.
public struct OperatorCosts: Codable, Hashable, Sendable {
  /// One entry for each group that was timed.
  public var groups: [Group]
  /// How long streaming takes, by ascending working set.
  public var streaming: [StreamingPoint]
  /// A learned correction of single groups; nil where it was not found to help.
  public var residual: LatencyModel.Residual?
  /// What timing whole designs added; nil if none was timed.
  public var calibration: Calibration?
  /// What was timed.
  public var samples: [OperatorSample]

  /// Makes costs.
  public init(
    groups: [Group], streaming: [StreamingPoint], calibration: Calibration? = nil, samples: [OperatorSample]
  ) {
    self.groups = groups
    self.streaming = streaming
    self.calibration = calibration
    self.samples = samples
  }

  /// The costs of one group of operators; none is negative.
  public struct Group: Codable, Hashable, Sendable {
    /// The group.
    public var phase, role, kind: String
    /// Starting one.
    public var execution: Seconds
    /// Seconds for each FLOP.
    public var flop: Double
    /// Multiples of the time that the device needs to stream the weights (of an attention, the cached keys and values).
    public var streaming: Double
    /// Seconds for each byte of activations.
    public var data: Double
    /// Seconds for each small matrix of a batched product.
    public var matrix: Double
    /// Mean absolute error of the group's fit on its samples, each left out in turn; nil with too few.
    public var errorPercent: Double?

    enum CodingKeys: String, CodingKey {
      case phase, role, kind
      case execution = "execution_second"
      case flop = "second_per_flop"
      case streaming = "streaming_ratio"
      case data = "second_per_data_byte"
      case matrix = "second_per_matrix"
      case errorPercent = "left_out_mape_percent"
    }

    /// Makes the costs of a group.
    public init(
      phase: String, role: String, kind: String, execution: Seconds, flop: Double, streaming: Double, data: Double,
      matrix: Double, errorPercent: Double?
    ) {
      self.phase = phase
      self.role = role
      self.kind = kind
      self.execution = execution
      self.flop = flop
      self.streaming = streaming
      self.data = data
      self.matrix = matrix
      self.errorPercent = errorPercent
    }
  }

  /// The time to stream a byte of a working set.
  public struct StreamingPoint: Codable, Hashable, Sendable {
    /// The size of what is read again and again.
    public var workingSet: ByteCount
    /// Seconds for each byte.
    public var secondPerByte: Double

    enum CodingKeys: String, CodingKey {
      case workingSet = "working_set_byte"
      case secondPerByte = "second_per_byte"
    }

    /// Makes a point.
    public init(workingSet: ByteCount, secondPerByte: Double) {
      self.workingSet = workingSet
      self.secondPerByte = secondPerByte
    }
  }

  /// By what the sums over operators are multiplied, so that whole designs come out right.
  public struct Calibration: Codable, Hashable, Sendable {
    /// Designs that were timed.
    public var designs: Int
    /// Factors of what the encoder, and the decoder, spend on streaming and on everything else.
    public var encoderStreaming, encoderOther, decoderStreaming, decoderOther: Double

    enum CodingKeys: String, CodingKey {
      case designs
      case encoderStreaming = "encoder_streaming_ratio"
      case encoderOther = "encoder_other_ratio"
      case decoderStreaming = "decoder_streaming_ratio"
      case decoderOther = "decoder_other_ratio"
    }

    /// Makes a calibration.
    public init(
      designs: Int, encoderStreaming: Double, encoderOther: Double, decoderStreaming: Double, decoderOther: Double
    ) {
      self.designs = designs
      self.encoderStreaming = encoderStreaming
      self.encoderOther = encoderOther
      self.decoderStreaming = decoderStreaming
      self.decoderOther = decoderOther
    }
  }
}

/// One operator timed alone with weights and caches of one working set.
public struct OperatorSample: Codable, Hashable, Sendable {
  /// What it does and how large it is.
  public var name: String
  /// The phase and kind, and the roles that it has in designs.
  public var phase, kind: String
  /// What it is for, wherever it occurs.
  public var roles: [String]
  /// The work of one execution, at the mean step.
  public var flops: FLOPCount
  /// Bytes of weights, and of cached keys and values where it is an attention over caches: what a working set is made of.
  public var streamed: ByteCount
  /// Bytes of activations.
  public var data: ByteCount
  /// Small matrices of a batched product.
  public var matrices: Double
  /// Everything that is streamed before the same bytes come again.
  public var workingSet: ByteCount
  /// Seconds of one execution: the median.
  public var time: Seconds
  /// Its 95 % interval.
  public var interval: [Seconds]
  /// Timings behind it.
  public var timings: Int

  enum CodingKeys: String, CodingKey {
    case name, phase, kind, roles, matrices, timings
    case flops = "flop"
    case streamed = "streamed_byte"
    case data = "data_byte"
    case workingSet = "working_set_byte"
    case time = "median_second"
    case interval = "interval_second"
  }

  /// Makes a sample.
  public init(
    name: String, phase: String, kind: String, roles: [String], flops: FLOPCount, streamed: ByteCount,
    data: ByteCount, matrices: Double, workingSet: ByteCount, time: Seconds, interval: [Seconds], timings: Int
  ) {
    self.name = name
    self.phase = phase
    self.kind = kind
    self.roles = roles
    self.flops = flops
    self.streamed = streamed
    self.data = data
    self.matrices = matrices
    self.workingSet = workingSet
    self.time = time
    self.interval = interval
    self.timings = timings
  }
}
