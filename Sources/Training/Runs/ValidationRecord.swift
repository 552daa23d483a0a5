import TensorEngine

/// The validation losses of one moment of a run.
public struct ValidationRecord: Codable, Equatable, Sendable {
  /// One design's loss.
  public struct Entry: Codable, Equatable, Sendable {
    /// `largest`, `smallest`, or `design` where only one is trained.
    public var name: String
    /// The label-smoothed loss in nats per target token.
    public var loss: Double
    /// The negative log-likelihood in nats per target token; its exponential is the perplexity.
    public var negativeLogLikelihood: Double
  }

  /// The losses, largest design first.
  public var entries: [Entry]

  /// What checkpoints are compared by: the mean of the designs' losses. HAT compares by the smallest design's alone, a slip.
  public var meanLoss: Double { entries.reduce(0) { $0 + $1.loss } / Double(max(entries.count, 1)) }
}
