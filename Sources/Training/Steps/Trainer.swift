import Randomness
import TensorEngine
import TransformerIR
import TransformerModel

/// Takes one training step after the other: loss, gradient, clipping, Adam.
///
/// A step is a function of the weights, the optimiser's running means, the step's number and its batches: the same on
/// every run with the same number of threads.
public final class Trainer {
  /// The SuperTransformer.
  public let model: SuperTransformer
  /// How it is trained.
  public let settings: TrainingSettings
  /// Its weights.
  public internal(set) var parameters: Parameters
  /// The optimiser with its running means.
  public internal(set) var adam: Adam

  /// Two, so that a worker whose core is lent away costs a quarter of a step and not half of it.
  static let sharesPerWorker = 2

  private let workers: DataParallel
  private var gradients: Gradients

  /// Prepares to train `parameters` with as many workers as `pool` has.
  public init(_ model: SuperTransformer, _ settings: TrainingSettings, parameters: Parameters, pool: WorkerPool) {
    self.model = model
    self.settings = settings
    self.parameters = parameters
    adam = settings.optimiser()
    workers = DataParallel(pool: pool, shares: Self.sharesPerWorker * pool.workers)
    gradients = Gradients(for: parameters, parts: workers.shares)
  }

  /// What one step did.
  public struct Step: Sendable {
    /// The loss over the batches before the weights moved, of the design that learned from the labels.
    public var sums: CrossEntropy
    /// The learning rate.
    public var rate: Double
    /// The Euclidean norm of the gradient of the mean loss, before clipping.
    public var gradientNorm: Double
  }

  /// Takes step number `number`, counted from 0, on `batches`; all of them with the same designs.
  func step(_ number: Int, _ batches: [TranslationBatch], _ lesson: DesignSampling.Lesson) -> Step {
    let tokens = batches.reduce(0) { $0 + $1.target.count }
    let scale = 1 / Float(tokens * (1 + lesson.distilled.count))
    let dropout = settings.dropoutSettings
    var sums = CrossEntropy()
    var pass = Pass(seed: settings.seed, step: number)
    for batch in batches {
      let shares = (0..<workers.shares).map { batch.part(workers.range(of: $0, in: batch.target.ranges.count)) }
      let predictions =
        lesson.distilled.isEmpty
        ? []
        : workers.map { tape, share in
          shares[share].isEmpty
            ? nil : model.teacherFeatures(shares[share], as: lesson.labelled, with: parameters, on: tape)
        }
      sums =
        sums
        + add(shares, &pass) { tape, share, key, sums in
          model.loss(
            shares[share], as: lesson.labelled, smoothing: settings.labelSmoothing, scale: scale,
            dropout: (dropout, key), on: tape, sums: &sums)
        }
      for student in lesson.distilled {
        _ = add(shares, &pass) { tape, share, key, sums in
          guard let teacher = predictions[share] else { preconditionFailure("a share without a teacher") }
          return model.distillationLoss(
            shares[share], as: student, teacher: teacher, scale: scale, dropout: (dropout, key), on: tape, sums: &sums)
        }
      }
    }
    let norm = gradients.norm(on: workers.pool)
    let limit = settings.clipNorm
    adam.learningRate = Float(settings.schedule.rate(after: number))
    // A gradient that is not a number would spoil the running means for good; the run ends instead, on what it had.
    if norm.isFinite, sums.loss.isFinite {
      adam.update(
        &parameters, with: gradients, gradientScale: limit > 0 && norm > limit ? Float(limit / (norm + 1e-6)) : 1,
        on: workers.pool)
    }
    return Step(sums: sums, rate: Double(adam.learningRate), gradientNorm: norm)
  }

  /// Adds the gradient of what `loss` records of each share.
  private func add(
    _ shares: [TranslationBatch], _ pass: inout Pass,
    _ loss: (Tape, _ share: Int, _ dropoutKey: UInt64, inout CrossEntropy) -> Variable
  ) -> CrossEntropy {
    let current = pass
    pass.number += 1
    return withUnsafeTemporaryAllocation(of: CrossEntropy.self, capacity: shares.count) { sums in
      sums.initialize(repeating: CrossEntropy())
      workers.gradient(
        of: parameters, into: &gradients, adding: current.number > 0, weight: { shares[$0].isEmpty ? 0 : 1 }
      ) { tape, share in
        loss(tape, share, current.key(of: share), &sums[share])
      }
      return sums.reduce(CrossEntropy(), +)
    }
  }
}

/// One forward and backward pass of a step: what decides its dropout.
private struct Pass {
  private let stepKey: UInt64
  var number = 0

  init(seed: UInt32, step: Int) {
    var generator = SeededGenerator(seed: UInt64(seed) << 32 | UInt64(step))
    stepKey = generator.next()
  }

  /// The key of a share; no two of a step are the same.
  func key(of share: Int) -> UInt64 { stepKey ^ (UInt64(number) << 16 | UInt64(share)) }
}
