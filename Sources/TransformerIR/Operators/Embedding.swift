import Quantities

/// Looks up one row of `channels` numbers for each of `rows` tokens; fused, also scales it and adds its position.
public struct Embedding: Hashable, Sendable {
  /// Tokens looked up.
  public var rows: Extent
  /// Channels per token.
  public var channels: Double
  /// Rows of the table.
  public var vocabulary: Double
  /// Whether the rows are scaled and the sinusoidal positions added before they are written.
  public var addsPositions: Bool

  /// Makes the look-up of `rows` tokens in a table of `vocabulary` rows.
  public init(rows: Extent, channels: Double, vocabulary: Double, addsPositions: Bool = false) {
    self.rows = rows
    self.channels = channels
    self.vocabulary = vocabulary
    self.addsPositions = addsPositions
  }

  /// Only the rows that are looked up are read, not the table; positions are read as data.
  public func work(at lengths: Lengths, _ precision: Precision) -> Work {
    let bytes = rows.value(at: lengths) * channels * precision.bytesPerElement
    return Work(weightBytes: bytes, dataBytes: addsPositions ? 2 * bytes : bytes)
  }
}
