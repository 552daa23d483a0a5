import CKernels

/// One head of one group: pointers and strides for CKernels.
private struct Head {
  let group: AttentionLayout.Group
  let width: Int
  let column: Int
  /// Its first score.
  let offset: Int

  /// The head's first element in the rows that `rows` start.
  func base(_ matrix: MatrixView, _ row: Int) -> UnsafePointer<Float> { matrix.base + row * matrix.stride + column }

  func base(_ matrix: MutableMatrixView, _ row: Int) -> UnsafeMutablePointer<Float> {
    matrix.base + row * matrix.stride + column
  }

  /// Calls `body` with the first row of each run of keys and the first column of its scores.
  func forEachRun(_ body: (_ row: Int, _ column: Int) -> Void) {
    for run in 0..<group.runs { body(group.keys.lowerBound + run * group.runStride, run * group.keys.count) }
  }
}

extension CPUBackend {
  /// Calls `body` for each head of each group, side by side.
  private func forEachHead(_ layout: AttentionLayout, _ body: (Head) -> Void) {
    let work = layout.scoreCount * layout.headWidth
    let count = layout.groups.count * layout.heads
    parts(of: count, grain: max(1, count * WorkGrain.attentionProducts / max(work, 1))) { part in
      var index = part.lowerBound
      var group = index / layout.heads
      var offset = layout.groups[..<group].reduce(0) { $0 + layout.heads * $1.scoreCount }
      while index < part.upperBound {
        let head = index - group * layout.heads
        let scores = layout.groups[group].scoreCount
        body(
          Head(
            group: layout.groups[group], width: layout.headWidth, column: head * layout.headWidth,
            offset: offset + head * scores))
        index += 1
        if head == layout.heads - 1 {
          offset += layout.heads * scores
          group += 1
        }
      }
    }
  }

  /// CKernels.
  public func attentionScores(
    _ queries: MatrixView, _ keys: MatrixView, _ layout: AttentionLayout, into scores: MutableVector
  ) {
    checkLengths(scores.count, layout.scoreCount)
    guard let base = scores.baseAddress else { return }
    forEachHead(layout) { self.scores(queries, keys, $0, layout.scale, into: base + $0.offset) }
  }

  /// CKernels.
  public func attentionSoftmax(_ scores: MutableVector, _ layout: AttentionLayout) {
    checkLengths(scores.count, layout.scoreCount)
    guard let base = scores.baseAddress else { return }
    forEachHead(layout) { softmax(base + $0.offset, $0, layout) }
  }

  /// CKernels.
  public func attentionMixing(
    _ probabilities: Vector, _ values: MatrixView, _ layout: AttentionLayout, into output: MutableMatrixView
  ) {
    checkLengths(probabilities.count, layout.scoreCount)
    guard let base = probabilities.baseAddress else { return }
    forEachHead(layout) { mix(base + $0.offset, values, $0, into: output) }
  }

  /// CKernels: each head from scores to output while its scores are in the core's cache.
  public func attention(
    _ queries: MatrixView, _ keys: MatrixView, _ values: MatrixView, _ layout: AttentionLayout, dropout: Dropout?,
    probabilities: MutableVector?, into output: MutableMatrixView
  ) {
    forEachHead(layout) { head in
      let count = head.group.scoreCount
      ThreadScratch.withFloats(probabilities == nil || dropout != nil ? count : 1) { scratch in
        guard let scratch = scratch.baseAddress else { return }
        let scores = probabilities?.baseAddress.map { $0 + head.offset } ?? scratch
        self.scores(queries, keys, head, layout.scale, into: scores)
        softmax(scores, head, layout)
        if let dropout {
          ck_dropout(
            count, dropout.key, dropout.first + UInt64(head.offset), dropout.rate, scores, nil, scratch, false)
          mix(scratch, values, head, into: output)
        } else {
          mix(scores, values, head, into: output)
        }
      }
    }
  }

  private func scores(
    _ queries: MatrixView, _ keys: MatrixView, _ head: Head, _ scale: Float,
    into scores: UnsafeMutablePointer<Float>
  ) {
    head.forEachRun { row, column in
      ck_multiply(
        head.group.queries.count, head.width, head.group.keys.count,
        head.base(queries, head.group.queries.lowerBound), queries.stride, 1, head.base(keys, row), 1, keys.stride,
        scale, scores + column, head.group.keyCount, false)
    }
  }

  private func softmax(_ scores: UnsafeMutablePointer<Float>, _ head: Head, _ layout: AttentionLayout) {
    let keys = head.group.keyCount
    ck_softmax(head.group.queries.count, keys, keys, layout.isCausal ? 1 : keys, layout.isCausal, scores)
  }

  private func mix(
    _ probabilities: UnsafePointer<Float>, _ values: MatrixView, _ head: Head, into output: MutableMatrixView
  ) {
    head.forEachRun { row, column in
      ck_multiply(
        head.group.queries.count, head.group.keys.count, head.width, probabilities + column, head.group.keyCount, 1,
        head.base(values, row), values.stride, 1, 1, head.base(output, head.group.queries.lowerBound), output.stride,
        column > 0)
    }
  }
}

// MARK: Gradient

extension CPUBackend {
  /// CKernels: all gradients of a head while it is in the core's cache.
  public func dAttention(_ gradient: AttentionGradient, _ layout: AttentionLayout, scratch: MutableVector) {
    checkLengths(scratch.count, gradient.probabilities.count, layout.scoreCount)
    guard let dScores = scratch.baseAddress, let kept = gradient.probabilities.baseAddress else { return }
    forEachHead(layout) { head in
      dAttention(gradient, head, layout.scale, kept + head.offset, dScores + head.offset)
    }
  }

  private func dAttention(
    _ g: AttentionGradient, _ head: Head, _ scale: Float, _ kept: UnsafePointer<Float>,
    _ dScores: UnsafeMutablePointer<Float>
  ) {
    let (queries, columns) = (head.group.queries, head.group.keyCount)
    head.forEachRun { row, column in
      ck_multiply(
        queries.count, head.width, head.group.keys.count, head.base(g.dOutput, queries.lowerBound), g.dOutput.stride, 1,
        head.base(g.values, row), 1, g.values.stride, 1, dScores + column, columns, false)
    }
    dValues(g, head, kept)
    if let dropout = g.dropout { drop(dropout, head, dScores, into: dScores) }
    ck_d_softmax(queries.count, columns, columns, kept, dScores)
    head.forEachRun { row, column in
      ck_multiply(
        queries.count, head.group.keys.count, head.width, dScores + column, columns, 1, head.base(g.keys, row),
        g.keys.stride, 1, scale, head.base(g.dQueries, queries.lowerBound), g.dQueries.stride, column > 0)
      ck_multiply(
        head.group.keys.count, queries.count, head.width, dScores + column, 1, columns,
        head.base(g.queries, queries.lowerBound), g.queries.stride, 1, scale, head.base(g.dKeys, row),
        g.dKeys.stride, false)
    }
  }

  /// `dV = (D∘P)ᵀ·dO`.
  private func dValues(_ g: AttentionGradient, _ head: Head, _ kept: UnsafePointer<Float>) {
    let (queries, columns) = (head.group.queries, head.group.keyCount)
    func multiply(_ probabilities: UnsafePointer<Float>) {
      head.forEachRun { row, column in
        ck_multiply(
          head.group.keys.count, queries.count, head.width, probabilities + column, 1, columns,
          head.base(g.dOutput, queries.lowerBound), g.dOutput.stride, 1, 1, head.base(g.dValues, row),
          g.dValues.stride, false)
      }
    }
    guard let dropout = g.dropout else { return multiply(kept) }
    ThreadScratch.withFloats(head.group.scoreCount) { scratch in
      guard let scratch = scratch.baseAddress else { return }
      drop(dropout, head, kept, into: scratch)
      multiply(scratch)
    }
  }

  private func drop(
    _ dropout: Dropout, _ head: Head, _ x: UnsafePointer<Float>, into y: UnsafeMutablePointer<Float>
  ) {
    let first = dropout.first + UInt64(head.offset)
    ck_dropout(head.group.scoreCount, dropout.key, first, dropout.rate, x, nil, y, false)
  }
}
