import TensorEngine
import TransformerIR

extension InferenceEngine {
  /// Translates `sentences` together.
  /// - Parameters:
  ///   - sentences: Source tokens of each, with the end symbol.
  ///   - search: How; its beam and lengths must fit the plan.
  ///   - observer: Told about every node that runs.
  /// - Returns: For each sentence its finished hypotheses, best first: as many as the beam, unless probabilities are not
  ///   numbers or the vocabulary is smaller than the beam.
  /// - Throws: ``InferenceError`` if the input does not fit, or ``InferenceError/plannedWithoutSearch``.
  public func translate(
    _ sentences: [[Int32]], search: BeamSearch, observer: (any NodeObserver)? = nil
  ) throws(InferenceError) -> [[Hypothesis]] {
    try check(source: sentences)
    let maximum = try search.maximumWords(workload.setting)
    let plan = try translationPlan()
    guard let state = plan.search else { throw .plannedWithoutSearch }
    return plan.withTables {
      plan.encode(sentences, observer)
      plan.run(.crossKeys, observer)
      plan.batch.startDecoding(beam: search.beam)
      state.start(search, maximum: maximum, forces: false, plan.batch)
      while plan.batch.inFlightCount > 0 { plan.decodeStep(observer) }
      return state.hypotheses(sentences: sentences.count)
    }
  }

  /// The encoder's outputs.
  /// - Parameter everyLayer: Whether to return the outputs of all layers, first layer first; else only the last's.
  /// - Returns: For each sentence its outputs, each `[tokens, encoder width]`.
  /// - Throws: ``InferenceError`` if the input does not fit.
  public func encode(
    _ sentences: [[Int32]], everyLayer: Bool = false, observer: (any NodeObserver)? = nil
  ) throws(InferenceError) -> [[Tensor]] {
    try check(source: sentences)
    let plan = try translationPlan()
    return plan.withTables {
      plan.batch.bind(source: sentences)
      var outputs = [[Tensor]](repeating: [], count: sentences.count)
      var start = 0
      // A layer's output is copied at once: its memory may be used again before the encoder is through.
      for (layer, output) in plan.encoderOutputs.enumerated() {
        plan.run(.encode, nodes: start..<output.node + 1, observer)
        start = output.node + 1
        guard everyLayer || layer == plan.encoderOutputs.count - 1 else { continue }
        for index in sentences.indices { outputs[index].append(plan.encoderOutput(output.base, sentence: index)) }
      }
      return outputs
    }
  }
}

extension ExecutionPlan {
  /// Runs the encoder over `sentences`.
  func encode(_ sentences: [[Int32]], _ observer: (any NodeObserver)?) {
    batch.bind(source: sentences)
    run(.encode, observer)
  }

  /// Runs one decoder step for every row in flight, and the search's part of it if the graph has one.
  func decodeStep(_ observer: (any NodeObserver)?) {
    batch.placeStep()
    run(.decodeStep, observer)
    batch.step += 1
  }

  fileprivate func encoderOutput(_ base: UnsafePointer<Float>, sentence: Int) -> Tensor {
    let width = graph.workload.design.encoder.embedding
    let rows = batch.sourceStarts[sentence]..<batch.sourceStarts[sentence + 1]
    let scalars = Array(UnsafeBufferPointer(start: base + rows.lowerBound * width, count: rows.count * width))
    return Tensor(scalars, shape: [rows.count, width])
  }
}
