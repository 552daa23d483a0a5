/// How long a translation may become: `perToken·n + constant` words for a source of n tokens, its end symbol counted.
///
/// As in fairseq, the longest sentence of a batch decides for all of it.
public struct LengthLimit: Hashable, Sendable {
  /// Words for each source token; fairseq's `max_len_a`.
  public let perToken: Double
  /// Words more; fairseq's `max_len_b`.
  public let constant: Int

  /// Makes a limit. The default is what fairseq's recipes use for BLEU while training.
  /// - Precondition: Neither is negative, and `perToken` is finite.
  public init(perToken: Double = 1.2, constant: Int = 10) {
    precondition(
      perToken >= 0 && perToken.isFinite && constant >= 0,
      "a length limit of \(perToken) words per token and \(constant)")
    self.perToken = perToken
    self.constant = constant
  }

  /// HAT's scripts: 200 words for any sentence. Takes much memory for keys and values, so that batches are smaller.
  public static let hat = LengthLimit(perToken: 0, constant: 200)

  /// Words at most for a source of `tokens`, the end symbol not counted; at least one.
  public func words(for tokens: Int) -> Int { max(1, Int(perToken * Double(tokens)) + constant) }
}
