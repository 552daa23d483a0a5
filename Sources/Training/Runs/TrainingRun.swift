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
  private let watchClock = ContinuousClock()
  /// Seconds of earlier sittings, and the moment this one began.
  private let secondsBefore: Double
  private var began: ContinuousClock.Instant
  private var lastSave: ContinuousClock.Instant

  /// Updates between two rows of the log.
  private static let logInterval = 50
  /// How much work a kill may cost in the middle of a long epoch.
  private static let saveEvery = Duration.seconds(600)

  /// Sets a run up, or takes it up again where its last checkpoint left it.
  /// - Parameters:
  ///   - initial: Weights to start from instead of random ones.
  ///   - resuming: Whether to go on with the run in `folder`; a new run needs a folder without one.
  /// - Throws: `wrongCheckpoint` if there is a run and none was expected, or another plan's; the errors of files.
  public init(
    _ plan: TrainingPlan, data: PreparedData, folder: String, initial: Parameters? = nil, pool: WorkerPool, resuming: Bool
  ) throws {
    try plan.validate()
    self.plan = plan
    self.folder = folder
    store = CheckpointStore(
      folder: "\(folder)/checkpoints", space: plan.space, design: plan.design, pipeline: data.pipeline,
      kept: plan.settings.keptCheckpoints)
    try plan.claim(folder, resuming: resuming)
    try store.prepare()
    let model = SuperTransformer(plan.space)
    batches = try EpochBatches(data.train, plan.settings)
    validation = RunValidation(plan, model, data.valid, threads: pool.workers)
    if resuming, let last = store.last {
      let checkpoint = try TrainingCheckpoint(last)
      progress = checkpoint.progress
      trainer = Trainer(model, plan.settings, parameters: try checkpoint.parameters(), pool: pool)
      if let state = try checkpoint.optimiserState(for: trainer.parameters) {
        trainer.adam.restore(state, with: trainer.parameters)
      }
    } else {
      progress = TrainingCheckpoint.Progress()
      progress.pipeline = data.pipeline.fingerprint
      trainer = Trainer(
        model, plan.settings, parameters: initial ?? model.initialParameters(seed: UInt64(plan.settings.seed)),
        pool: pool)
    }
    log = try TrainingLog(folder: folder, upTo: progress.updates)
    try log.rewrite()
    best = store.best.flatMap { try? TrainingCheckpoint($0).progress.validation }
    secondsBefore = log.seconds
    began = watchClock.now
    lastSave = began
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
    (began, lastSave) = (watchClock.now, watchClock.now)
    while !isFinished {
      guard try epoch(shouldStop: shouldStop, listener) else { return .stopped }
    }
    try average(listener)
    return .finished
  }

  /// Updates that the whole run takes.
  public var totalUpdates: Int {
    min(plan.settings.maximumUpdates, (plan.settings.maximumEpochs ?? Int.max / batches.updates) * batches.updates)
  }

  /// The largest share of the run's time so far that reading and forming batches took, 0 to 1.
  public private(set) var dataShare = 0.0

  /// The best validation so far, that of the mean included.
  public private(set) var best: ValidationRecord?

  private var isFinished: Bool { progress.updates >= totalUpdates }
  private var seconds: Double { secondsBefore + (watchClock.now - began).seconds }

  /// Trains to the end of an epoch; false if it was stopped before.
  private func epoch(shouldStop: () -> Bool, _ listener: (Event) -> Void) throws -> Bool {
    let order = batches.order(epoch: progress.epochs + 1)
    var window = Window(start: watchClock.now)
    while progress.updatesOfEpoch < batches.updates, !isFinished {
      if shouldStop() {
        if store.last == nil || progress.updatesOfEpoch > 0 { try save(isBest: false, listener) }
        return false
      }
      let start = watchClock.now
      let group = batches.group(progress.updatesOfEpoch, of: order)
      let formed = watchClock.now
      let step = trainer.step(progress.updates, group, plan.lesson(update: progress.updates))
      window.add(step, data: formed - start)
      try progress.watch.see(
        step.sums.loss / Double(step.sums.tokens), gradientNorm: step.gradientNorm, update: progress.updates)
      progress.updates += 1
      progress.updatesOfEpoch += 1
      try report(&window, listener)
      if watchClock.now - lastSave > Self.saveEvery, progress.updatesOfEpoch < batches.updates {
        try save(isBest: false, listener)
      }
    }
    try endEpoch(listener)
    return true
  }

  /// Tells the listener about an update, and the log about every fiftieth.
  private func report(_ window: inout Window, _ listener: (Event) -> Void) throws {
    var row = window.row(until: watchClock.now)
    row.update = progress.updates
    row.epoch = Double(progress.epochs) + Double(progress.updatesOfEpoch) / Double(batches.updates)
    row.seconds = seconds
    listener(.update(row, eta: window.secondsPerUpdate(until: watchClock.now) * Double(totalUpdates - progress.updates)))
    guard progress.updates.isMultiple(of: Self.logInterval) else { return }
    try log.append(row)
    dataShare = window.dataShare(until: watchClock.now)
    window = Window(start: watchClock.now)
  }

  private func endEpoch(_ listener: (Event) -> Void) throws {
    if progress.updatesOfEpoch == batches.updates {
      progress.epochs += 1
      progress.updatesOfEpoch = 0
    }
    var isBest = false
    if isFinished || progress.epochs.isMultiple(of: plan.settings.validateInterval) {
      let record = try validation.record(trainer.parameters)
      progress.validation = record
      isBest = record.meanLoss < progress.bestLoss ?? .infinity
      if isBest { (progress.bestLoss, best) = (record.meanLoss, record) }
      try note(record)
      listener(.validated(record, updates: progress.updates, epochs: progress.epochs))
    }
    if isFinished || isBest || progress.epochs.isMultiple(of: plan.settings.saveInterval) {
      try save(isBest: isBest, listener)
    }
  }

  private func note(_ record: ValidationRecord) throws {
    for entry in record.entries {
      try log.append(
        TrainingLog.Validation(
          update: progress.updates, epoch: progress.epochs, design: entry.name, loss: entry.loss,
          negativeLogLikelihood: entry.negativeLogLikelihood, seconds: seconds))
    }
  }

  private func save(isBest: Bool, _ listener: (Event) -> Void) throws {
    try store.save(progress, trainer, isBest: isBest)
    lastSave = watchClock.now
    listener(.saved(updates: progress.updates, isBest: isBest))
  }

  /// Takes the mean of the last epochs' weights, and makes it the best if it validates better.
  private func average(_ listener: (Event) -> Void) throws {
    let names = try store.epochCheckpoints().suffix(plan.settings.averagedCheckpoints)
    guard names.count > 1 else { return }
    let paths = names.map { "\(store.folder)/\($0)" }
    let mean = try WeightAverage.of(paths)
    let record = try validation.record(mean)
    var averaged = progress
    averaged.validation = record
    averaged.averaged = Array(names)
    averaged.optimiserSteps = [:]
    let isBest = record.meanLoss < progress.bestLoss ?? .infinity
    try store.saveAverage(averaged, mean, isBest: isBest)
    if isBest { best = record }
    listener(.averaged(count: names.count, record, isBest: isBest))
  }
}

/// The updates since the last row of the log.
private struct Window {
  let start: ContinuousClock.Instant
  private var sums = CrossEntropy()
  private var updates = 0
  private var norms = 0.0
  private var rate = 0.0
  private var data = Duration.zero

  init(start: ContinuousClock.Instant) { self.start = start }

  mutating func add(_ step: Trainer.Step, data: Duration) {
    sums = sums + step.sums
    updates += 1
    norms += step.gradientNorm
    rate = step.rate
    self.data += data
  }

  func row(until end: ContinuousClock.Instant) -> TrainingLog.Row {
    var row = TrainingLog.Row()
    let tokens = Double(max(sums.tokens, 1))
    row.loss = sums.loss / tokens
    row.negativeLogLikelihood = sums.nll / tokens
    row.rate = rate
    row.gradientNorm = norms / Double(max(updates, 1))
    row.tokensPerSecond = Double(sums.tokens) / (end - start).seconds
    return row
  }

  func secondsPerUpdate(until end: ContinuousClock.Instant) -> Double {
    (end - start).seconds / Double(max(updates, 1))
  }

  func dataShare(until end: ContinuousClock.Instant) -> Double { data.seconds / (end - start).seconds }
}

extension Duration {
  /// In seconds.
  var seconds: Double { Double(components.seconds) + Double(components.attoseconds) * 1e-18 }
}
