import TensorEngine
import TransformerModel

/// How a SuperTransformer, or one design of it, is trained.
public struct TrainingSettings: Codable, Hashable, Sendable {
  /// The most tokens of a batch: sentences times the longest of them, on the longer side. `max-tokens`.
  public var maximumTokens = 4096
  /// Batches whose gradients are added before the weights move. `update-freq`.
  public var updateFrequency = 1
  /// Updates after which training ends. `max-update`.
  public var maximumUpdates = 50_000
  /// Passes over the text after which training ends; nil for no such end. `max-epoch`.
  public var maximumEpochs: Int?
  /// The learning rate.
  public var schedule = LearningRateSchedule(peak: 5e-4, warmUp: 4000, decay: .inverseSquareRoot)
  /// β₁ and β₂ of Adam. `adam-betas`.
  public var meanDecay: Float = 0.9, squareDecay: Float = 0.98
  /// ε of Adam, outside the bias correction as in fairseq. `adam-eps`.
  public var epsilon: Float = 1e-8
  /// λ of the decoupled weight decay. `weight-decay`.
  public var weightDecay: Float = 0
  /// Whether parameters of layers that were not drawn go on moving by their running means, as HAT's half-precision
  /// training lets them (`fp16: True`), or rest, as in its single-precision training.
  public var unusedParametersMove = false
  /// The share of activations that are dropped at full width. `dropout`.
  public var dropout: Float = 0.3
  /// The share of attention's probabilities that are dropped. `attention-dropout`.
  public var attentionDropout: Float = 0
  /// The share that is dropped inside feed-forward blocks. `activation-dropout`.
  public var activationDropout: Float = 0
  /// The ε of label smoothing. `label-smoothing`.
  public var labelSmoothing: Float = 0.1
  /// The norm that gradients are cut down to; 0 for none. `clip-norm`.
  public var clipNorm: Double = 25
  /// Epoch checkpoints that are kept. `keep-last-epochs`.
  public var keptCheckpoints = 10
  /// Epochs between checkpoints. `save-interval`.
  public var saveInterval = 1
  /// Updates after which a checkpoint is written besides, within an epoch; nil for every ten minutes.
  /// `save-interval-updates`.
  public var saveIntervalUpdates: Int?
  /// Epochs between validations. `validate-interval`.
  public var validateInterval = 1
  /// Starts weights, orders batches and decides what is dropped. `seed`.
  public var seed: UInt32 = 1
  /// Which designs a SuperTransformer's updates train.
  public var sampling = DesignSampling.uniform
  /// Epoch checkpoints whose mean is taken when training ends; 0 or 1 for none.
  public var averagedCheckpoints = 0

  /// Makes HAT's settings for IWSLT's SubTransformers, but for dropout.
  public init() {}

  /// No count may be higher: products of two of them are still integers.
  static let limit = 1 << 30

  /// Checks that every number makes sense.
  /// - Throws: `impossibleSetting`.
  public func validate() throws(TrainingError) {
    for (name, value) in [
      ("tokens of a batch", maximumTokens), ("batches of an update", updateFrequency), ("updates", maximumUpdates),
      ("epochs between checkpoints", saveInterval), ("epochs between validations", validateInterval),
      ("checkpoints to keep", keptCheckpoints), ("epochs", maximumEpochs ?? 1),
      ("updates between checkpoints", saveIntervalUpdates ?? 1),
    ] where !(1...Self.limit).contains(value) {
      throw .impossibleSetting("\(value) \(name); there must be at least one, and at most \(Self.limit)")
    }
    for (name, value) in [
      ("dropout", dropout), ("dropout of attention", attentionDropout), ("dropout of activations", activationDropout),
      ("label smoothing", labelSmoothing), ("β₁", meanDecay), ("β₂", squareDecay),
    ] where !(value >= 0 && value < 1) {
      throw .impossibleSetting("a \(name) of \(value); it must lie in 0..<1")
    }
    guard clipNorm >= 0, clipNorm.isFinite, weightDecay >= 0, weightDecay.isFinite, epsilon > 0 else {
      throw .impossibleSetting("clip norm \(clipNorm), weight decay \(weightDecay), ε \(epsilon): none may be negative")
    }
    guard (0...keptCheckpoints).contains(averagedCheckpoints) else {
      throw .impossibleSetting(
        "a mean of \(averagedCheckpoints) checkpoints, but \(keptCheckpoints) are kept; keep more or average fewer")
    }
    if case .sandwich(let random) = sampling, !(0...64).contains(random) {
      throw .impossibleSetting("\(random) random designs in an update; there may be 0 to 64")
    }
    try schedule.validate()
  }

  /// What is dropped.
  var dropoutSettings: DropoutSettings {
    DropoutSettings(residual: dropout, attention: attentionDropout, activation: activationDropout)
  }

  /// An optimiser that has taken no step.
  func optimiser() -> Adam {
    var adam = Adam(learningRate: 0)
    adam.meanDecay = meanDecay
    adam.squareDecay = squareDecay
    adam.epsilon = epsilon
    adam.epsilonPlacement = .beforeBiasCorrection
    adam.weightDecay = weightDecay
    adam.absentGradient = unusedParametersMove ? .zero : .skipped
    return adam
  }
}
