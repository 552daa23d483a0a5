import Quantities

/// Picks the best `count` of `candidates` scores for each sentence: one step of a beam search. Fused, the scores are
/// logits whose log-softmax is taken on the way.
public struct TopK: Hashable, Sendable {
  /// Sentences.
  public var rows: Extent
  /// Scores per sentence: beam times vocabulary.
  public var candidates: Double
  /// How many are kept; HAT keeps twice the beam, so that ended hypotheses can be set aside.
  public var count: Double
  /// Whether scores are logits, to be normalised over the vocabulary.
  public var normalises: Bool

  /// Makes the choice of `count` among `candidates` for each of `rows` sentences.
  public init(rows: Extent, candidates: Double, count: Double, normalises: Bool = false) {
    self.rows = rows
    self.candidates = candidates
    self.count = count
    self.normalises = normalises
  }

  /// Every score is read once; a score and an index are written for each that is kept.
  public func work(at lengths: Lengths, _ precision: Precision) -> Work {
    Work(dataBytes: rows.value(at: lengths) * (candidates + 2 * count) * precision.bytesPerElement)
  }
}
