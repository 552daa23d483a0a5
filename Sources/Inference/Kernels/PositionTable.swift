import TensorEngine

/// The sinusoidal positions of a design: the first columns of the SuperTransformer's table, and what embeddings are
/// multiplied by before positions are added.
final class PositionTable {
  /// √width, with the width of the design.
  let scale: Float
  private let storage: Storage<Float>
  private let length, channels: Int

  /// Row p belongs to a sentence's p-th token, counted from 0.
  var view: MatrixView { MatrixView(storage.base, rows: length, columns: channels) }

  /// Cuts the first `channels` of `width`, for sentences of `length` tokens.
  init(length: Int, channels: Int, width: Int) throws(InferenceError) {
    guard width >= 4 else {
      throw .impossiblePlan("positions need 4 channels at least, and the SuperTransformer has \(width)")
    }
    self.length = length
    self.channels = channels
    scale = Float(Double(channels).squareRoot())
    storage = try Storage(length * channels)
    let whole = SinusoidalPositions.cached(atLeast: length, width: width).table
    whole.withMatrix { whole in
      for row in 0..<length {
        let source = whole.base + (row + SinusoidalPositions.firstRow) * whole.stride
        (storage.base + row * channels).update(from: source, count: channels)
      }
    }
  }
}
