import TensorEngine

/// Picks each row's best words and lets the search choose among them.
final class TopKKernel: Kernel {
  private let backend: any Backend
  private let search: BeamSearchState
  private let logits: UnsafePointer<Float>
  private let normalises: Bool

  init(_ backend: any Backend, _ search: BeamSearchState, logits: UnsafePointer<Float>, normalises: Bool) {
    self.backend = backend
    self.search = search
    self.logits = logits
    self.normalises = normalises
  }

  func run(_ batch: BatchState) {
    let count = search.wordsPerRow
    let (values, words) = search.lists(rows: batch.targetRows)
    backend.topK(
      MatrixView(logits, rows: batch.targetRows, columns: search.vocabulary), count: count, normalised: normalises,
      values: values, indices: words)
    search.advance(batch, logits: logits, normalises: normalises)
  }
}

/// Moves one layer's cached keys and values to the rows that need them: only where a row's hypothesis has another parent.
final class ReorderCacheKernel: Kernel {
  private let search: BeamSearchState
  private let keys, values: UnsafeMutablePointer<Float>
  private let positions, channels: Int

  init(
    _ search: BeamSearchState, keys: UnsafeMutablePointer<Float>, values: UnsafeMutablePointer<Float>, positions: Int,
    channels: Int
  ) {
    self.search = search
    self.keys = keys
    self.values = values
    self.positions = positions
    self.channels = channels
  }

  func run(_ batch: BatchState) {
    let count = (batch.step + 1) * channels
    let stride = positions * channels
    for move in search.moves {
      (keys + move.to * stride).update(from: keys + move.from * stride, count: count)
      (values + move.to * stride).update(from: values + move.from * stride, count: count)
    }
  }
}
