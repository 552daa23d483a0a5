import ArgumentParser
import Quantities
import TensorEngine
import Training
import TransformerIR
import TranslationData

extension Language: ExpressibleByArgument {
  /// Reads a code such as `en`.
  public init?(argument: String) { try? self.init(argument) }
}

extension DesignSampling: ExpressibleByArgument {
  /// Reads `uniform`, `flops`, `sandwich` or `sandwich:3`.
  public init?(argument: String) { self.init(argument) }
}

/// What replaces a setting of the training file or of the space's defaults.
struct TrainingOptions: ParsableArguments {
  @Option(help: "Settings in HAT's YAML keys; by default those of the space's file or of the shipped space.")
  var config: String?
  @Option(help: "End after this many updates.")
  var maxUpdate: Int?
  @Option(help: "End after this many passes over the text.")
  var maxEpoch: Int?
  @Option(help: "Tokens of a batch at most: sentences times the longest of them.")
  var maxTokens: Int?
  @Option(help: "Batches whose gradients are added for one update.")
  var updateFreq: Int?
  @Option(help: "The highest learning rate.")
  var lr: Double?
  @Option(help: "Updates until the learning rate is at its highest.")
  var warmupUpdates: Int?
  @Option(help: "Share of activations dropped in the widest design.")
  var dropout: Float?
  @Option(help: "Which designs an update of the SuperTransformer trains: \(DesignSampling.choices).")
  var sampling: DesignSampling?
  @Option(help: "Checkpoints of the last epochs whose mean weights are taken at the end.")
  var average: Int?
  @Option(help: "Starts weights, orders batches, decides what is dropped.")
  var seed: UInt32?

  /// The settings for training `space`, or only `design` of it; and what their file says about the text.
  func load(space: String, single: Bool) throws -> TrainingFileOrShipped {
    let file = try (config ?? (SearchSpace.isFile(space) ? space : nil)).map(TrainingFile.init)
    guard var settings = file?.settings ?? TrainingSettings.shipped(for: space, single: single) else {
      throw ValidationError("there are no settings for training '\(space)': give --config FILE in HAT's keys")
    }
    if let maxTokens { settings.maximumTokens = maxTokens }
    if let updateFreq { settings.updateFrequency = updateFreq }
    if let dropout { settings.dropout = dropout }
    if let sampling { settings.sampling = sampling }
    if let average {
      settings.averagedCheckpoints = average
      settings.keptCheckpoints = max(settings.keptCheckpoints, average)
    }
    if let seed { settings.seed = seed }
    if let maxEpoch { settings.maximumEpochs = maxEpoch }
    settings.schedule(peak: lr, warmUp: warmupUpdates, updates: maxUpdate)
    try settings.validate()
    return TrainingFileOrShipped(settings: settings, file: file)
  }
}

/// Settings and, if they came from a file, what it says about the text.
struct TrainingFileOrShipped {
  let settings: TrainingSettings
  let file: TrainingFile?
}

/// How text becomes tokens.
struct TextOptions: ParsableArguments {
  @Option(help: "Source language, such as en; needed where a folder holds more than two languages.")
  var source: Language?
  @Option(help: "Target language, such as de.")
  var target: Language?
  @Flag(help: "Lower-case the text; translations get their case back from what the training text shows.")
  var lowercase = false
  @Flag(help: "The text is tokenised already: words are what spaces separate.")
  var tokenised = false
  @Option(help: "Byte-pair merges to learn; 0 for whole words.")
  var merges: Int?
  @Option(help: "Leave out training pairs with more tokens than this on a side.")
  var maxLength: Int?

  func validate() throws {
    guard merges ?? 0 >= 0 else { throw ValidationError("--merges must not be negative") }
    guard maxLength ?? 1 > 0 else { throw ValidationError("--max-length must be positive") }
  }

  /// The pipeline for `source`: a built-in corpus has its own; a vocabulary is shared where the space shares embeddings.
  func settings(for source: DataSource, in space: SearchSpace) throws -> TextPipeline.Settings {
    var settings: TextPipeline.Settings
    if case .builtin = source.kind {
      settings = try BuiltinCorpus.numbersSettings
    } else {
      settings = TextPipeline.Settings(source: source.source, target: source.target)
    }
    settings.sharesVocabulary = space.architecture.vocabulary.sharesEmbeddings
    if lowercase { settings.lowercases = true }
    if tokenised { settings.tokenises = false }
    if let merges { settings.merges = merges }
    return settings
  }

  /// Which training pairs are left out.
  var filter: CorpusFilter {
    var filter = CorpusFilter()
    if let maxLength { filter.maximumLength = maxLength }
    return filter
  }
}
