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
  @Option(
    help: "A design of the space (a YAML file with HAT's keys, or 'largest' or 'smallest'), with inherited weights.")
  var design: String?
  @Option(help: "Threads; all physical cores by default.")
  var threads: Int?

  func validate() throws {
    try Self.check(threads: threads)
  }

  /// Checks a number of threads that was asked for.
  static func check(threads: Int?) throws {
    guard (1...1024).contains(threads ?? 1) else { throw ValidationError("--threads must lie between 1 and 1024") }
  }

  /// The checkpoint with its weights, and the design.
  func load() throws -> LoadedModel {
    let checkpoint = try TrainingCheckpoint(checkpoint)
    let name = DesignName(design)
    let design = try name.file() ?? name.end(of: checkpoint.space) ?? checkpoint.standardDesign
    try checkpoint.model.validate(design)
    if let trained = checkpoint.design, trained != design {
      Terminal.warn("only one design was trained here, and this is another one: \(design)")
    } else if !checkpoint.space.contains(design) {
      Terminal.warn("this design is not in the space that was trained: \(design)")
    }
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
}

/// How translations are searched for.
struct BeamOptions: ParsableArguments {
  @Option(help: "Hypotheses kept for each sentence.")
  var beam = 5
  @Option(help: "Exponent of the length that scores are divided by.")
  var lengthPenalty = 1.0
  @Flag(
    help:
      "End a sentence's search as soon as as many hypotheses have ended as the beam holds: fairseq's and HAT's rule.")
  var stopEarly = false
  @Option(help: "Words of a translation at most, for each source token (HAT: 0) …")
  var maxLenA = 1.2
  @Option(help: "… and besides (HAT: 200).")
  var maxLenB = 10

  func validate() throws {
    guard (1...1000).contains(beam) else { throw ValidationError("--beam must lie between 1 and 1000") }
    guard (0...100).contains(maxLenA), (0...1000).contains(maxLenB) else {
      throw ValidationError("--max-len-a must lie between 0 and 100, --max-len-b between 0 and 1000")
    }
    guard lengthPenalty.isFinite else { throw ValidationError("--length-penalty must be a number") }
  }

  var limit: LengthLimit { LengthLimit(perToken: maxLenA, constant: maxLenB) }

  var beamSearch: BeamSearch { BeamSearch(beam: beam, lengthPenalty: lengthPenalty, stopsEarly: stopEarly) }
}
