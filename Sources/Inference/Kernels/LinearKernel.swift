import TensorEngine

/// Where a product's result goes.
struct LinearOutput {
  /// The first element of the buffer.
  let base: UnsafeMutablePointer<Float>
  /// Channels of the result.
  let columns: Int
  /// For a cache of keys or values the positions of each hypothesis: row r of step t is then row `r·positions + t`.
  let cachePositions: Int?

  /// The rows that a step writes.
  func view(rows: Int, step: Int) -> MutableMatrixView {
    guard let positions = cachePositions else { return MutableMatrixView(base, rows: rows, columns: columns) }
    return MutableMatrixView(base + step * columns, rows: rows, columns: columns, stride: positions * columns)
  }
}

/// A product of the rows of one buffer with one or several weights; queries, keys and values come out of one call, keys
/// and values straight in their caches.
final class LinearKernel: Kernel {
  private let backend: any Backend
  private let rows: RowCount
  private let input: UnsafePointer<Float>
  private let inner: Int
  private let outputs: [LinearOutput]
  private var parts: [LinearPart]

  init(
    _ backend: any Backend, rows: RowCount, input: UnsafePointer<Float>, inner: Int, weights: [LinearWeight],
    outputs: [LinearOutput], isRectifying: Bool
  ) {
    self.backend = backend
    self.rows = rows
    self.input = input
    self.inner = inner
    self.outputs = outputs
    parts = zip(weights, outputs).map { weight, output in
      LinearPart(
        weight.matrix, bias: weight.bias?.vector, rectifying: isRectifying, into: output.view(rows: 0, step: 0))
    }
    biases = weights.compactMap(\.bias)
  }

  /// Keeps the memory that the parts point into.
  private let biases: [ParameterVector]

  func run(_ batch: BatchState) {
    let rows = rows.range(in: batch)
    for index in parts.indices { parts[index].y = outputs[index].view(rows: rows.count, step: batch.step) }
    backend.linear(MatrixView(input + rows.lowerBound * inner, rows: rows.count, columns: inner), parts)
  }
}

/// Keys and values of encoder-decoder attention over several encoder outputs, each read in place.
///
/// The keys of the outputs that a layer attends to lie one after the other, each of all sentences.
final class CrossProjectionKernel: Kernel {
  private let backend: any Backend
  private let inputs: [UnsafePointer<Float>]
  private let inner: Int
  private let outputs: [LinearOutput]
  private var parts: [LinearPart]
  private let biases: [ParameterVector]

  init(
    _ backend: any Backend, inputs: [UnsafePointer<Float>], inner: Int, weights: [LinearWeight],
    outputs: [LinearOutput]
  ) {
    self.backend = backend
    self.inputs = inputs
    self.inner = inner
    self.outputs = outputs
    parts = zip(weights, outputs).map { weight, output in
      LinearPart(weight.matrix, bias: weight.bias?.vector, into: output.view(rows: 0, step: 0))
    }
    biases = weights.compactMap(\.bias)
  }

  func run(_ batch: BatchState) {
    let rows = batch.sourceRows
    for (index, input) in inputs.enumerated() {
      for (part, output) in outputs.enumerated() {
        parts[part].y = MutableMatrixView(
          output.base + index * rows * output.columns, rows: rows, columns: output.columns)
      }
      backend.linear(MatrixView(input, rows: rows, columns: inner), parts)
    }
  }
}
