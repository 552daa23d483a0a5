import ArgumentParser
import Inference
import Profiler
import TensorEngine
import Training
import TransformerIR
import TransformerModel
import TranslationData

extension Part: ExpressibleByArgument {}

/// Which weights, and which design of them.
struct CheckpointOptions: ParsableArguments {
  @Option(help: "The folder that 'train' wrote, which stands for its best checkpoint, or one in its 'checkpoints'.")
  var checkpoint: String
  @Option(help: "A design of the space (a YAML file with HAT's keys, or 'largest' or 'smallest'), with inherited weights.")
  var design: String?
  @Option(help: "Threads; all physical cores by default.")
  var threads: Int?

  func validate() throws {
    guard threads.map({ $0 > 0 }) ?? true else { throw ValidationError("--threads must be positive") }
  }

  /// The checkpoint with its weights, and the design.
  func load() throws -> LoadedModel {
    let checkpoint = try TrainingCheckpoint(checkpoint)
    let design = try DesignName(design).design(in: checkpoint.space) ?? checkpoint.standardDesign
    try checkpoint.model.validate(design)
    return LoadedModel(
      checkpoint: checkpoint, parameters: try checkpoint.parameters(), design: design,
      threads: try threads ?? Machine.current().placement.cores)
  }
}

/// A checkpoint that is ready to translate.
struct LoadedModel {
  let checkpoint: TrainingCheckpoint
  let parameters: Parameters
  let design: SubTransformer
  let threads: Int

  /// A part of the text that `--data` names, in the languages that the model knows.
  func text(of data: String, _ part: Part, test: String?) throws -> ParallelText {
    let settings = checkpoint.pipeline.settings
    return try DataSource(data, source: settings.source, target: settings.target, test: test).text(part)
  }
}

/// How translations are searched for.
struct BeamOptions: ParsableArguments {
  @Option(help: "Hypotheses kept for each sentence.")
  var beam = 5
  @Option(help: "Exponent of the length that scores are divided by.")
  var lengthPenalty = 1.0

  func validate() throws {
    guard beam > 0 else { throw ValidationError("--beam must be positive") }
    guard lengthPenalty.isFinite else { throw ValidationError("--length-penalty must be a number") }
  }

  var beamSearch: BeamSearch { BeamSearch(beam: beam, lengthPenalty: lengthPenalty) }
}
