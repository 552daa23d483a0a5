import Quantities

/// Looks up one row of `channels` numbers for each of `rows` tokens.
public struct Embedding: Hashable, Sendable {
  /// Tokens looked up.
  public var rows: Extent
  /// Channels per token.
  public var channels: Double
  /// Rows of the table.
  public var vocabulary: Double

  /// Makes the look-up of `rows` tokens in a table of `vocabulary` rows.
  public init(rows: Extent, channels: Double, vocabulary: Double) {
    self.rows = rows
    self.channels = channels
    self.vocabulary = vocabulary
  }

  /// Only the rows that are looked up are read, not the table.
  public func work(at lengths: Lengths, _ precision: Precision) -> Work {
    let bytes = rows.value(at: lengths) * channels * precision.bytesPerElement
    return Work(weightBytes: bytes, dataBytes: bytes)
  }
}
