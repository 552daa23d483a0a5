import Files
import Foundation
import TensorEngine
import TransformerIR
import TransformerModel
import TranslationData

/// A training run in a folder: from the first update to the last, over as many sittings as it takes.
///
/// ```
/// OUTPUT/run.json          what is trained, on what: a resumed run must ask for the same
/// OUTPUT/data/             the text pipeline and the tokens
/// OUTPUT/checkpoints/      last, best, averaged and the last epochs' (``TrainingCheckpoint``)
/// OUTPUT/log.csv, validation.csv
/// ```
/// With one seed and one number of threads, two runs write the same checkpoints, and so does a run that was killed and
/// resumed any number of times.
public final class TrainingRun {
  /// What is trained, and how.
  public let plan: TrainingPlan
  /// The run's folder.
  public let folder: String
  /// What the run did.
  public private(set) var log: TrainingLog
  /// Where it stands.
  public private(set) var progress: TrainingCheckpoint.Progress

  private let store: CheckpointStore
  private let trainer: Trainer
  private let batches: EpochBatches
  private let validation: RunValidation
  private let lock: FileLock
  private let clock = ContinuousClock()
  /// Seconds of earlier sittings up to the checkpoint, and the moment this one began.
  private let secondsBefore: Double
  private var began: ContinuousClock.Instant
  /// The updates of the last checkpoint, and the moment it was written.
  private var savedUpdates: Int?
  private var lastSave: ContinuousClock.Instant
  private var window: LogWindow

  /// Updates between two rows of the log.
  private static let logInterval = 50
  /// How much work a kill may cost in the middle of a long epoch.
  private static let saveEvery = Duration.seconds(600)

  /// Sets a run up, or takes it up again where its last checkpoint left it.
  /// - Parameters:
  ///   - initial: Gives the weights to start from instead of random ones; not asked where a checkpoint has them.
  ///   - resuming: Whether to go on with the run in `folder`; a new run needs a folder without one.
  /// - Throws: `wrongCheckpoint` if there is a run and none was expected, or another plan's; the errors of files.
  public init(
    _ plan: TrainingPlan, data: PreparedData, folder: String, initial: (() throws -> Parameters)? = nil,
    pool: WorkerPool, resuming: Bool
  ) throws {
    // What can be refused is refused before the folder is anyone's.
    try plan.validate()
    let model = SuperTransformer(plan.space)
    batches = try EpochBatches(data.train, plan.settings)
    validation = try RunValidation(plan, model, data.valid, threads: pool.workers)
    self.plan = plan
    self.folder = folder
    lock = try Self.lock(folder)
    try plan.claim(folder, resuming: resuming)
    store = CheckpointStore(
      folder: "\(folder)/checkpoints", space: plan.space, design: plan.design, pipeline: data.pipeline,
      kept: plan.settings.keptCheckpoints)
    try store.prepare()
    if resuming, let last = try store.last() {
      let checkpoint = try TrainingCheckpoint(last)
      progress = checkpoint.progress
      savedUpdates = progress.updates
      trainer = Trainer(model, plan.settings, parameters: try checkpoint.parameters(), pool: pool)
      if let state = try checkpoint.optimiserState(for: trainer.parameters) {
        trainer.adam.restore(state, with: trainer.parameters)
      }
    } else {
      progress = TrainingCheckpoint.Progress()
      progress.pipeline = data.pipeline.fingerprint
      let start = try initial?() ?? model.initialParameters(seed: UInt64(plan.settings.seed))
      trainer = Trainer(model, plan.settings, parameters: start, pool: pool)
    }
    log = try TrainingLog(folder: folder, upTo: progress.updates)
    try log.rewrite()
    if let folder = store.best { best = try TrainingCheckpoint(folder).progress.validation }
    // The mean of an earlier end of this run may be the best.
    progress.bestLoss = best.map(\.meanLoss) ?? progress.bestLoss
    secondsBefore = log.seconds
    began = clock.now
    lastSave = began
    window = LogWindow(start: began)
  }

  private static func lock(_ folder: String) throws(TrainingError) -> FileLock {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch { throw .unusable(path: folder, reason: error.localizedDescription) }
    do throws(FileLock.Failure) {
      return try FileLock(for: "\(folder)/run")
    } catch {
      switch error {
      case .held(let process):
        throw .unusable(
          path: folder,
          reason:
            "\(process.map { "process \($0)" } ?? "another process") is training there: wait for its end, or stop it")
      case .unusable(let reason): throw .unusable(path: folder, reason: reason)
      }
    }
  }

  /// What a listener hears.
  public enum Event: Sendable {
    /// An update is done; `eta` is in seconds.
    case update(TrainingLog.Row, eta: Double)
    /// A validation is done.
    case validated(ValidationRecord, updates: Int, epochs: Int)
    /// A checkpoint was written.
    case saved(updates: Int, isBest: Bool)
    /// The mean of the last checkpoints was taken.
    case averaged(count: Int, ValidationRecord, isBest: Bool)
  }

  /// How a sitting ended.
  public enum Ending: Sendable {
    case finished, stopped
  }

  /// Trains to the end, or until `shouldStop` says so; then the state is saved, to be resumed.
  /// - Throws: `diverged`; `unusable` if a checkpoint cannot be written.
  public func run(shouldStop: () -> Bool = { false }, listener: (Event) -> Void = { _ in }) throws -> Ending {
    (began, lastSave) = (clock.now, clock.now)
    window = LogWindow(start: began)
    while !isFinished {
      guard try epoch(shouldStop: shouldStop, listener) else { return .stopped }
    }
    try average(listener)
    return .finished
  }

  /// Updates that the whole run takes.
  public var totalUpdates: Int {
    min(plan.settings.maximumUpdates, (plan.settings.maximumEpochs ?? TrainingSettings.limit) * batches.updates)
  }

  /// The best validation so far, that of the mean included.
  public private(set) var best: ValidationRecord?

  /// Seconds of training and validating so far, over all sittings. Work that a kill threw away is not in it.
  public var seconds: Double { secondsBefore + (clock.now - began).seconds }

  private var isFinished: Bool { progress.updates >= totalUpdates }

  /// Trains to the end of an epoch; false if it was stopped before.
  private func epoch(shouldStop: () -> Bool, _ listener: (Event) -> Void) throws -> Bool {
    let order = batches.order(epoch: progress.epochs + 1)
    while progress.updatesOfEpoch < batches.updates, !isFinished {
      if shouldStop() {
        try closeWindow()
        if savedUpdates != progress.updates { try save(isBest: false, listener) }
        return false
      }
      try update(order, listener)
      if isSaveDue, progress.updatesOfEpoch < batches.updates { try save(isBest: false, listener) }
    }
    try endEpoch(listener)
    return true
  }

  private var isSaveDue: Bool {
    if let interval = plan.settings.saveIntervalUpdates { return progress.updates.isMultiple(of: interval) }
    return clock.now - lastSave > Self.saveEvery
  }

  private func update(_ order: [Int], _ listener: (Event) -> Void) throws {
    let start = clock.now
    let group = batches.group(progress.updatesOfEpoch, of: order)
    let formed = clock.now
    let step = trainer.step(progress.updates, group, plan.lesson(update: progress.updates))
    try progress.watch.see(
      step.sums.loss / Double(step.sums.tokens), gradientNorm: step.gradientNorm, update: progress.updates)
    window.add(step, data: formed - start)
    progress.updates += 1
    progress.updatesOfEpoch += 1
    let eta = window.secondsPerUpdate(until: clock.now) * Double(totalUpdates - progress.updates)
    listener(.update(row, eta: eta))
    if progress.updates.isMultiple(of: Self.logInterval) { try closeWindow() }
  }

  /// The updates since the last row of the log.
  private var row: TrainingLog.Row {
    var row = window.row(until: clock.now)
    row.update = progress.updates
    row.epoch = Double(progress.epochs) + Double(progress.updatesOfEpoch) / Double(batches.updates)
    row.seconds = seconds
    return row
  }

  private func closeWindow() throws {
    if window.updates > 0 { try log.append(row) }
    window = LogWindow(start: clock.now)
  }

  private func endEpoch(_ listener: (Event) -> Void) throws {
    if progress.updatesOfEpoch == batches.updates {
      progress.epochs += 1
      progress.updatesOfEpoch = 0
    }
    if isFinished { try closeWindow() }
    let start = clock.now
    var isBest = false
    if isFinished || progress.epochs.isMultiple(of: plan.settings.validateInterval) {
      let record = try validated()
      progress.validation = record
      isBest = record.meanLoss < progress.bestLoss ?? .infinity
      if isBest { (progress.bestLoss, best) = (record.meanLoss, record) }
      listener(.validated(record, updates: progress.updates, epochs: progress.epochs))
    }
    if isFinished || isBest || progress.epochs.isMultiple(of: plan.settings.saveInterval) {
      try save(isBest: isBest, listener)
    }
    // The log's speed is that of updates.
    window.pause(for: clock.now - start)
  }

  private func validated() throws -> ValidationRecord {
    let record = try validation.record(trainer.parameters)
    guard record.meanLoss.isFinite else {
      throw TrainingError.diverged(
        "the validation loss after update \(progress.updates) is not a number any more. \(DivergenceWatch.advice)")
    }
    for entry in record.entries {
      try log.append(
        TrainingLog.Validation(
          update: progress.updates, epoch: progress.epochs, design: entry.name, loss: entry.loss,
          negativeLogLikelihood: entry.negativeLogLikelihood, seconds: seconds))
    }
    return record
  }

  private func save(isBest: Bool, _ listener: (Event) -> Void) throws {
    try store.save(progress, trainer, isBest: isBest)
    (savedUpdates, lastSave) = (progress.updates, clock.now)
    listener(.saved(updates: progress.updates, isBest: isBest))
  }

  /// Takes the mean of the last epochs' weights, and makes it the best if it validates better.
  private func average(_ listener: (Event) -> Void) throws {
    let names = try store.epochCheckpoints().suffix(plan.settings.averagedCheckpoints)
    guard names.count > 1 else { return }
    let mean = try WeightAverage.of(names.map { "\(store.folder)/\($0)" })
    let record = try validation.record(mean)
    var averaged = progress
    averaged.validation = record
    averaged.averaged = Array(names)
    averaged.optimiserSteps = [:]
    averaged.bestLoss = min(record.meanLoss, progress.bestLoss ?? .infinity)
    let isBest = record.meanLoss < progress.bestLoss ?? .infinity
    try store.saveAverage(averaged, mean, isBest: isBest)
    if isBest { best = record }
    listener(.averaged(count: names.count, record, isBest: isBest))
  }
}
