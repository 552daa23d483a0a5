/// Adam: each weight moves by the running mean of its gradient over the root of its running mean square.
///
/// ```
/// m = β₁·m + (1-β₁)·g        v = β₂·v + (1-β₂)·g²        w = (1 - η·λ)·w - η·m̂ / (√v̂ + ε)
/// m̂ = m / (1-β₁ᵗ)            v̂ = v / (1-β₂ᵗ)
/// ```
/// Weight decay λ is decoupled from the gradient (AdamW); it is 0 by default, and β and ε are PyTorch's.
///
/// Sources: Kingma, Ba. "Adam: A Method for Stochastic Optimization." ICLR 2015. arXiv:1412.6980. Loshchilov, Hutter.
/// "Decoupled Weight Decay Regularization." ICLR 2019. arXiv:1711.05101.
public struct Adam: Equatable, Sendable {
  /// Where ε is added; the difference matters in the first hundreds of steps only.
  public enum EpsilonPlacement: Equatable, Sendable {
    /// `√v̂ + ε`, as in the paper and PyTorch.
    case afterBiasCorrection
    /// `(√v + ε) / √(1-β₂ᵗ)`, as in fairseq, and so in HAT's training of Transformers.
    case beforeBiasCorrection
  }

  /// What happens to a parameter that the loss did not depend on.
  public enum AbsentGradient: Equatable, Sendable {
    /// It rests: neither it nor its running means change, and each parameter counts its own steps. As PyTorch does, and
    /// HAT in single precision.
    case skipped
    /// Its gradient counts as zero: its running means decay and go on moving it. HAT in half precision.
    case zero
  }

  /// η, the size of a step; a schedule sets it before each update.
  public var learningRate: Float
  /// β₁, the share of the running mean that is kept at each step.
  public var meanDecay: Float = 0.9
  /// β₂, the share of the running mean square that is kept at each step.
  public var squareDecay: Float = 0.999
  /// ε, which keeps the quotient finite.
  public var epsilon: Float = 1e-8
  /// Where ε is added.
  public var epsilonPlacement = EpsilonPlacement.afterBiasCorrection
  /// λ, the share of a weight that is taken away per step and unit of learning rate.
  public var weightDecay: Float = 0
  /// What happens to a parameter without a gradient.
  public var absentGradient = AbsentGradient.skipped

  /// The steps that each parameter has taken.
  var stepCounts: [Int] = []
  var mean: [Float] = []
  var square: [Float] = []

  /// Makes an optimiser that has not taken a step yet.
  public init(learningRate: Float) { self.learningRate = learningRate }

  /// Takes one step against `gradientScale` times the `gradients`, the weights being shared out among the pool's workers.
  /// - Precondition: `gradients` belongs to `parameters`, and so did those of all earlier steps.
  public mutating func update(
    _ parameters: inout Parameters, with gradients: Gradients, gradientScale: Float = 1,
    backend: any Backend = CPUBackend(), on pool: WorkerPool = WorkerPool(workers: 1)
  ) {
    precondition(gradients.entries == parameters.entries, "these gradients are another model's")
    if stepCounts.isEmpty {
      stepCounts = parameters.entries.map { _ in 0 }
      mean = Array(repeating: 0, count: parameters.count)
      square = mean
    }
    precondition(mean.count == parameters.count, "this optimiser has been stepping another model")
    let isStepped = gradients.presence.map { $0 || absentGradient == .zero }
    for index in stepCounts.indices where isStepped[index] { stepCounts[index] += 1 }
    let steps = stepCounts.map { AdamStep(self, number: max($0, 1), gradientScale: gradientScale) }
    parameters.values.withUnsafeMutableBufferPointer { weights in
      mean.withUnsafeMutableBufferPointer { mean in
        square.withUnsafeMutableBufferPointer { square in
          gradients.forEach(gradients.chunks { isStepped[$0] }, on: pool) { _, chunk, gradient in
            backend.adam(
              steps[chunk.entry], weights: weights.part(chunk.range), gradient: gradient, mean: mean.part(chunk.range),
              square: square.part(chunk.range))
          }
        }
      }
    }
  }
}

/// The numbers of one Adam step that are the same for every weight:
/// `w = weightFactor·w - rate·m / (√v·inverseSquareCorrection + epsilon)`.
public struct AdamStep: Sendable {
  /// β₁.
  public let meanDecay: Float
  /// β₂.
  public let squareDecay: Float
  /// 1 - η·λ.
  public let weightFactor: Float
  /// η / (1-β₁ᵗ).
  public let rate: Float
  /// 1 / √(1-β₂ᵗ).
  public let inverseSquareCorrection: Float
  /// ε as it is added to the corrected root.
  public let epsilon: Float
  /// What the gradient is multiplied by first: below 1 where it is clipped.
  public let gradientScale: Float

  /// The numbers of step `number` (the first is 1).
  init(_ adam: Adam, number: Int, gradientScale: Float) {
    self.gradientScale = gradientScale
    let meanCorrection = 1 - power(Double(adam.meanDecay), number)
    let squareCorrection = (1 - power(Double(adam.squareDecay), number)).squareRoot()
    meanDecay = adam.meanDecay
    squareDecay = adam.squareDecay
    weightFactor = 1 - adam.learningRate * adam.weightDecay
    rate = Float(Double(adam.learningRate) / meanCorrection)
    inverseSquareCorrection = Float(1 / squareCorrection)
    epsilon =
      switch adam.epsilonPlacement {
      case .afterBiasCorrection: adam.epsilon
      case .beforeBiasCorrection: Float(Double(adam.epsilon) / squareCorrection)
      }
  }
}

/// `base` to the power `exponent`, by repeated squaring.
private func power(_ base: Double, _ exponent: Int) -> Double {
  if exponent == 0 { return 1 }
  let root = power(base * base, exponent / 2)
  return exponent.isMultiple(of: 2) ? root : root * base
}
