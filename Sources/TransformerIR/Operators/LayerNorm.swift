import Quantities

/// Normalises each row of `[rows, channels]` to mean 0 and variance 1, then scales and shifts every channel.
public struct LayerNorm: Hashable, Sendable {
  /// Rows normalised.
  public var rows: Extent
  /// Channels per row.
  public var channels: Double

  /// Makes the norm of `rows` vectors of `channels` channels.
  public init(rows: Extent, channels: Double) {
    self.rows = rows
    self.channels = channels
  }

  /// Every element is read and written; gain and bias are weights.
  public func work(at lengths: Lengths, _ precision: Precision) -> Work {
    Work(
      weightBytes: 2 * channels * precision.bytesPerElement,
      dataBytes: 2 * rows.value(at: lengths) * channels * precision.bytesPerElement)
  }
}
