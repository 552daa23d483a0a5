import Files
import Foundation
import TensorEngine
import TransformerIR
import TranslationData

/// The checkpoints of one run: the last, the best, the mean, and those of the last epochs.
///
/// `last` and `best` are links, replaced in one step. A checkpoint's folder is filled under a name with `.partial`, which
/// is then changed; what a killed run left under such a name is cleared away at the next start.
struct CheckpointStore {
  /// `OUTPUT/checkpoints`.
  let folder: String
  let space: SearchSpace
  let design: SubTransformer?
  let pipeline: TextPipeline
  /// Epoch checkpoints to keep.
  let kept: Int

  private var files: FileManager { FileManager.default }

  /// The folder of the last checkpoint; nil before the first.
  /// - Throws: `wrongCheckpoint` if there are checkpoints and the link to the last is lost: starting anew would end them.
  func last() throws(TrainingError) -> String? {
    if let last = existing("last") { return last }
    guard let newest = try names().max() else { return nil }
    throw .wrongCheckpoint(
      "'\(folder)/last' leads nowhere, but there is '\(newest)': make 'last' a link to the checkpoint to go on from")
  }

  /// The names of all numbered checkpoints.
  private func names() throws(TrainingError) -> [String] {
    do {
      return try files.contentsOfDirectory(atPath: folder).filter {
        $0.hasPrefix(Self.prefix) && !$0.hasSuffix(".partial")
      }
    } catch { throw .unusable(path: folder, reason: Self.reason(error)) }
  }

  /// The folder of the best checkpoint.
  var best: String? { existing("best") }

  private func existing(_ name: String) -> String? {
    let path = "\(folder)/\(name)"
    return files.fileExists(atPath: "\(path)/\(TrainingCheckpoint.Name.progress)") ? path : nil
  }

  /// Makes the folder, and clears away what a killed run left half-written.
  func prepare() throws(TrainingError) {
    do {
      try files.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for name in try files.contentsOfDirectory(atPath: folder) where name.hasSuffix(".partial") {
        try files.removeItem(atPath: "\(folder)/\(name)")
      }
    } catch { throw .unusable(path: folder, reason: Self.reason(error)) }
  }

  /// Writes a checkpoint that training can go on from, makes it the last, and clears away what is no longer kept.
  /// - Parameter isBest: Whether it also becomes the best.
  func save(_ progress: TrainingCheckpoint.Progress, _ trainer: Trainer, isBest: Bool) throws(TrainingError) {
    let name = Self.name(updates: progress.updates)
    var progress = progress
    let state = trainer.adam.state(with: trainer.parameters)
    progress.optimiserSteps = state?.steps ?? [:]
    try write(name, progress, trainer.parameters, state)
    // In this order: whoever is killed in between comes to this update again.
    if isBest { try link("best", to: name) }
    try link("last", to: name)
    try prune(except: name)
  }

  /// Writes weights that are the mean of others.
  func saveAverage(_ progress: TrainingCheckpoint.Progress, _ parameters: Parameters, isBest: Bool)
    throws(TrainingError)
  {
    try write("averaged", progress, parameters, nil)
    if isBest { try link("best", to: "averaged") }
  }

  /// The names of the epochs' checkpoints that are there, oldest first.
  func epochCheckpoints() throws(TrainingError) -> [String] {
    try names().filter { isEpochEnd("\(folder)/\($0)") }.sorted()
  }

  private static let prefix = "update-"
  static func name(updates: Int) -> String {
    let digits = String(updates)
    return prefix + String(repeating: "0", count: max(0, 8 - digits.count)) + digits
  }

  private func isEpochEnd(_ path: String) -> Bool {
    struct Place: Decodable {
      let updatesOfEpoch: Int
    }
    guard let data = files.contents(atPath: "\(path)/\(TrainingCheckpoint.Name.progress)"),
      let place = try? JSONDecoder().decode(Place.self, from: data)
    else { return false }
    return place.updatesOfEpoch == 0
  }

  // MARK: Writing

  private func write(
    _ name: String, _ progress: TrainingCheckpoint.Progress, _ parameters: Parameters, _ state: Adam.State?
  ) throws(TrainingError) {
    let (path, partial) = ("\(folder)/\(name)", "\(folder)/\(name).partial")
    do {
      try? files.removeItem(atPath: partial)
      try files.createDirectory(atPath: partial, withIntermediateDirectories: true)
      try Safetensors.write(parameters, to: "\(partial)/\(TrainingCheckpoint.Name.weights)")
      if let state { try Safetensors.write(state.moments, to: "\(partial)/\(TrainingCheckpoint.Name.optimiser)") }
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
      try WholeFile.write(
        [Array(encoder.encode(progress))], to: "\(partial)/\(TrainingCheckpoint.Name.progress)")
      try WholeFile.write(space.yaml, to: "\(partial)/\(TrainingCheckpoint.Name.space)")
      if let design { try WholeFile.write(design.yaml, to: "\(partial)/\(TrainingCheckpoint.Name.design)") }
      try pipeline.save(to: partial)
      // A run that was resumed from an earlier checkpoint comes to this one again.
      if files.fileExists(atPath: path) { try files.removeItem(atPath: path) }
      try files.moveItem(atPath: partial, toPath: path)
    } catch {
      try? files.removeItem(atPath: partial)
      throw .unusable(
        path: path,
        reason: "the checkpoint cannot be written: \(Self.reason(error)); the last one is as it was. "
          + "Make room, then give the same command with --resume")
    }
  }

  private func link(_ name: String, to target: String) throws(TrainingError) {
    let temporary = "\(folder)/\(name).partial"
    try? files.removeItem(atPath: temporary)
    guard symlink(target, temporary) == 0, rename(temporary, "\(folder)/\(name)") == 0 else {
      throw .unusable(path: "\(folder)/\(name)", reason: String(cString: strerror(errno)))
    }
  }

  /// Removes all but the last epochs' checkpoints, the best and the newest; of those that stay, only the newest keeps its
  /// optimiser's state.
  private func prune(except newest: String) throws(TrainingError) {
    let best = (try? files.destinationOfSymbolicLink(atPath: "\(folder)/best")) ?? newest
    let stays = Set(try epochCheckpoints().suffix(kept) + [newest, best])
    let names = try names()
    do {
      for name in names where name != newest {
        let path = "\(folder)/\(name)"
        let part = stays.contains(name) ? "\(path)/\(TrainingCheckpoint.Name.optimiser)" : path
        if files.fileExists(atPath: part) { try files.removeItem(atPath: part) }
      }
    } catch { throw .unusable(path: folder, reason: Self.reason(error)) }
  }

  private static func reason(_ error: any Error) -> String {
    error is CocoaError ? error.localizedDescription : "\(error)"
  }
}
