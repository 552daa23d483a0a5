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
    let designFile = try DesignName(command.design).file()
    let (space, warnings) = try SearchSpace.named(command.space.space, for: designFile)
    warnings.forEach(Terminal.warn)
    let design = try DesignName(command.design).design(in: space)
    let (settings, file) = try {
      let loaded = try command.options.load(space: command.space.space, single: design != nil)
      return (loaded.settings, loaded.file)
    }()
    guard let argument = command.data ?? file?.data else {
      throw ValidationError("give --data: a folder of text, or builtin:numbers")
    }
    let source = try DataSource(
      argument, source: try command.text.source ?? file?.source.map { try Language($0) },
      target: try command.text.target ?? file?.target.map { try Language($0) })
    data = try PreparedData.prepare(
      source, settings: command.text.settings(for: source, in: space),
      filter: command.text.filter, folder: "\(command.output)/data", progress: progress)
    for (part, report) in data.reports.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where report.kept < report.read {
      Terminal.warn("\(part.rawValue) part: \(report)")
    }
    let threads = try command.threads ?? Machine.current().placement.cores
    plan = TrainingPlan(
      space: space.withVocabulary(of: data.pipeline), design: design, settings: settings, data: data.fingerprint,
      initialWeights: command.initial, threads: threads)
  }

  /// The weights of the checkpoint at `path`, which must be of this space and text.
  func weights(from path: String) throws -> Parameters {
    let checkpoint = try TrainingCheckpoint(path)
    guard checkpoint.model == SuperTransformer(plan.space), checkpoint.pipeline.fingerprint == data.pipeline.fingerprint
    else {
      throw CleanMessage(
        "'\(path)' was trained in another space or with another vocabulary: give the same --space, --data and text options")
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

  /// The design that was named; nil if none was.
  func design(in space: SearchSpace) throws -> SubTransformer? {
    switch name {
    case "largest": space.largest
    case "smallest": space.smallest
    default: try file()
    }
  }
}

extension SearchSpace {
  /// The space with as many words as `pipeline` knows.
  func withVocabulary(of pipeline: TextPipeline) -> SearchSpace {
    var space = self
    space.architecture.vocabulary = .init(
      source: pipeline.vocabularies.source.count, target: pipeline.vocabularies.target.count,
      sharesEmbeddings: architecture.vocabulary.sharesEmbeddings)
    return space
  }
}
