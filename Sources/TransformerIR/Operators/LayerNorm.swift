import Quantities

/// Normalises each row of `[rows, channels]` to mean 0 and variance 1, then scales and shifts every channel; fused, the
/// row is first the sum of a sublayer's output and the residual stream.
public struct LayerNorm: Hashable, Sendable {
  /// Rows normalised.
  public var rows: Extent
  /// Channels per row.
  public var channels: Double
  /// Whether a second operand, the residual stream, is added first.
  public var addsResidual: Bool

  /// Makes the norm of `rows` vectors of `channels` channels.
  public init(rows: Extent, channels: Double, addsResidual: Bool = false) {
    self.rows = rows
    self.channels = channels
    self.addsResidual = addsResidual
  }

  /// Every element of every operand is read, and one written; gain and bias are weights.
  public func work(at lengths: Lengths, _ precision: Precision) -> Work {
    Work(
      weightBytes: 2 * channels * precision.bytesPerElement,
      dataBytes: (addsResidual ? 3 : 2) * rows.value(at: lengths) * channels * precision.bytesPerElement)
  }
}
