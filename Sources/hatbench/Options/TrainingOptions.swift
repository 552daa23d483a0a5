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
  @Option(
    help:
      "Write a checkpoint after every so many updates, besides those at the ends of epochs; by default every ten minutes."
  )
  var saveIntervalUpdates: Int?
  @Option(help: "Checkpoints of the last epochs whose mean weights are taken at the end.")
  var average: Int?
  @Option(help: "Starts weights, orders batches, decides what is dropped.")
  var seed: UInt32?

  /// The settings for training `space`, or only `design` of it; and what their file says about the text.
  func load(space: String, single: Bool) throws -> (settings: TrainingSettings, file: TrainingFile?) {
    let file = try (config ?? (SearchSpace.isFile(space) ? space : nil)).map(TrainingFile.init)
    if config != nil { file?.warnings.forEach(Terminal.warn) }
    guard var settings = file?.settings ?? TrainingSettings.shipped(for: space, single: single) else {
      throw ValidationError("there are no settings for training '\(space)': give --config FILE in HAT's keys")
    }
    if let maxTokens { settings.maximumTokens = maxTokens }
    if let updateFreq { settings.updateFrequency = updateFreq }
    if let dropout { settings.dropout = dropout }
    if let saveIntervalUpdates { settings.saveIntervalUpdates = saveIntervalUpdates }
    if let sampling { settings.sampling = sampling }
    if let average {
      settings.averagedCheckpoints = average
      settings.keptCheckpoints = max(settings.keptCheckpoints, average)
    }
    if let seed { settings.seed = seed }
    if let maxEpoch { settings.maximumEpochs = maxEpoch }
    settings.schedule(peak: lr, warmUp: warmupUpdates, updates: maxUpdate)
    try settings.validate()
    return (settings, file)
  }
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
  @Option(help: "Leave out pairs with more tokens than this on a side, the end symbol counted.")
  var maxLength = CorpusFilter().maximumLength
  @Option(help: "Leave out training pairs with a side this many times longer than the other; 0 keeps them all.")
  var maxRatio = CorpusFilter().maximumRatio ?? 0

  func validate() throws {
    guard merges ?? 0 >= 0 else { throw ValidationError("--merges must not be negative") }
    guard (2...Validation.longestSentence).contains(maxLength) else {
      throw ValidationError("--max-length must lie between 2 and \(Validation.longestSentence)")
    }
    guard maxRatio == 0 || maxRatio >= 1 else { throw ValidationError("--max-ratio must be at least 1, or 0 for none") }
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
    CorpusFilter(maximumLength: maxLength, maximumRatio: maxRatio == 0 ? nil : maxRatio)
  }

  /// Checks that the options ask for what a run's text was prepared with.
  func check(against data: PreparedData) throws {
    let settings = data.pipeline.settings
    let differences = [
      source.map { $0 == settings.source } ?? true ? nil : "its source language is \(settings.source)",
      target.map { $0 == settings.target } ?? true ? nil : "its target language is \(settings.target)",
      !lowercase || settings.lowercases ? nil : "it keeps its case",
      !tokenised || !settings.tokenises ? nil : "it was tokenised here",
      merges.map { $0 == settings.merges } ?? true ? nil : "it has \(settings.merges) merges",
      filter == data.filter ? nil : "other pairs were left out",
    ].compactMap { $0 }
    guard differences.isEmpty else {
      throw CleanMessage(
        "the text of this run is another one: \(differences.joined(separator: ", ")). Resume it with the command that began it"
      )
    }
  }
}
