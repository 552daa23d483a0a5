import Glibc

/// One head of one group of an attention, as the loops below see it.
private struct Head {
  let layout: AttentionLayout
  let group: AttentionLayout.Group
  /// The head's first column in queries, keys, values and outputs.
  let column: Int
  /// Its first score.
  let offset: Int

  /// The row of the head's `key`, counted through all runs.
  func row(of key: Int) -> Int {
    group.keys.lowerBound + key % group.keys.count + key / group.keys.count * group.runStride
  }

  func isVisible(_ query: Int, _ key: Int) -> Bool { !layout.isCausal || key <= query }

  func score(_ query: Int, _ key: Int) -> Int { offset + query * group.keyCount + key }

  static func all(of layout: AttentionLayout) -> [Head] {
    var heads: [Head] = []
    var offset = 0
    for group in layout.groups {
      for head in 0..<layout.heads {
        heads.append(Head(layout: layout, group: group, column: head * layout.headWidth, offset: offset))
        offset += group.scoreCount
      }
    }
    return heads
  }
}

extension ReferenceBackend {
  /// `s[i, j] = scale·Σ_c q[i, c]·k[j, c]` within each head.
  public func attentionScores(
    _ queries: MatrixView, _ keys: MatrixView, _ layout: AttentionLayout, into scores: MutableVector
  ) {
    checkLengths(scores.count, layout.scoreCount)
    for head in Head.all(of: layout) {
      for (i, query) in head.group.queries.enumerated() {
        for j in 0..<head.group.keyCount {
          let sum = (0..<layout.headWidth).reduce(0.0) {
            $0 + Double(queries[query, head.column + $1]) * Double(keys[head.row(of: j), head.column + $1])
          }
          scores[head.score(i, j)] = Float(Double(layout.scale) * sum)
        }
      }
    }
  }

  /// `p[i, j] = exp(s[i, j] - maxⱼ) / Σⱼ` over visible keys, 0 elsewhere.
  public func attentionSoftmax(_ scores: MutableVector, _ layout: AttentionLayout) {
    checkLengths(scores.count, layout.scoreCount)
    for head in Head.all(of: layout) {
      for i in 0..<head.group.queries.count {
        let visible = (0..<head.group.keyCount).filter { head.isVisible(i, $0) }
        let greatest = visible.map { scores[head.score(i, $0)] }.max() ?? 0
        let sum = visible.reduce(0.0) { $0 + exp(Double(scores[head.score(i, $1)] - greatest)) }
        for j in 0..<head.group.keyCount {
          let score = scores[head.score(i, j)]
          scores[head.score(i, j)] = head.isVisible(i, j) ? Float(exp(Double(score - greatest)) / sum) : 0
        }
      }
    }
  }

  /// `o[i, c] = Σⱼ p[i, j]·v[j, c]` within each head.
  public func attentionMixing(
    _ probabilities: Vector, _ values: MatrixView, _ layout: AttentionLayout, into output: MutableMatrixView
  ) {
    checkLengths(probabilities.count, layout.scoreCount)
    for head in Head.all(of: layout) {
      for (i, query) in head.group.queries.enumerated() {
        for c in head.column..<head.column + layout.headWidth {
          let sum = (0..<head.group.keyCount).reduce(0.0) {
            $0 + Double(probabilities[head.score(i, $1)]) * Double(values[head.row(of: $1), c])
          }
          output.row(query)[c] = Float(sum)
        }
      }
    }
  }

  /// Scores, softmax, dropout and mixing, one after the other.
  public func attention(
    _ queries: MatrixView, _ keys: MatrixView, _ values: MatrixView, _ layout: AttentionLayout, dropout: Dropout?,
    probabilities: MutableVector?, into output: MutableMatrixView
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: layout.scoreCount) { scores in
      attentionScores(queries, keys, layout, into: scores)
      attentionSoftmax(scores, layout)
      if let probabilities { _ = probabilities.update(fromContentsOf: scores) }
      if let dropout { self.dropout(dropout, Vector(scores), residual: nil, into: scores, adding: false) }
      attentionMixing(Vector(scores), values, layout, into: output)
    }
  }

  /// With D the dropout's factors: `dP = D∘(dO·Vᵀ)`, `dV = (D∘P)ᵀ·dO`, `dS = P∘(dP - rowsum(P∘dP))`, `dQ = scale·dS·K`,
  /// `dK = scale·dSᵀ·Q`.
  public func dAttention(_ gradient: AttentionGradient, _ layout: AttentionLayout, scratch: MutableVector) {
    checkLengths(scratch.count, gradient.probabilities.count, layout.scoreCount)
    for head in Head.all(of: layout) { dAttention(gradient, head, scratch) }
  }

  private func dAttention(_ g: AttentionGradient, _ head: Head, _ dScores: MutableVector) {
    let (layout, group) = (head.layout, head.group)
    let columns = head.column..<head.column + layout.headWidth
    let (queries, keys) = (0..<group.queries.count, 0..<group.keyCount)
    func factor(_ score: Int) -> Double {
      guard let dropout = g.dropout else { return 1 }
      return dropout.keeps(score) ? Double(dropout.scale) : 0
    }
    for i in queries {
      let dP = keys.map { j in
        factor(head.score(i, j))
          * columns.reduce(0.0) {
            $0 + Double(g.dOutput[group.queries.lowerBound + i, $1]) * Double(g.values[head.row(of: j), $1])
          }
      }
      let mean = keys.reduce(0.0) { $0 + Double(g.probabilities[head.score(i, $1)]) * dP[$1] }
      for j in keys {
        dScores[head.score(i, j)] = Float(Double(g.probabilities[head.score(i, j)]) * (dP[j] - mean))
      }
    }
    for c in columns {
      for i in queries {
        let sum = keys.reduce(0.0) { $0 + Double(dScores[head.score(i, $1)]) * Double(g.keys[head.row(of: $1), c]) }
        g.dQueries.row(group.queries.lowerBound + i)[c] = Float(Double(layout.scale) * sum)
      }
      for j in keys {
        var (dKey, dValue) = (0.0, 0.0)
        for i in queries {
          let (query, score) = (group.queries.lowerBound + i, head.score(i, j))
          dKey += Double(dScores[score]) * Double(g.queries[query, c])
          dValue += factor(score) * Double(g.probabilities[score]) * Double(g.dOutput[query, c])
        }
        g.dKeys.row(head.row(of: j))[c] = Float(Double(layout.scale) * dKey)
        g.dValues.row(head.row(of: j))[c] = Float(dValue)
      }
    }
  }
}
