import Foundation
import GoldenSupport
import TensorEngine
import TestSupport
import Testing
import TransformerModel
import TranslationData

@testable import Training

/// HAT's recorded training, with our whole path in place of the golden batches and rates: sentences written to a corpus,
/// read back from its mapping, shared among workers, stepped by the trainer with the schedule of the settings.
@Suite(.enabled(if: !GoldenTraining.all.isEmpty, "needs ../shared/golden")) struct GoldenStepTests {
  /// The golden README's tolerance, for the 50 steps in which no single-precision run parts from HAT's.
  @Test(arguments: GoldenTraining.all, [1, 2]) func lossesThroughTheDataPathAreHATs(
    golden: GoldenTraining, workers: Int
  ) throws {
    try SharedFiles.withTemporaryFolder { folder in
      try follow(golden, try written(golden, to: folder.path), workers: workers)
    }
  }

  private func follow(_ golden: GoldenTraining, _ corpus: BinaryCorpus, workers: Int) throws {
    let trainer = Trainer(
      golden.model, settings(golden), parameters: golden.initial, pool: WorkerPool(workers: workers))
    var starts = [0]
    for batch in golden.batches { starts.append(starts[starts.count - 1] + batch.target.ranges.count) }
    for (index, step) in golden.steps.prefix(50).enumerated() {
      let batch = TranslationBatch(starts[step.batch]..<starts[step.batch + 1], of: corpus)
      #expect(batch == golden.batches[step.batch])
      let done = trainer.step(index, [batch], .init(labelled: step.config.design, distilled: []))
      #expect(done.sums.tokens == step.ntokens)
      #expect(abs(Float(done.rate) - step.lr_used) <= 1e-6 * step.lr_used, "rate of step \(index)")
      let unit = Double(done.sums.tokens) * M_LN2
      #expect(abs(done.sums.loss / unit - step.loss_base2_per_token) <= 1e-6, "loss of step \(index)")
      #expect(abs(done.gradientNorm - step.grad_norm_before_clip) <= 1e-5 * done.gradientNorm, "norm of step \(index)")
    }
  }

  /// Two micro-batches of an update are one batch of both.
  @Test func accumulatedBatchesAreOneLargeBatch() throws {
    let golden = try #require(GoldenTraining.all.first)
    let design = golden.steps[0].config.design
    let settings = settings(golden)
    let pair = [golden.batches[0], golden.batches[1]]
    let apart = Trainer(golden.model, settings, parameters: golden.initial, pool: WorkerPool(workers: 1))
    let together = Trainer(golden.model, settings, parameters: golden.initial, pool: WorkerPool(workers: 1))
    let lesson = DesignSampling.Lesson(labelled: design, distilled: [])
    let first = apart.step(0, pair, lesson)
    let second = together.step(0, [joined(pair)], lesson)
    #expect(abs(first.sums.loss - second.sums.loss) <= 1e-5 * second.sums.loss)
    #expect(abs(first.gradientNorm - second.gradientNorm) <= 1e-5 * second.gradientNorm)
  }

  /// The largest design learns from the labels, the others from what it says; one tape finds the same gradient.
  @Test func aSandwichIsTheMeanOfItsDesigns() throws {
    let golden = try #require(GoldenTraining.all.first)
    let designs = golden.steps.prefix(3).map(\.config.design)
    let batch = golden.batches[0]
    let trainer = Trainer(golden.model, settings(golden), parameters: golden.initial, pool: WorkerPool(workers: 2))
    let step = trainer.step(0, [batch], .init(labelled: designs[0], distilled: Array(designs[1...])))
    let tape = Tape()
    let scale = 1 / Float(3 * batch.target.count)
    let teacher = golden.model.teacherFeatures(batch, as: designs[0], with: golden.initial, on: tape)
    var gradients = Gradients(for: golden.initial)
    var sums = CrossEntropy()
    tape.gradient(of: golden.initial, into: &gradients) {
      golden.model.loss(
        batch, as: designs[0], smoothing: golden.hyper.label_smoothing, scale: scale, on: $0, sums: &sums)
    }
    #expect(abs(sums.loss - step.sums.loss) <= 1e-5 * sums.loss)
    for design in designs[1...] {
      tape.gradient(of: golden.initial, into: &gradients, adding: true) {
        golden.model.distillationLoss(batch, as: design, teacher: teacher, scale: scale, on: $0, sums: &sums)
      }
    }
    #expect(abs(step.gradientNorm - gradients.norm()) <= 1e-4 * gradients.norm())
  }

  private func joined(_ batches: [TranslationBatch]) -> TranslationBatch {
    func sentences(_ side: (TranslationBatch) -> TokenBatch) -> [[Int32]] {
      batches.flatMap { batch in side(batch).ranges.map { Array(side(batch).tokens[$0]) } }
    }
    return TranslationBatch(source: sentences(\.source), target: sentences(\.target))
  }

  private func settings(_ golden: GoldenTraining) -> TrainingSettings {
    var settings = TrainingSettings()
    settings.dropout = 0
    (settings.meanDecay, settings.squareDecay) = (golden.hyper.betas[0], golden.hyper.betas[1])
    settings.epsilon = golden.hyper.eps
    settings.weightDecay = golden.hyper.weight_decay
    settings.clipNorm = Double(golden.hyper.clip_norm)
    settings.labelSmoothing = golden.hyper.label_smoothing
    settings.unusedParametersMove = golden.hyper.absent_gradients == "zero"
    let (warmUp, last) = (golden.hyper.warmup_updates, golden.hyper.max_update)
    settings.schedule =
      golden.hyper.lr_scheduler == "cosine"
      ? LearningRateSchedule(
        initial: golden.hyper.warmup_init_lr, peak: golden.hyper.max_lr ?? 0, warmUp: warmUp,
        decay: .cosine(minimum: golden.hyper.lr[0], period: last - warmUp, shrink: 1))
      : LearningRateSchedule(
        initial: golden.hyper.warmup_init_lr, peak: golden.hyper.lr[0], warmUp: warmUp, decay: .inverseSquareRoot)
    return settings
  }

  private func written(_ golden: GoldenTraining, to folder: String) throws -> BinaryCorpus {
    let vocabulary = golden.model.architecture.vocabulary
    let pairs = golden.batches.flatMap { batch in
      zip(batch.source.ranges, batch.target.ranges).map {
        (source: Array(batch.source.tokens[$0]), target: Array(batch.target.tokens[$1]))
      }
    }
    let sizes = (vocabulary.source, vocabulary.target)
    try BinaryCorpus.write(
      pairs, folder: folder, part: "train", source: .english, target: .german, vocabularySizes: sizes)
    return try BinaryCorpus(
      folder: folder, part: "train", source: .english, target: .german, vocabularySizes: sizes)
  }
}
