import Files
import Inference
import Quantities
import TensorEngine
import TransformerIR
import TransformerModel

/// The validation losses of designs that inherit a SuperTransformer's weights: what HAT's search spends its time on.
///
/// Every sentence of every design is computed once: without a tape, without padding, with the logits of a few rows at a
/// time in memory, and with weights packed once for all designs that use the same slice. Losses that were kept by a
/// ``LossJournal`` are not computed again.
///
/// ```swift
/// let losses = try InheritedLosses(model: model, parameters: parameters, sources: sources, targets: targets, threads: 2)
/// let first = try losses.losses(of: designs, sentences: 0..<64)
/// ```
public final class InheritedLosses {
  /// Target tokens of each sentence, in the order in which ``losses(of:sentences:)`` counts sentences.
  public let tokens: [Int]
  /// Sentences computed so far, and those answered from memory.
  public private(set) var computed = 0, remembered = 0
  /// The wall-clock time of computing, that of earlier sittings included.
  public private(set) var seconds = 0.0
  /// Asked between portions of work: whether to stop.
  public var shouldStop: () -> Bool = { false }

  private let sources, targets: [[Int32]]
  private let smoothing: Float
  private let maximumTokens: Int
  private let crew: EngineCrew
  private var journal: LossJournal?
  /// The losses of the first sentences.
  private var known: [SubTransformer: [Float]] = [:]

  /// The work was stopped because ``shouldStop`` said so.
  public struct Stopped: Error {}

  /// Prepares to judge designs on pairs of sentences, each with its end symbol, in the order given.
  /// - Parameters:
  ///   - smoothing: The ε of label smoothing; 0.1 in HAT.
  ///   - maximumTokens: Tokens of either side that go through an engine together.
  ///   - threads: How many engines work side by side.
  ///   - backend: Who does the arithmetic; with several threads it must have no pool of its own.
  ///   - budget: What packed weights may take; a space with many slices of large weights needs several times the model.
  /// - Throws: `InferenceError` that names the sentence by its place, counted from 0.
  public init(
    model: SuperTransformer, parameters: Parameters, sources: [[Int32]], targets: [[Int32]], smoothing: Float = 0.1,
    maximumTokens: Int = 4096, threads: Int = 1, backend: any Backend = CPUBackend(),
    budget: ByteCount = ByteCount(.infinity)
  ) throws(InferenceError) {
    guard sources.count == targets.count else {
      throw .unpairedSentences(sources: sources.count, targets: targets.count)
    }
    crew = EngineCrew(
      architecture: model.architecture, weights: PackedWeightCache(parameters, backend: backend, budget: budget),
      threads: threads)
    try crew.check(sources, .source, limit: EngineCrew.longestSentence)
    try crew.check(targets, .target, limit: EngineCrew.longestSentence)
    self.sources = sources
    self.targets = targets
    self.smoothing = smoothing
    self.maximumTokens = maximumTokens
    tokens = targets.map(\.count)
  }

  /// Changes with the weights, the sentences, their order and the smoothing: losses are only comparable within one.
  public var fingerprint: String {
    let parameters = crew.weights.parameters
    var names = parameters.names.map { name in
      parameters[name].withScalars { "\(name) \(Fingerprint.of(UnsafeRawBufferPointer($0)))" }
    }
    for sentences in [sources, targets] {
      let joined = sentences.flatMap { [Int32($0.count)] + $0 }
      names.append(joined.withUnsafeBytes { Fingerprint.of($0) })
    }
    return Fingerprint.of(names + ["\(smoothing)"])
  }

  /// From now on keeps every loss in `journal`, and knows those that are in it.
  /// - Precondition: Nothing was computed yet.
  public func keep(in journal: LossJournal) {
    precondition(known.isEmpty, "a journal of losses that begins in the middle")
    self.journal = journal
    seconds += journal.seconds
    for (design, losses) in journal.losses where losses.count > known[design]?.count ?? 0 {
      known[design] = Array(losses.prefix(tokens.count))
    }
  }

  /// The label-smoothed loss of each of `sentences` under each of `designs`, summed over the sentence's tokens, in nats.
  ///
  /// - Returns: One row per design, in order.
  /// - Throws: `InferenceError`; ``Stopped``; `TrainingError.unusable` if the journal cannot be written, `wrongCheckpoint` for
  ///   a loss that is not finite.
  public func losses(of designs: [SubTransformer], sentences: Range<Int>) throws -> [[Float]] {
    var missing: [(design: SubTransformer, sentences: Range<Int>)] = []
    var asked: Set<SubTransformer> = []
    for design in designs where asked.insert(design).inserted {
      let have = known[design]?.count ?? 0
      remembered += max(0, min(have, sentences.upperBound) - sentences.lowerBound)
      if have < sentences.upperBound { missing.append((design, have..<sentences.upperBound)) }
    }
    // In portions, so that little is lost when the program is stopped.
    for start in stride(from: 0, to: missing.count, by: Self.portion) {
      if shouldStop() { throw Stopped() }
      let part = Array(missing[start..<min(start + Self.portion, missing.count)])
      let start = ContinuousClock.now
      let rows = try compute(part)
      let elapsed = (ContinuousClock.now - start) / .seconds(1)
      seconds += elapsed
      let each = elapsed / Double(max(1, rows.reduce(0) { $0 + $1.count }))
      for (item, found) in zip(part, rows) {
        guard found.allSatisfy(\.isFinite) else {
          throw TrainingError.wrongCheckpoint(
            "these weights give no finite loss for the design \(item.design): the run had diverged, or the checkpoint is "
              + "damaged; take an earlier one")
        }
        known[item.design, default: []] += found
        try journal?.append(item.design, from: item.sentences.lowerBound, found, seconds: each * Double(found.count))
        computed += found.count
      }
    }
    return designs.map { Array(known[$0]![sentences]) }
  }

  /// Designs that are worked on together.
  private static let portion = 16

  private func compute(
    _ items: [(design: SubTransformer, sentences: Range<Int>)]
  ) throws(InferenceError) -> [[Float]] {
    var jobs: [(item: Int, job: EngineCrew.Job, offsets: [Int])] = []
    // A design stays with one thread if there are enough of them; else threads share its batches.
    let sharesBatches = items.count < 2 * crew.threads
    for (index, item) in items.enumerated() {
      let batches = batches(item.sentences)
      if sharesBatches {
        jobs += batches.map { (index, .init(design: item.design, batches: [$0]), $0.indices) }
      } else {
        jobs.append((index, .init(design: item.design, batches: batches), batches.flatMap(\.indices)))
      }
    }
    let found = try crew.map(jobs.map(\.job)) { engine, batch throws(InferenceError) in
      try engine.crossEntropies(
        batch.indices.map { sources[$0] }, targets: batch.indices.map { targets[$0] }, smoothing: smoothing)
    }
    var losses = items.map { Array(repeating: Float.nan, count: $0.sentences.count) }
    for (job, sums) in zip(jobs, found) {
      for (sentence, sum) in zip(job.offsets, sums.joined()) {
        losses[job.item][sentence - items[job.item].sentences.lowerBound] = Float(sum.loss)
      }
    }
    return losses
  }

  private func batches(_ sentences: Range<Int>) -> [PlannedBatch] {
    let lengths = sentences.map { (source: sources[$0].count, target: targets[$0].count) }
    return PlannedBatch.teacherForced(lengths, maximumTokens: maximumTokens, threads: crew.threads).map {
      PlannedBatch(indices: $0.indices.map { $0 + sentences.lowerBound }, setting: $0.setting)
    }
  }
}
