import Randomness
import TensorEngine

/// How a network is fitted to examples.
public struct RegressionSettings: Equatable, Sendable {
  /// The number of Adam steps.
  public var steps: Int
  /// The rows drawn for each step, without replacement; with fewer examples, each step takes them all.
  public var batch: Int
  /// Adam's η.
  public var learningRate: Float
  /// Adam's decoupled λ.
  public var weightDecay: Float
  /// Decides which rows are drawn.
  public var seed: UInt64
  /// The threads that share each batch. The last bits of the result depend on it, so that it is not taken from the
  /// machine.
  public var workers: Int

  /// Makes settings; the defaults suit a small network.
  public init(
    steps: Int, batch: Int = 128, learningRate: Float, weightDecay: Float = 0, seed: UInt64 = 0, workers: Int = 1
  ) {
    self.steps = steps
    self.batch = batch
    self.learningRate = learningRate
    self.weightDecay = weightDecay
    self.seed = seed
    self.workers = workers
  }
}

extension MultilayerPerceptron {
  /// Adjusts the weights to make the mean squared error over the examples small.
  /// - Parameters:
  ///   - inputs: `[rows, inputs]`.
  ///   - targets: `[rows, outputs]`.
  /// - Returns: The mean squared error of each step's batch, before the step.
  /// - Precondition: There is at least one row.
  @discardableResult
  public mutating func fit(_ inputs: Tensor, _ targets: Tensor, _ settings: RegressionSettings) -> [Float] {
    precondition(inputs.shape[0] == targets.shape[0], "\(inputs.shape[0]) inputs for \(targets.shape[0]) targets")
    var sampler = BatchSampler(rows: inputs.shape[0], batch: settings.batch, seed: settings.seed)
    let training = DataParallel(pool: WorkerPool(workers: settings.workers))
    var gradients = Gradients(for: parameters, parts: settings.workers)
    var adam = Adam(learningRate: settings.learningRate)
    adam.weightDecay = settings.weightDecay
    return (0..<settings.steps).map { _ in
      let batch = sampler.next()
      let loss = training.gradient(of: parameters, into: &gradients, rows: batch.count) { tape, rows in
        let x = tape.constant(rows: batch[rows], of: inputs)
        return tape.meanSquaredError(self(x, on: tape), target: tape.constant(rows: batch[rows], of: targets))
      }
      adam.update(&parameters, with: gradients, on: training.pool)
      return loss
    }
  }
}

/// Draws batches of distinct rows; each batch is drawn afresh from all rows.
struct BatchSampler {
  private var order: [Int]
  private let batch: Int
  private var generator: SeededGenerator

  /// Draws `batch` of `rows` rows at a time, or all of them if there are not more.
  init(rows: Int, batch: Int, seed: UInt64) {
    precondition(rows > 0 && batch > 0, "batches of \(batch) from \(rows) rows")
    order = Array(0..<rows)
    self.batch = min(batch, rows)
    generator = SeededGenerator(seed: seed)
  }

  /// The next batch: the first steps of a Fisher–Yates shuffle. All rows come in order, without a draw.
  mutating func next() -> ArraySlice<Int> {
    if batch < order.count {
      for place in 0..<batch { order.swapAt(place, Int.random(in: place..<order.count, using: &generator)) }
    }
    return order[..<batch]
  }
}
