import Foundation
import TensorEngine
import TransformerIR
import TranslationData

@testable import Training

/// A space and a text small enough for whole runs inside a test.
struct SmallWorld {
  let folder: URL
  let data: PreparedData
  let space: SearchSpace

  /// Prepares 96 pairs of the built-in corpus, and 16 to validate on, below `folder`.
  init(_ folder: URL) throws {
    self.folder = folder
    let text = folder.appendingPathComponent("text")
    try FileManager.default.createDirectory(at: text, withIntermediateDirectories: true)
    for (part, count) in [(Part.train, 96), (.valid, 16)] {
      let pairs = BuiltinCorpus.numbers(part)
      for (lines, language) in [(pairs.source, "en"), (pairs.target, "de")] {
        try lines.prefix(count).map { $0 + "\n" }.joined()
          .write(to: text.appendingPathComponent("\(part.rawValue).\(language)"), atomically: true, encoding: .utf8)
      }
    }
    var settings = TextPipeline.Settings(source: .english, target: .german)
    settings.merges = 100
    data = try PreparedData.prepare(
      DataSource(text.path), settings: settings, filter: CorpusFilter(maximumRatio: nil),
      folder: folder.appendingPathComponent("data").path, progress: { _ in })
    let words = data.pipeline.vocabularies.target.count
    space = SearchSpace(
      name: "small",
      architecture: Architecture(
        attentionWidth: 16, encoderEmbedding: 16, decoderEmbedding: 16, encoderLayers: 2, decoderLayers: 2,
        vocabulary: .init(source: words, target: words, sharesEmbeddings: true)),
      setting: InferenceSetting(sourceLength: 10, targetLength: 10), encoderEmbeddings: [16, 8],
      decoderEmbeddings: [16, 8], encoderLayers: [2], decoderLayers: [2, 1], encoderFFNs: [24, 16],
      decoderFFNs: [24, 16], encoderHeads: [2], decoderSelfHeads: [2], decoderCrossHeads: [2],
      attended: AttendedLayers.allCases)
  }

  /// Three epochs of a few updates each.
  var settings: TrainingSettings {
    var settings = TrainingSettings()
    settings.maximumTokens = 250
    settings.maximumEpochs = 3
    settings.dropout = 0.1
    settings.attentionDropout = 0.1
    settings.keptCheckpoints = 2
    settings.averagedCheckpoints = 2
    settings.schedule = LearningRateSchedule(peak: 2e-3, warmUp: 5, decay: .inverseSquareRoot)
    return settings
  }

  func plan(
    _ settings: TrainingSettings? = nil, design: SubTransformer? = nil, workers: Int = 2
  ) -> TrainingPlan {
    TrainingPlan(
      space: space, design: design, settings: settings ?? self.settings, data: data.fingerprint, threads: workers)
  }

  /// A run of `plan` in the folder called `name`.
  func run(_ plan: TrainingPlan, in name: String, resuming: Bool = false) throws -> TrainingRun {
    try TrainingRun(
      plan, data: data, folder: path(name), pool: WorkerPool(workers: plan.threads), resuming: resuming)
  }

  func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  /// Every file of a run's checkpoints by its path, links by what they stand for.
  func checkpoints(_ name: String) throws -> [String: Data] {
    let root = folder.appendingPathComponent("\(name)/checkpoints")
    var files: [String: Data] = [:]
    for path in try FileManager.default.subpathsOfDirectory(atPath: root.path) {
      let url = root.appendingPathComponent(path)
      if let target = try? FileManager.default.destinationOfSymbolicLink(atPath: url.path) {
        files[path] = Data(target.utf8)
      } else if let data = FileManager.default.contents(atPath: url.path) {
        files[path] = data
      }
    }
    return files
  }
}
