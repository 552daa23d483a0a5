import Files
import Foundation
import TransformerIR
import TransformerModel

/// What a run trains, and how: everything that its result depends on besides the text.
public struct TrainingPlan: Hashable, Sendable {
  /// The space, with the vocabulary of the text.
  public var space: SearchSpace
  /// The only design to train; nil for the whole SuperTransformer.
  public var design: SubTransformer?
  /// How.
  public var settings: TrainingSettings
  /// What the tokens were made from and by: another text is another run.
  public var data: String
  /// Where the weights start from, if not at random.
  public var initialWeights: String?
  /// Workers that share each batch; the last bits of the result depend on it, and on what they cut a batch into.
  public var threads: Int

  /// Makes a plan.
  public init(
    space: SearchSpace, design: SubTransformer?, settings: TrainingSettings, data: String,
    initialWeights: String? = nil, threads: Int
  ) {
    self.space = space
    self.design = design
    self.settings = settings
    self.data = data
    self.initialWeights = initialWeights
    self.threads = threads
  }

  /// Checks that the design is one of the SuperTransformer's and that the settings make sense.
  public func validate() throws {
    try settings.validate()
    try space.validate()
    if let design { try SuperTransformer(space).validate(design) }
  }

  func lesson(update: Int) -> DesignSampling.Lesson {
    design.map { DesignSampling.Lesson(labelled: $0, distilled: []) }
      ?? settings.sampling.lesson(update: update, in: space)
  }
}

extension TrainingPlan {
  /// The plan in a run's folder.
  private struct Record: Codable, Equatable {
    var space: String
    var design: String?
    var settings: TrainingSettings
    var data: String
    var initialWeights: String?
    var threads: Int
    var sharesPerThread: Int
  }

  private var record: Record {
    Record(
      space: space.yaml, design: design?.yaml, settings: settings, data: data, initialWeights: initialWeights,
      threads: threads, sharesPerThread: Trainer.sharesPerWorker)
  }

  /// Whether there is a run in `folder` to go on with.
  /// - Throws: `wrongCheckpoint` if there is one and nobody asked to go on with it.
  public static func isClaimed(_ folder: String, resuming: Bool) throws(TrainingError) -> Bool {
    guard FileManager.default.fileExists(atPath: "\(folder)/run.json") else { return false }
    guard resuming else {
      throw .wrongCheckpoint("'\(folder)' holds a run already: give --resume to go on with it, or another --output")
    }
    return true
  }

  /// Puts the plan into `folder`; when resuming, checks that it is the one that is there.
  func claim(_ folder: String, resuming: Bool) throws {
    let path = "\(folder)/run.json"
    let isClaimed = try Self.isClaimed(folder, resuming: resuming)
    do {
      if isClaimed {
        let found = try JSONDecoder().decode(Record.self, from: Data(try WholeFile.read(path, limit: 1 << 22)))
        let differences = differences(from: found)
        guard differences.isEmpty else {
          throw TrainingError.wrongCheckpoint(
            "the run in '\(folder)' is another one: \(differences.joined(separator: ", ")). "
              + "Resume it with the command that began it, or give another --output")
        }
        return
      }
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      try WholeFile.write([Array(encoder.encode(record))], to: path)
    } catch let error as TrainingError {
      throw error
    } catch let error as DecodingError {
      throw TrainingError.wrongCheckpoint("'\(path)' is not a run's plan: \(error)")
    } catch {
      throw TrainingError.unusable(path: path, reason: "\(error)")
    }
  }

  /// What sets this plan apart from `other`, in words. The end of a run may be moved when it is resumed, as long as rates
  /// stay as they are; what its weights started from does not matter any more.
  private func differences(from other: Record) -> [String] {
    var (mine, theirs) = (record, other)
    for key in [\TrainingSettings.maximumUpdates] { theirs.settings[keyPath: key] = mine.settings[keyPath: key] }
    theirs.settings.maximumEpochs = mine.settings.maximumEpochs
    var all: [String] = []
    if mine.space != theirs.space { all.append("its space differs") }
    if mine.design != theirs.design { all.append("its design differs") }
    if mine.data != theirs.data { all.append("its text differs") }
    if mine.sharesPerThread != theirs.sharesPerThread {
      all.append("another version of hatbench cut its batches otherwise")
    }
    if mine.threads != theirs.threads { all.append("it has \(theirs.threads) threads instead of \(mine.threads)") }
    (mine.space, mine.design) = (theirs.space, theirs.design)
    if mine.settings != theirs.settings {
      let isEnd = mine.settings.schedule != theirs.settings.schedule
      all.append(
        "its \(isEnd ? "learning rates differ (a cosine's depend on max-update)" : "settings differ") (run.json has them)"
      )
    }
    return all
  }
}
