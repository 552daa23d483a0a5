import Foundation
import HATSearch
import Hardware
import Profiler
import Quantities
import Randomness
import Training
import TransformerIR
import TranslationData

/// The validation loss of a trained SuperTransformer's designs, as an objective for a search.
struct InheritedObjective {
  /// Computes the losses, and remembers them for all searches of one command.
  let losses: InheritedLosses
  /// Where the sentences come from.
  private let source: String

  /// Packed weights may take this share of main memory.
  private static let weightShare = 0.25
  /// Which sentences are looked at first does not depend on the search's seed, so that searches can share losses.
  private static let orderSeed: UInt64 = 0

  /// Prepares to judge the designs of `checkpoint`.
  /// - Parameters:
  ///   - path: What the user gave for the checkpoint: a run's folder has the validation text that it was trained with.
  ///   - data: Another validation text.
  /// - Throws: `CleanMessage` if the checkpoint has only one design or there is no text.
  init(_ checkpoint: TrainingCheckpoint, at path: String, data: String?, threads: Int) throws {
    if let design = checkpoint.design {
      throw CleanMessage(
        "only one design was trained in '\(path)' (\(design)): a search needs a SuperTransformer, trained without --design"
      )
    }
    let text: (sources: [[Int32]], targets: [[Int32]])
    if let data {
      let evaluated = try EvaluatedText(data, .valid, test: nil, for: checkpoint).text
      text = (evaluated.sources, evaluated.targets)
      source = data
    } else {
      let folder = try Self.preparedText(path, checkpoint)
      let prepared = try PreparedData.open(folder: folder)
      guard prepared.pipeline.fingerprint == checkpoint.pipeline.fingerprint else {
        throw CleanMessage(
          "the text in '\(folder)' was prepared with another vocabulary than '\(path)' has: give a text with --data")
      }
      let corpus = prepared.valid
      text = ((0..<corpus.count).map(corpus.source), (0..<corpus.count).map(corpus.target))
      source = folder
    }
    guard !text.sources.isEmpty else { throw CleanMessage("there is no sentence to validate on in '\(source)'") }
    var order = Array(text.sources.indices)
    var generator = SeededGenerator(seed: Self.orderSeed)
    generator.shuffle(&order)
    let environment = try Machine.current().environment(threads: threads, boundTo: [])
    let memory = [environment.memoryLimit, environment.memory].compactMap { $0 }.min()
    losses = try InheritedLosses(
      model: checkpoint.model, parameters: try checkpoint.parameters(), sources: order.map { text.sources[$0] },
      targets: order.map { text.targets[$0] }, threads: threads,
      budget: memory.map { Self.weightShare * $0 } ?? ByteCount(.infinity))
    losses.shouldStop = { Interruption.isRequested }
  }

  /// The text that a run was trained with, beside its checkpoints.
  private static func preparedText(_ path: String, _ checkpoint: TrainingCheckpoint) throws -> String {
    let run = path.hasSuffix("/") ? String(path.dropLast()) : path
    let place = URL(fileURLWithPath: run).deletingLastPathComponent().lastPathComponent
    let folders = ["\(run)/data"] + (place == "checkpoints" ? ["\(run)/../../data"] : [])
    guard let folder = folders.first(where: { FileManager.default.fileExists(atPath: "\($0)/prepared.json") }) else {
      throw CleanMessage(
        "the text that '\(path)' was trained with is not beside it: give the folder that 'hatbench train' wrote, or a "
          + "text to validate on with --data")
    }
    return folder
  }

  /// The objective.
  /// - Parameter racing: Whether designs that are worse beyond doubt are given up before they saw every sentence.
  func objective(racing: Bool) -> Objective {
    let tokens = losses.tokens.reduce(0, +)
    return Objective(
      name: "validation-loss",
      description: "label-smoothed bits per target token with inherited weights, \(losses.tokens.count) sentences "
        + "(\(tokens) tokens) of \(source); less is better",
      loss: SampledLoss(weights: losses.tokens.map(Double.init), scale: 1 / 0.6931471805599453) { designs, sentences in
        try losses.losses(of: designs, sentences: sentences)
      }, racing: racing)
  }
}
