import TensorEngine

/// Looks up embeddings; if `positions` are given, scales them and adds the positions.
final class EmbeddingKernel: Kernel {
  private let backend: any Backend
  private let rows: RowCount
  private let channels, vocabulary, tableWidth: Int
  private let positions: PositionTable?
  private let output: UnsafeMutablePointer<Float>

  init(
    _ backend: any Backend, rows: RowCount, channels: Int, vocabulary: Int, tableWidth: Int, positions: PositionTable?,
    output: UnsafeMutablePointer<Float>
  ) {
    self.backend = backend
    self.rows = rows
    self.channels = channels
    self.vocabulary = vocabulary
    self.tableWidth = tableWidth
    self.positions = positions
    self.output = output
  }

  func run(_ batch: BatchState) {
    let (tokens, places, table) = batch.lookUp(rows)
    backend.embed(
      tokens, table: MatrixView(table, rows: vocabulary, columns: channels, stride: tableWidth),
      scale: positions?.scale ?? 1, positions: positions?.view, places: places,
      into: MutableMatrixView(output, rows: tokens.count, columns: channels))
  }
}

/// Scales embeddings and adds their positions.
final class AddPositionsKernel: Kernel {
  private let backend: any Backend
  private let rows: RowCount
  private let positions: PositionTable
  private let input: UnsafePointer<Float>
  private let output: UnsafeMutablePointer<Float>

  init(
    _ backend: any Backend, rows: RowCount, positions: PositionTable, input: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>
  ) {
    self.backend = backend
    self.rows = rows
    self.positions = positions
    self.input = input
    self.output = output
  }

  func run(_ batch: BatchState) {
    let (_, places, _) = batch.lookUp(rows)
    let channels = positions.view.columns
    if input != UnsafePointer(output) { output.update(from: input, count: places.count * channels) }
    backend.addPositions(
      positions.view, places: places, scale: positions.scale,
      to: MutableMatrixView(output, rows: places.count, columns: channels))
  }
}

extension BatchState {
  /// The tokens of `rows`, their places in their sentences, and the table they are looked up in.
  fileprivate func lookUp(
    _ rows: RowCount
  ) -> (tokens: UnsafeBufferPointer<Int32>, places: UnsafeBufferPointer<Int32>, table: UnsafePointer<Float>) {
    let isSource: Bool
    switch rows {
    case .source: isSource = true
    case .target, .output: isSource = false
    }
    let count = rows.range(in: self).count
    guard let table = isSource ? sourceTable : targetTable else { preconditionFailure("no embedding table is lent") }
    return (
      UnsafeBufferPointer(start: isSource ? sourceTokens.base : targetTokens.base, count: count),
      UnsafeBufferPointer(start: isSource ? sourcePlaces.base : targetPlaces.base, count: count), table
    )
  }
}

/// The sum of two buffers.
final class AddKernel: Kernel {
  private let backend: any Backend
  private let rows: RowCount
  private let channels: Int
  private let left, right: UnsafePointer<Float>
  private let output: UnsafeMutablePointer<Float>

  init(
    _ backend: any Backend, rows: RowCount, channels: Int, _ left: UnsafePointer<Float>, _ right: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>
  ) {
    self.backend = backend
    self.rows = rows
    self.channels = channels
    self.left = left
    self.right = right
    self.output = output
  }

  func run(_ batch: BatchState) {
    let count = rows.range(in: batch).count * channels
    backend.add(
      Vector(start: left, count: count), Vector(start: right, count: count),
      into: MutableVector(start: output, count: count))
  }
}

/// ReLU.
final class ReLUKernel: Kernel {
  private let backend: any Backend
  private let rows: RowCount
  private let channels: Int
  private let input: UnsafePointer<Float>
  private let output: UnsafeMutablePointer<Float>

  init(
    _ backend: any Backend, rows: RowCount, channels: Int, input: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>
  ) {
    self.backend = backend
    self.rows = rows
    self.channels = channels
    self.input = input
    self.output = output
  }

  func run(_ batch: BatchState) {
    let count = rows.range(in: batch).count * channels
    backend.relu(Vector(start: input, count: count), into: MutableVector(start: output, count: count))
  }
}

/// The norm of each row, after adding the residual if there is one.
final class LayerNormKernel: Kernel {
  private let backend: any Backend
  private let rows: RowCount
  private let channels: Int
  private let gain, bias: ParameterVector
  private let input: UnsafePointer<Float>
  private let residual: UnsafePointer<Float>?
  private let output: UnsafeMutablePointer<Float>

  init(
    _ backend: any Backend, rows: RowCount, channels: Int, gain: ParameterVector, bias: ParameterVector,
    input: UnsafePointer<Float>, residual: UnsafePointer<Float>?, output: UnsafeMutablePointer<Float>
  ) {
    self.backend = backend
    self.rows = rows
    self.channels = channels
    self.gain = gain
    self.bias = bias
    self.input = input
    self.residual = residual
    self.output = output
  }

  func run(_ batch: BatchState) {
    let rows = rows.range(in: batch).count
    backend.layerNorm(
      MatrixView(input, rows: rows, columns: channels),
      residual: residual.map { MatrixView($0, rows: rows, columns: channels) }, gain: gain.vector, bias: bias.vector,
      into: MutableMatrixView(output, rows: rows, columns: channels), moments: nil)
  }
}

/// The log-softmax over the vocabulary; in a teacher-forced pass that is asked for a loss, the loss instead.
final class LogSoftmaxKernel: Kernel {
  private let backend: any Backend
  private let rows: RowCount
  private let vocabulary: Int
  private let logits: UnsafeMutablePointer<Float>

  init(_ backend: any Backend, rows: RowCount, vocabulary: Int, logits: UnsafeMutablePointer<Float>) {
    self.backend = backend
    self.rows = rows
    self.vocabulary = vocabulary
    self.logits = logits
  }

  func run(_ batch: BatchState) {
    let rows = rows.range(in: batch)
    let logits = MutableMatrixView(logits, rows: rows.count, columns: vocabulary)
    guard let smoothing = batch.smoothing else { return backend.logSoftmax(logits) }
    let targets = UnsafeBufferPointer(start: batch.lossTargets.base + rows.lowerBound, count: rows.count)
    let losses = UnsafeMutableBufferPointer(start: batch.losses.base + rows.lowerBound, count: rows.count)
    _ = backend.crossEntropy(logits, targets: targets, smoothing: smoothing, gradientScale: nil, rows: losses)
  }
}
