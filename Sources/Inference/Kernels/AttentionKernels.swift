import TensorEngine

/// Which rows meet in one attention, kept up to date with the batch.
final class AttentionRows {
  /// Who meets whom.
  enum Pattern {
    /// Each source sentence sees itself.
    case source
    /// Each target sentence sees itself, up to the present.
    case causalTarget
    /// Each hypothesis sees its cache of that many positions.
    case cache(positions: Int)
    /// The hypotheses of each sentence see that many encoder outputs of theirs.
    case crossHypotheses(outputs: Int)
    /// Each target sentence sees that many encoder outputs of its source.
    case crossTarget(outputs: Int)
  }

  private let pattern: Pattern
  /// The layout for the batch that ``update(_:)`` saw last.
  private(set) var layout: AttentionLayout
  /// Rows of queries and of keys altogether.
  private(set) var queryRows = 0
  private(set) var keyRows = 0
  /// Channels of all heads.
  let width: Int

  init(_ pattern: Pattern, heads: Int, headWidth: Int, groups: Int) {
    self.pattern = pattern
    width = heads * headWidth
    var isCausal = false
    if case .causalTarget = pattern { isCausal = true }
    layout = AttentionLayout(groups: [], heads: heads, headWidth: headWidth, isCausal: isCausal)
    layout.groups.reserveCapacity(groups)
  }

  /// Follows the batch.
  func update(_ batch: BatchState) {
    layout.groups.removeAll(keepingCapacity: true)
    queryRows = batch.targetRows
    keyRows = batch.sourceRows
    switch pattern {
    case .source:
      queryRows = batch.sourceRows
      for index in 0..<batch.sentenceCount { append(batch.source(index), batch.source(index)) }
    case .causalTarget:
      keyRows = batch.targetRows
      for index in 0..<batch.sentenceCount { append(batch.target(index), batch.target(index)) }
    case .cache(let positions):
      keyRows = batch.targetRows * positions
      for row in 0..<batch.targetRows {
        append(row..<row + 1, row * positions..<row * positions + batch.step + 1)
      }
    case .crossHypotheses(let outputs):
      keyRows *= outputs
      for position in 0..<batch.inFlightCount {
        append(
          position * batch.beam..<(position + 1) * batch.beam, batch.source(batch.inFlight[position]), runs: outputs,
          runStride: batch.sourceRows)
      }
    case .crossTarget(let outputs):
      keyRows *= outputs
      for index in 0..<batch.sentenceCount {
        append(batch.target(index), batch.source(index), runs: outputs, runStride: batch.sourceRows)
      }
    }
  }

  private func append(_ queries: Range<Int>, _ keys: Range<Int>, runs: Int = 1, runStride: Int = 0) {
    layout.groups.append(AttentionLayout.Group(queries: queries, keys: keys, runs: runs, runStride: runStride))
  }
}

extension BatchState {
  /// The rows of source sentence `index`.
  fileprivate func source(_ index: Int) -> Range<Int> { sourceStarts[index]..<sourceStarts[index + 1] }

  /// The rows of target sentence `index`.
  fileprivate func target(_ index: Int) -> Range<Int> { targetStarts[index]..<targetStarts[index + 1] }
}

/// Queries against keys. It goes first, and brings the rows that it shares with softmax and mixing up to date.
final class ScoresKernel: Kernel {
  private let backend: any Backend
  private let rows: AttentionRows
  private let queries, keys: UnsafePointer<Float>
  private let scores: UnsafeMutablePointer<Float>

  init(
    _ backend: any Backend, _ rows: AttentionRows, queries: UnsafePointer<Float>, keys: UnsafePointer<Float>,
    scores: UnsafeMutablePointer<Float>
  ) {
    self.backend = backend
    self.rows = rows
    self.queries = queries
    self.keys = keys
    self.scores = scores
  }

  func run(_ batch: BatchState) {
    rows.update(batch)
    backend.attentionScores(
      MatrixView(queries, rows: rows.queryRows, columns: rows.width),
      MatrixView(keys, rows: rows.keyRows, columns: rows.width), rows.layout,
      into: MutableVector(start: scores, count: rows.layout.scoreCount))
  }
}

/// The softmax of scores.
final class AttentionSoftmaxKernel: Kernel {
  private let backend: any Backend
  private let rows: AttentionRows
  private let scores: UnsafeMutablePointer<Float>

  init(_ backend: any Backend, _ rows: AttentionRows, scores: UnsafeMutablePointer<Float>) {
    self.backend = backend
    self.rows = rows
    self.scores = scores
  }

  func run(_ batch: BatchState) {
    backend.attentionSoftmax(MutableVector(start: scores, count: rows.layout.scoreCount), rows.layout)
  }
}

/// Probabilities against values.
final class MixingKernel: Kernel {
  private let backend: any Backend
  private let rows: AttentionRows
  private let scores, values: UnsafePointer<Float>
  private let output: UnsafeMutablePointer<Float>

  init(
    _ backend: any Backend, _ rows: AttentionRows, scores: UnsafePointer<Float>, values: UnsafePointer<Float>,
    output: UnsafeMutablePointer<Float>
  ) {
    self.backend = backend
    self.rows = rows
    self.scores = scores
    self.values = values
    self.output = output
  }

  func run(_ batch: BatchState) {
    backend.attentionMixing(
      Vector(start: scores, count: rows.layout.scoreCount),
      MatrixView(values, rows: rows.keyRows, columns: rows.width), rows.layout,
      into: MutableMatrixView(output, rows: rows.queryRows, columns: rows.width))
  }
}

/// All of attention in one call.
final class AttentionKernel: Kernel {
  private let backend: any Backend
  private let rows: AttentionRows
  private let queries, keys, values: UnsafePointer<Float>
  private let output: UnsafeMutablePointer<Float>

  init(
    _ backend: any Backend, _ rows: AttentionRows, queries: UnsafePointer<Float>, keys: UnsafePointer<Float>,
    values: UnsafePointer<Float>, output: UnsafeMutablePointer<Float>
  ) {
    self.backend = backend
    self.rows = rows
    self.queries = queries
    self.keys = keys
    self.values = values
    self.output = output
  }

  func run(_ batch: BatchState) {
    rows.update(batch)
    backend.attention(
      MatrixView(queries, rows: rows.queryRows, columns: rows.width),
      MatrixView(keys, rows: rows.keyRows, columns: rows.width),
      MatrixView(values, rows: rows.keyRows, columns: rows.width), rows.layout,
      into: MutableMatrixView(output, rows: rows.queryRows, columns: rows.width))
  }
}
