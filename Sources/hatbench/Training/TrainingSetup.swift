import ArgumentParser
import Foundation
import Profiler
import TensorEngine
import Training
import TransformerIR
import TransformerModel
import TranslationData

/// What `train` was asked for, put together.
struct TrainingSetup {
  let plan: TrainingPlan
  let data: PreparedData

  init(_ command: Train, progress: (String) -> Void) throws {
    let name = DesignName(command.design)
    let designFile = try name.file()
    let (space, warnings) = try SearchSpace.named(command.space.space, for: designFile)
    warnings.forEach(Terminal.warn)
    let design = designFile ?? name.end(of: space)
    let (settings, file) = try command.options.load(space: command.space.space, single: design != nil)
    if design != nil, command.options.sampling != nil {
      Terminal.warn("--sampling says nothing where only one design is trained")
    }
    guard let argument = command.data ?? file?.data else {
      throw ValidationError("give --data: a folder of text, or builtin:numbers")
    }
    // Before anything is written: a run's tokens are the run's, whatever becomes of the text that they were made from.
    if try TrainingPlan.isClaimed(command.output, resuming: command.resume) {
      data = try PreparedData.open(folder: "\(command.output)/data")
      try command.text.check(against: data)
    } else {
      let source = try DataSource(
        argument, source: try command.text.source ?? file?.source.map { try Language($0) },
        target: try command.text.target ?? file?.target.map { try Language($0) })
      data = try PreparedData.prepare(
        source, settings: command.text.settings(for: source, in: space), filter: command.text.filter,
        folder: "\(command.output)/data", progress: progress)
    }
    for (part, report) in data.reports.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where report.kept < report.read
    {
      Terminal.warn("\(part.rawValue) part: \(report)")
    }
    let threads = try command.threads ?? Machine.current().placement.cores
    plan = TrainingPlan(
      space: try space.withVocabulary(of: data.pipeline), design: design, settings: settings, data: data.fingerprint,
      initialWeights: command.initial, threads: threads)
  }

  /// The weights of the checkpoint at `path`, which must be of this space and text.
  func weights(from path: String) throws -> Parameters {
    let checkpoint = try TrainingCheckpoint(path)
    guard checkpoint.model == SuperTransformer(plan.space), checkpoint.pipeline.fingerprint == data.pipeline.fingerprint
    else {
      throw CleanMessage(
        "'\(path)' was trained in another space or with another vocabulary: give the same --space, --data and text options"
      )
    }
    return try checkpoint.parameters()
  }
}

/// A design as commands name it: a file, or an end of the space.
struct DesignName {
  private let name: String?

  init(_ name: String?) { self.name = name }

  private var isEnd: Bool { name == "largest" || name == "smallest" }

  /// The design of the file, if a file was named.
  func file() throws -> SubTransformer? {
    guard let name, !isEnd else { return nil }
    let (design, warnings) = try SubTransformer.load(file: name)
    warnings.forEach(Terminal.warn)
    return design
  }

  /// The end of `space` that was named; nil if none was.
  func end(of space: SearchSpace) -> SubTransformer? {
    switch name {
    case "largest": space.largest
    case "smallest": space.smallest
    default: nil
    }
  }
}

extension SearchSpace {
  /// The space with as many words as `pipeline` knows.
  /// - Throws: If the space shares embeddings and the languages do not share their words.
  func withVocabulary(of pipeline: TextPipeline) throws -> SearchSpace {
    guard !architecture.vocabulary.sharesEmbeddings || pipeline.vocabularies.source == pipeline.vocabularies.target
    else {
      throw CleanMessage(
        "the space '\(name)' shares its embeddings between both languages, and the text has a dictionary for each: prepare it "
          + "with a joint dictionary, or take a space without share-all-embeddings")
    }
    var space = self
    space.architecture.vocabulary = .init(
      source: pipeline.vocabularies.source.count, target: pipeline.vocabularies.target.count,
      sharesEmbeddings: architecture.vocabulary.sharesEmbeddings)
    return space
  }
}
