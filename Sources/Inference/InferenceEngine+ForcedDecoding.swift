import Quantities
import TensorEngine
import TransformerIR

/// How long the parts of a forced translation took.
public struct ForcedDecodingTime: Hashable, Sendable {
  /// The encoder.
  public var encoder: Seconds
  /// Keys and values of encoder-decoder attention, and all decoder steps.
  public var decoder: Seconds

  /// Makes the times of the two parts.
  public init(encoder: Seconds, decoder: Seconds) {
    self.encoder = encoder
    self.decoder = decoder
  }
}

extension InferenceEngine {
  /// Decodes step by step with given words, as HAT measures latencies: the encoder once, cross keys once, then one step
  /// for each word at `sentences × beam` rows, with the output layer every time.
  ///
  /// If the graph has a search, its nodes run too and caches move as its choices ask, but words stay the given ones.
  /// - Parameters:
  ///   - sentences: Source tokens of each, with the end symbol.
  ///   - previousTarget: For each sentence the words that the decoder reads, the end symbol first; all of one length.
  ///   - beam: Rows of each sentence; nil for as many as planned.
  /// - Throws: ``InferenceError`` if the input does not fit.
  @discardableResult
  public func forcedDecode(
    _ sentences: [[Int32]], previousTarget: [[Int32]], beam: Int? = nil, observer: (any NodeObserver)? = nil
  ) throws(InferenceError) -> ForcedDecodingTime {
    try forcedDecode(sentences, previousTarget, beam ?? workload.setting.beam, observer) { _, _ in }
  }

  /// The logits of every step of a forced decoding, one row for each sentence.
  ///
  /// They equal ``logits(_:previousTarget:observer:)`` to rounding; this is the slow way, kept as a check.
  /// - Returns: For each sentence `[words, target vocabulary]`.
  /// - Throws: ``InferenceError`` if the input does not fit, or if the graph has a search, which writes over logits.
  public func stepwiseLogits(
    _ sentences: [[Int32]], previousTarget: [[Int32]]
  ) throws(InferenceError) -> [Tensor] {
    guard !workload.setting.includesSearch else {
      throw .impossiblePlan("a search writes over the logits; plan without includesSearch to read them step by step")
    }
    let vocabulary = workload.architecture.vocabulary.target
    var scalars = [[Float]](repeating: [], count: sentences.count)
    _ = try forcedDecode(sentences, previousTarget, 1, nil) { step, logits in
      for (index, words) in previousTarget.enumerated() where step < words.count {
        scalars[index] += UnsafeBufferPointer(start: logits + index * vocabulary, count: vocabulary)
      }
    }
    return scalars.map { Tensor($0, shape: [$0.count / vocabulary, vocabulary]) }
  }

  private func forcedDecode(
    _ sentences: [[Int32]], _ previousTarget: [[Int32]], _ beam: Int, _ observer: (any NodeObserver)?,
    afterStep: (_ step: Int, _ logits: UnsafePointer<Float>) -> Void
  ) throws(InferenceError) -> ForcedDecodingTime {
    try check(source: sentences)
    try check(target: previousTarget, sources: sentences.count)
    let search = BeamSearch(beam: beam, maximumLength: 0, minimumLength: 0)
    _ = try search.maximumWords(workload.setting)
    let plan = try translationPlan()
    let steps = previousTarget.map(\.count).max() ?? 0
    return plan.withTables {
      let began = NodeTimer.now()
      plan.encode(sentences, observer)
      let encoded = NodeTimer.now()
      plan.run(.crossKeys, observer)
      plan.batch.startDecoding(beam: beam)
      plan.search?.start(search, maximum: steps, forces: true, plan.batch)
      for step in 0..<steps where plan.batch.inFlightCount > 0 {
        plan.batch.force(previousTarget, at: step)
        plan.decodeStep(observer)
        afterStep(step, plan.logits)
      }
      let decoded = NodeTimer.now()
      return ForcedDecodingTime(
        encoder: Seconds(Double(encoded - began) * 1e-9), decoder: Seconds(Double(decoded - encoded) * 1e-9))
    }
  }
}

extension BatchState {
  /// Gives every row the word of its sentence at `step`; after its last word, a sentence goes on with end symbols.
  fileprivate func force(_ words: [[Int32]], at step: Int) {
    for row in 0..<targetRows {
      let sentence = words[inFlight[row / beam]]
      targetTokens[row] = step < sentence.count ? sentence[step] : SpecialToken.end
    }
  }
}
