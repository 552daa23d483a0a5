import TensorEngine
import TransformerIR

extension InferenceEngine {
  /// The logits of a known target, in one pass.
  /// - Parameters:
  ///   - sentences: Source tokens of each, with the end symbol.
  ///   - previousTarget: The words that the decoder reads, the end symbol first.
  /// - Returns: For each sentence `[words, target vocabulary]`.
  /// - Throws: ``InferenceError`` if the input does not fit.
  public func logits(
    _ sentences: [[Int32]], previousTarget: [[Int32]], observer: (any NodeObserver)? = nil
  ) throws(InferenceError) -> [Tensor] {
    let plan = try teacherForcedPlan(sentences, previousTarget)
    let vocabulary = workload.architecture.vocabulary.target
    var scalars: [Float] = []
    plan.withTables {
      plan.encode(sentences, observer)
      plan.run(.crossKeys, observer)
      plan.forEachOutputBlock(observer) { nodes in
        // The log-softmax would write over what is wanted.
        plan.run(.teacherForced, nodes: nodes.prefix(1), observer)
        scalars += UnsafeBufferPointer(start: plan.logits, count: plan.batch.outputRows.count * vocabulary)
      }
    }
    let whole = Tensor(scalars, shape: [scalars.count / vocabulary, vocabulary])
    return sentences.indices.map { index in
      whole[rows: plan.batch.targetStarts[index]..<plan.batch.targetStarts[index + 1]]
    }
  }

  /// How well the design predicts known translations: for validating.
  ///
  /// The output layer works on a block of rows at a time, so that the logits of a large vocabulary are never all in
  /// memory; the loss is taken in place of the graph's log-softmax.
  /// - Parameters:
  ///   - sentences: Source tokens of each, with the end symbol.
  ///   - targets: Target tokens of each, with the end symbol.
  ///   - smoothing: The ε of label smoothing, in 0..<1; 0.1 in HAT.
  /// - Returns: For each sentence, sums in nats over its target tokens.
  /// - Throws: ``InferenceError`` if the input does not fit.
  public func crossEntropies(
    _ sentences: [[Int32]], targets: [[Int32]], smoothing: Float = 0, observer: (any NodeObserver)? = nil
  ) throws(InferenceError) -> [CrossEntropy] {
    guard smoothing >= 0, smoothing < 1 else {
      throw .impossiblePlan("a label smoothing of \(smoothing); it must lie in 0..<1")
    }
    let plan = try teacherForcedPlan(sentences, targets)
    let previous = targets.map { [SpecialToken.end] + $0.dropLast() }
    return plan.withTables {
      plan.encode(sentences, observer)
      plan.run(.crossKeys, observer)
      plan.batch.bind(target: previous)
      var row = 0
      for token in targets.joined() {
        plan.batch.lossTargets[row] = token
        row += 1
      }
      plan.batch.smoothing = smoothing
      defer { plan.batch.smoothing = nil }
      plan.forEachOutputBlock(observer) { nodes in plan.run(.teacherForced, nodes: nodes, observer) }
      return sentences.indices.map { sentence in
        (plan.batch.targetStarts[sentence]..<plan.batch.targetStarts[sentence + 1])
          .reduce(CrossEntropy()) { $0 + plan.batch.losses[$1] }
      }
    }
  }

  /// How well the design predicts known translations, as sums over all of them; otherwise as
  /// ``crossEntropies(_:targets:smoothing:observer:)``.
  public func crossEntropy(
    _ sentences: [[Int32]], targets: [[Int32]], smoothing: Float = 0, observer: (any NodeObserver)? = nil
  ) throws(InferenceError) -> CrossEntropy {
    try crossEntropies(sentences, targets: targets, smoothing: smoothing, observer: observer)
      .reduce(CrossEntropy(), +)
  }

  /// The plan, with `target` as its decoder's rows, if both texts fit.
  private func teacherForcedPlan(
    _ sentences: [[Int32]], _ target: [[Int32]]
  ) throws(InferenceError) -> ExecutionPlan {
    try check(source: sentences)
    try check(target: target, sources: sentences.count)
    let plan = try teacherForcedPlan()
    plan.batch.bind(target: target)
    return plan
  }
}

extension ExecutionPlan {
  /// Runs the decoder's layers over the whole target, then calls `body` with the nodes of the output layer for one block
  /// of rows after the other.
  fileprivate func forEachOutputBlock(_ observer: (any NodeObserver)?, _ body: (_ nodes: Range<Int>) -> Void) {
    let nodes = graph.nodes(of: .teacherForced)
    let output = nodes.firstIndex { $0.role == .output } ?? nodes.count
    run(.teacherForced, nodes: 0..<output, observer)
    for start in stride(from: 0, to: batch.targetRows, by: outputBlock) {
      batch.outputRows = start..<min(start + outputBlock, batch.targetRows)
      body(output..<nodes.count)
    }
  }
}
