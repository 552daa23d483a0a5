import TransformerIR

/// A file in HAT's keys as far as it is about training: how, and on which text.
public struct TrainingFile: Hashable, Sendable {
  /// How.
  public var settings: TrainingSettings
  /// The folder of the text (`data`) and its languages (`source-lang`, `target-lang`), where given.
  public var data, source, target: String?
  /// One for each key that is not one of HAT's.
  public var warnings: [String]

  /// Reads the file at `path`.
  /// - Throws: `TransformerIRError` with file, line and key.
  public init(_ path: String) throws(TransformerIRError) {
    let file = try YAMLMapping(path: path)
    settings = try TrainingSettings.read(file)
    data = file.has("data") ? try file.string("data") : nil
    source = file.has("source-lang") ? try file.string("source-lang") : nil
    target = file.has("target-lang") ? try file.string("target-lang") : nil
    warnings = file.warnings(known: SearchSpace.knownKeys)
  }
}

/// HAT's training settings, read from the files that also describe its spaces.
extension TrainingSettings {
  private static var integers: [String: WritableKeyPath<TrainingSettings, Int>] {
    [
      "max-tokens": \.maximumTokens, "update-freq": \.updateFrequency, "max-update": \.maximumUpdates,
      "keep-last-epochs": \.keptCheckpoints, "save-interval": \.saveInterval,
      "validate-interval": \.validateInterval, "average-last-epochs": \.averagedCheckpoints,
    ]
  }
  private static var fractions: [String: WritableKeyPath<TrainingSettings, Float>] {
    [
      "weight-decay": \.weightDecay, "dropout": \.dropout, "attention-dropout": \.attentionDropout,
      "activation-dropout": \.activationDropout, "label-smoothing": \.labelSmoothing, "adam-eps": \.epsilon,
    ]
  }

  /// Reads HAT's keys. What the file does not say is as HAT's files have it, but for dropout (0.1) and clipping (25), which
  /// they leave to fairseq.
  ///
  /// The optimiser must be Adam and the criterion label-smoothed cross-entropy: HAT's files ask for no other.
  /// `fp16: True` is taken to mean what it changes besides precision: parameters that an update does not use go on moving.
  static func read(_ file: YAMLMapping) throws(TransformerIRError) -> TrainingSettings {
    var settings = TrainingSettings()
    // fairseq's defaults, where ours differ.
    settings.dropout = 0.1
    for (key, place) in integers where file.has(key) { settings[keyPath: place] = try file.integer(key) }
    for (key, place) in fractions where file.has(key) { settings[keyPath: place] = Float(try file.number(key)) }
    if file.has("clip-norm") { settings.clipNorm = try file.number("clip-norm") }
    // fairseq's ways of saying "no limit".
    if file.has("max-epoch"), try file.integer("max-epoch") != 0 {
      settings.maximumEpochs = try file.integer("max-epoch")
    }
    if file.has("save-interval-updates"), try file.integer("save-interval-updates") != 0 {
      settings.saveIntervalUpdates = try file.integer("save-interval-updates")
    }
    if settings.keptCheckpoints == -1 { settings.keptCheckpoints = limit }
    if file.has("seed") { settings.seed = try seed(file) }
    if file.has("fp16") { settings.unusedParametersMove = try file.boolean("fp16") }
    try require(file, "optimizer", "adam")
    try require(file, "criterion", "label_smoothed_cross_entropy")
    if file.has("adam-betas") { (settings.meanDecay, settings.squareDecay) = try betas(file) }
    settings.schedule = try schedule(file, settings)
    if file.has("sampling") { settings.sampling = try sampling(file) }
    return settings
  }

  private static func require(_ file: YAMLMapping, _ key: String, _ only: String) throws(TransformerIRError) {
    guard file.has(key) else { return }
    let found = try file.string(key)
    guard found == only else {
      throw file.malformed(key, found: "'\(found)'", expected: "'\(only)', the only one there is")
    }
  }

  private static func seed(_ file: YAMLMapping) throws(TransformerIRError) -> UInt32 {
    let number = try file.integer("seed")
    guard let seed = UInt32(exactly: number) else {
      throw file.malformed("seed", found: "\(number)", expected: "0 to \(UInt32.max)")
    }
    return seed
  }

  /// Python's tuple `(0.9, 0.98)`, which YAML reads as a word.
  private static func betas(_ file: YAMLMapping) throws(TransformerIRError) -> (Float, Float) {
    let text = try file.string("adam-betas")
    let numbers = text.drop { $0 == "(" }.split { $0 == "," || $0 == ")" || $0 == " " }.map { Float($0) }
    guard numbers.count == 2, let mean = numbers[0], let square = numbers[1] else {
      throw file.malformed("adam-betas", found: "'\(text)'", expected: "two numbers, as (0.9, 0.98)")
    }
    return (mean, square)
  }

  private static func schedule(
    _ file: YAMLMapping, _ settings: TrainingSettings
  ) throws(TransformerIRError) -> LearningRateSchedule {
    func number(_ key: String, _ standard: Double) throws(TransformerIRError) -> Double {
      file.has(key) ? try file.number(key) : standard
    }
    let kind = file.has("lr-scheduler") ? try file.string("lr-scheduler") : "inverse_sqrt"
    let warmUp = file.has("warmup-updates") ? try file.integer("warmup-updates") : 4000
    let rate = try number("lr", 5e-4)
    let initial = try number("warmup-init-lr", 1e-7)
    switch kind {
    case "inverse_sqrt":
      return LearningRateSchedule(initial: initial, peak: rate, warmUp: warmUp, decay: .inverseSquareRoot)
    case "cosine":
      return LearningRateSchedule(
        initial: initial, peak: try number("max-lr", 1e-3), warmUp: warmUp,
        decay: .cosine(
          minimum: rate, period: settings.updatesAfterWarmUp(warmUp), shrink: try number("lr-shrink", 1)))
    default:
      throw file.malformed("lr-scheduler", found: "'\(kind)'", expected: "cosine or inverse_sqrt")
    }
  }

  private static func sampling(_ file: YAMLMapping) throws(TransformerIRError) -> DesignSampling {
    let text = try file.string("sampling")
    guard let sampling = DesignSampling(text) else {
      throw file.malformed("sampling", found: "'\(text)'", expected: DesignSampling.choices)
    }
    return sampling
  }
}

extension DesignSampling {
  /// The names of all kinds.
  public static let choices = "uniform, flops, sandwich or sandwich:N (N random designs, 2 by default)"

  /// Reads `uniform`, `flops`, `sandwich` or `sandwich:3`; nil for anything else.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    switch (parts.first, parts.count) {
    case ("uniform", 1): self = .uniform
    case ("flops", 1): self = .flops
    case ("sandwich", 1): self = .sandwich(random: 2)
    case ("sandwich", 2):
      guard let random = Int(parts[1]), random >= 0 else { return nil }
      self = .sandwich(random: random)
    default: return nil
    }
  }
}
