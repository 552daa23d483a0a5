/// Which pairs are fit for training, by their lengths in tokens with the end symbol.
///
/// Source: Moses' `clean-corpus-n.perl` (lengths and ratio), as fairseq's recipes use it after byte-pair encoding.
public struct CorpusFilter: Codable, Hashable, Sendable {
  /// The fewest tokens that a side must have besides its end symbol.
  public var minimumLength: Int
  /// The most tokens that a side may have, its end symbol included.
  public var maximumLength: Int
  /// How many times longer than the other a side may be, both without their end symbols; nil for any.
  public var maximumRatio: Double?

  /// A filter; the defaults are ours, near those of the field's recipes.
  ///
  /// - Precondition: The lengths are in order, and a ratio is at least 1.
  public init(minimumLength: Int = 1, maximumLength: Int = 175, maximumRatio: Double? = 2.5) {
    precondition(
      minimumLength >= 0 && maximumLength > minimumLength,
      "no sentence can have at least \(minimumLength) and at most \(maximumLength) tokens")
    precondition(maximumRatio.map { $0 >= 1 } ?? true, "a ratio below 1 leaves no pair")
    (self.minimumLength, self.maximumLength, self.maximumRatio) = (minimumLength, maximumLength, maximumRatio)
  }

  /// Why a pair of these many tokens, end symbols included, is left out; nil if it is kept.
  public func objection(source: Int, target: Int) -> CorpusReport.Reason? {
    let words = (shorter: min(source, target) - 1, longer: max(source, target) - 1)
    if words.shorter < minimumLength { return .tooShort }
    if words.longer + 1 > maximumLength { return .tooLong }
    if let maximumRatio, Double(words.longer) > maximumRatio * Double(max(words.shorter, 1)) { return .ratio }
    return nil
  }
}
