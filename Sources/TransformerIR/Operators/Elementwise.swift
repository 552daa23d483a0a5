import Quantities

/// A function of each element of one or two `[rows, channels]` tensors.
public struct Elementwise: Hashable, Sendable {
  /// The function.
  public enum Function: Hashable, Sendable {
    /// Scales an embedding and adds the sinusoidal position.
    case addPosition
    /// Adds the residual stream to a sublayer's output.
    case addResidual
    /// `max(x, 0)`.
    case relu
  }

  /// The function.
  public var function: Function
  /// Rows of every operand.
  public var rows: Extent
  /// Channels of every operand.
  public var channels: Double

  /// Makes an elementwise operator over `[rows, channels]`.
  public init(_ function: Function, rows: Extent, channels: Double) {
    self.function = function
    self.rows = rows
    self.channels = channels
  }

  /// Operands read plus one result written.
  public func work(at lengths: Lengths, _ precision: Precision) -> Work {
    let operands: Double =
      switch function {
      case .addPosition, .addResidual: 2
      case .relu: 1
      }
    return Work(dataBytes: (operands + 1) * rows.value(at: lengths) * channels * precision.bytesPerElement)
  }
}
