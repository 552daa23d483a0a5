import Quantities

/// Moves the cached self-attention keys and values of one layer to the hypotheses that survived a step.
public struct CacheReorder: Hashable, Sendable {
  /// Hypotheses in flight.
  public var rows: Double
  /// Positions cached.
  public var positions: Extent
  /// Channels of keys and of values.
  public var channels: Double

  /// Makes the reorder of one layer's caches.
  public init(rows: Double, positions: Extent, channels: Double) {
    self.rows = rows
    self.positions = positions
    self.channels = channels
  }

  /// Keys and values are each read and written once.
  public func work(at lengths: Lengths, _ precision: Precision) -> Work {
    Work(dataBytes: 4 * rows * positions.value(at: lengths) * channels * precision.bytesPerElement)
  }
}
