import Quantities

/// How a design is run when its latency is asked for: lengths, batch, beam, precision and runtime.
public struct InferenceSetting: Hashable, Sendable {
  /// Source tokens per sentence.
  public var sourceLength: Int
  /// Forced decoder steps.
  public var targetLength: Int
  /// Sentences translated together.
  public var batch: Int
  /// Hypotheses kept per sentence; every decoder step runs `batch × beam` rows.
  public var beam: Int
  /// The number format of weights and activations.
  public var precision: Precision
  /// Whether each step also pays for log-softmax, top-k and the reorder of the caches. HAT's published latencies do not.
  public var includesSearch: Bool
  /// The program that runs the design: it decides which operators are fused.
  public var runtime: Runtime

  /// Makes a setting; the defaults are HAT's protocol: one sentence, beam 5, no search bookkeeping.
  public init(
    sourceLength: Int, targetLength: Int, batch: Int = 1, beam: Int = 5, precision: Precision = .fp32,
    includesSearch: Bool = false, runtime: Runtime = .eager
  ) {
    self.sourceLength = sourceLength
    self.targetLength = targetLength
    self.batch = batch
    self.beam = beam
    self.precision = precision
    self.includesSearch = includesSearch
    self.runtime = runtime
  }
}

/// A design together with everything needed to say what running it costs.
public struct Workload: Hashable, Sendable {
  /// The design.
  public var design: SubTransformer
  /// What the design leaves open.
  public var architecture: Architecture
  /// How it is run.
  public var setting: InferenceSetting

  /// Makes a workload from a design, its architecture and the way it is run.
  ///
  /// - Throws: ``TransformerIRError/impossibleDesign(_:)`` if the three do not fit together, and
  ///   ``TransformerIRError/impossibleSetting(_:)`` if a length, the batch or the beam is out of range.
  public init(
    design: SubTransformer, architecture: Architecture, setting: InferenceSetting
  ) throws(TransformerIRError) {
    try design.validate(in: architecture)
    try setting.validate()
    self.design = design
    self.architecture = architecture
    self.setting = setting
  }
}
