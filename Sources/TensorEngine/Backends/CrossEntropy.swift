/// How well logits predict a text: sums over its tokens, in nats.
///
/// With label smoothing ε over V words, `loss = (1-ε)·nll + ε/V·Σᵥ -log p(v)`, as in HAT (the sum includes padding's
/// column).
public struct CrossEntropy: Equatable, Sendable, BitwiseCopyable {
  /// The label-smoothed loss.
  public var loss: Double
  /// The negative log-likelihood of the targets.
  public var nll: Double
  /// Tokens counted.
  public var tokens: Int

  /// Makes sums; nothing counted by default.
  public init(loss: Double = 0, nll: Double = 0, tokens: Int = 0) {
    self.loss = loss
    self.nll = nll
    self.tokens = tokens
  }

  /// The sums over both texts.
  public static func + (left: CrossEntropy, right: CrossEntropy) -> CrossEntropy {
    CrossEntropy(loss: left.loss + right.loss, nll: left.nll + right.nll, tokens: left.tokens + right.tokens)
  }
}
