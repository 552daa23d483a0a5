import Quantities

/// How long Transformers take on a device under one runtime, as numbers that a person can read.
///
/// The numbers are those of a physical model (see the `CostModel` module, which gives the terms their meaning), its
/// optional learned correction, and the interval that held on rows the fit never saw.
public struct LatencyModel: Codable, Hashable, Sendable {
  /// The program that was timed.
  public var runtime: Runtime
  /// The number format it computed in.
  public var precision: Precision
  /// Threads that computed; nil where it is not known.
  public var threads: Int?
  /// What was run.
  public var workload: WorkloadDescription
  /// The physical model's constants; empty where ``operators`` are known instead.
  public var terms: [Term]
  /// The time of single operators; nil for a model of whole latencies.
  public var operators: OperatorCosts?
  /// What a fixed piece of work took meanwhile: how other sessions are compared with the one behind the model.
  public var reference: ReferenceTime?
  /// The learned correction; nil where it was not found to help.
  public var residual: Residual?
  /// The 90 % interval.
  public var interval: Interval
  /// The smallest and largest value of each averaged feature that the fit saw; a prediction outside extrapolates.
  public var domain: [String: [Double]]
  /// Which measurements the constants were fitted to, and how well.
  public var evidence: Evidence

  enum CodingKeys: String, CodingKey {
    case runtime, precision, threads, workload, terms, operators, reference, residual, interval, domain, evidence
  }

  /// Makes a model from its parts.
  public init(
    runtime: Runtime, precision: Precision, threads: Int? = nil, workload: WorkloadDescription, terms: [Term] = [],
    operators: OperatorCosts? = nil, reference: ReferenceTime? = nil, residual: Residual? = nil, interval: Interval,
    domain: [String: [Double]], evidence: Evidence
  ) {
    self.runtime = runtime
    self.precision = precision
    self.threads = threads
    self.operators = operators
    self.reference = reference
    self.workload = workload
    self.terms = terms
    self.residual = residual
    self.interval = interval
    self.domain = domain
    self.evidence = evidence
  }

  /// The setting that the latencies belong to.
  public struct WorkloadDescription: Codable, Hashable, Sendable {
    /// The search space that was sampled.
    public var space: String
    /// Tokens per source sentence, forced steps, sentences at a time, hypotheses per sentence.
    public var sourceLength, targetLength, batch, beam: Int
    /// Rows of the source embedding and of the output layer.
    public var sourceVocabulary, targetVocabulary: Int
    /// Inner width of attention.
    public var attentionWidth: Int

    enum CodingKeys: String, CodingKey {
      case space, batch, beam
      case sourceLength = "source_length"
      case targetLength = "target_length"
      case sourceVocabulary = "source_vocabulary"
      case targetVocabulary = "target_vocabulary"
      case attentionWidth = "attention_width"
    }

    /// Describes a setting.
    public init(
      space: String, sourceLength: Int, targetLength: Int, batch: Int, beam: Int, sourceVocabulary: Int,
      targetVocabulary: Int, attentionWidth: Int
    ) {
      self.space = space
      self.sourceLength = sourceLength
      self.targetLength = targetLength
      self.batch = batch
      self.beam = beam
      self.sourceVocabulary = sourceVocabulary
      self.targetVocabulary = targetVocabulary
      self.attentionWidth = attentionWidth
    }
  }

  /// One constant of the physical model: so many seconds for each unit of some work.
  public struct Term: Codable, Hashable, Sendable {
    /// Which term of the physical model.
    public var name: String
    /// Seconds per unit; 0 where the measurements show no such cost.
    public var value: Double
    /// The unit, for example `second_per_byte`.
    public var unit: String
    /// Where the constant would fall, 9 times of 10, if other rows had been measured.
    public var interval: [Double]

    /// Makes a constant.
    public init(name: String, value: Double, unit: String, interval: [Double]) {
      self.name = name
      self.value = value
      self.unit = unit
      self.interval = interval
    }
  }

  /// Small networks whose mean output is the logarithm of measured over physical latency.
  public struct Residual: Codable, Hashable, Sendable {
    /// Means and scales that standardise the inputs.
    public var inputMeans, inputScales: [Double]
    /// The ensemble.
    public var networks: [Network]
    /// The largest correction, as a logarithm of a ratio.
    public var limit: Double

    enum CodingKeys: String, CodingKey {
      case inputMeans = "input_means"
      case inputScales = "input_scales"
      case networks
      case limit = "limit_log_ratio"
    }

    /// Makes a correction.
    public init(inputMeans: [Double], inputScales: [Double], networks: [Network], limit: Double) {
      self.inputMeans = inputMeans
      self.inputScales = inputScales
      self.networks = networks
      self.limit = limit
    }

    /// A multilayer perceptron: dense layers with a nonlinearity between them.
    public struct Network: Codable, Hashable, Sendable {
      /// The layers in order.
      public var layers: [Layer]

      /// Makes a network.
      public init(layers: [Layer]) { self.layers = layers }
    }

    /// A dense layer: weights `[outputs][inputs]` and one bias per output.
    public struct Layer: Codable, Hashable, Sendable {
      /// One row of weights per output.
      public var weights: [[Float]]
      /// One bias per output.
      public var biases: [Float]

      /// Makes a layer.
      public init(weights: [[Float]], biases: [Float]) {
        self.weights = weights
        self.biases = biases
      }
    }
  }

  /// The interval `latency · exp(±halfWidth · (latency / reference)^−exponent)`.
  public struct Interval: Codable, Hashable, Sendable {
    /// The share of steady measurements that it covers.
    public var level: Double
    /// Half its width at the reference latency, as a logarithm of a ratio.
    public var halfWidth: Double
    /// How quickly the relative width shrinks as latency grows; 0 if it does not.
    public var exponent: Double
    /// Where the width is `halfWidth`.
    public var reference: Seconds

    enum CodingKeys: String, CodingKey {
      case level
      case halfWidth = "half_width_log_ratio"
      case exponent
      case reference = "reference_second"
    }

    /// Makes an interval rule.
    public init(level: Double, halfWidth: Double, exponent: Double, reference: Seconds) {
      self.level = level
      self.halfWidth = halfWidth
      self.exponent = exponent
      self.reference = reference
    }
  }

  /// A stretch of rows measured while the device was in one state.
  public struct Regime: Codable, Hashable, Sendable {
    /// First and last row, counted from 0.
    public var firstRow, lastRow: Int
    /// Latency relative to the main regime's.
    public var ratio: Double

    enum CodingKeys: String, CodingKey {
      case firstRow = "first_row"
      case lastRow = "last_row"
      case ratio
    }

    /// Describes a regime.
    public init(firstRow: Int, lastRow: Int, ratio: Double) {
      self.firstRow = firstRow
      self.lastRow = lastRow
      self.ratio = ratio
    }
  }

  /// What the constants rest on.
  public struct Evidence: Codable, Hashable, Sendable {
    /// Where the constants come from.
    public var provenance: Provenance
    /// Rows fitted to.
    public var rows: Int
    /// The seed of the split.
    public var seed: UInt64
    /// The device's states during the measurements.
    public var regimes: [Regime]
    /// Mean absolute error on steady rows that the fit never saw; nil if there were none.
    public var heldOutErrorPercent: Double?
    /// Share of those rows inside the 90 % interval; nil if there were none.
    public var heldOutCoveragePercent: Double?
    /// The mean absolute error that repeating a measurement alone would leave; nil where repeats were not kept.
    public var noiseFloorPercent: Double?
    /// The error after each stage of fitting, where there were stages.
    public var stages: [Stage]?

    enum CodingKeys: String, CodingKey {
      case provenance, rows, seed, regimes, stages
      case heldOutErrorPercent = "held_out_steady_mape_percent"
      case heldOutCoveragePercent = "held_out_steady_coverage_90_percent"
      case noiseFloorPercent = "noise_floor_percent"
    }

    /// Describes evidence.
    public init(
      provenance: Provenance, rows: Int, seed: UInt64, regimes: [Regime], heldOutErrorPercent: Double?,
      heldOutCoveragePercent: Double?, noiseFloorPercent: Double?, stages: [Stage]? = nil
    ) {
      self.provenance = provenance
      self.rows = rows
      self.seed = seed
      self.regimes = regimes
      self.heldOutErrorPercent = heldOutErrorPercent
      self.heldOutCoveragePercent = heldOutCoveragePercent
      self.noiseFloorPercent = noiseFloorPercent
      self.stages = stages
    }
  }

  /// How good the model was after a stage of fitting.
  public struct Stage: Codable, Hashable, Sendable {
    /// `ceilings`, `operators`, `residual`, `calibration`.
    public var name: String
    /// Mean absolute error on operators, each left out in turn; nil where the stage says nothing about them.
    public var operatorErrorPercent: Double?
    /// Mean absolute error on whole designs, none of which the stage had seen; nil where none was measured.
    public var designErrorPercent: Double?
    /// What the stage did, in a sentence.
    public var note: String

    enum CodingKeys: String, CodingKey {
      case name, note
      case operatorErrorPercent = "operator_mape_percent"
      case designErrorPercent = "design_mape_percent"
    }

    /// Describes a stage.
    public init(name: String, operatorErrorPercent: Double?, designErrorPercent: Double?, note: String) {
      self.name = name
      self.operatorErrorPercent = operatorErrorPercent
      self.designErrorPercent = designErrorPercent
      self.note = note
    }
  }

  /// What the reference workload took in one session.
  public struct ReferenceTime: Codable, Hashable, Sendable {
    /// The workload, as the profiler calls it.
    public var name: String
    /// The main regime's median.
    public var time: Seconds
    /// Its 95 % interval.
    public var interval: [Seconds]

    enum CodingKeys: String, CodingKey {
      case name
      case time = "median_second"
      case interval = "interval_second"
    }

    /// Makes a reference time.
    public init(name: String, time: Seconds, interval: [Seconds]) {
      self.name = name
      self.time = time
      self.interval = interval
    }
  }
}
