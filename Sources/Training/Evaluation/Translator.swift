import Inference
import Synchronization
import TensorEngine
import TransformerIR
import TransformerModel

/// Translates many sentences of unequal lengths with one design, on all threads.
///
/// ```swift
/// let translator = Translator(model: model, parameters: parameters, design: design, threads: 8)
/// let translations = try translator.translate(sentences)
/// ```
/// Sentences of like length are translated together. A translation depends on its batch in two ways only: the longest
/// sentence's ``LengthLimit`` holds for all, and scores may differ in their last bits.
public struct Translator {
  /// How translations are searched for; its maximum length is the limit's.
  public var search: BeamSearch
  /// How long translations may become.
  public var limit: LengthLimit
  /// Source tokens of a sentence at most, its end symbol counted.
  public var longestSentence = EngineCrew.longestSentence
  private let design: SubTransformer
  private let crew: EngineCrew

  /// Makes a translator.
  /// - Parameters:
  ///   - parameters: The SuperTransformer's.
  ///   - design: Which part of it translates.
  ///   - threads: How many engines work side by side.
  ///   - backend: Who does the arithmetic; with several threads it must have no pool of its own.
  public init(
    model: SuperTransformer, parameters: Parameters, design: SubTransformer, search: BeamSearch = BeamSearch(),
    limit: LengthLimit = LengthLimit(), threads: Int = 1, backend: any Backend = CPUBackend()
  ) {
    self.search = search
    self.limit = limit
    self.design = design
    crew = EngineCrew(
      architecture: model.architecture, weights: PackedWeightCache(parameters, backend: backend), threads: threads)
  }

  /// The best translation of each of `sentences`, in their order.
  /// - Parameters:
  ///   - sentences: Source tokens of each, with the end symbol.
  ///   - progress: Told how many sentences are done; by any thread, by one at a time.
  /// - Returns: Target tokens without the end symbol; none if no hypothesis has a probability.
  /// - Throws: `InferenceError` that names the sentence by its place in `sentences`, counted from 0.
  public func translate(
    _ sentences: [[Int32]], progress: ((_ finished: Int) -> Void)? = nil
  ) throws(InferenceError) -> [[Int32]] {
    try crew.check(sentences, .source, limit: longestSentence)
    let batches = PlannedBatch.cut(
      sentences.map { ($0.count, steps(for: $0.count)) }, capacity: capacity(of: sentences.count)
    ) {
      InferenceSetting(
        sourceLength: $0, targetLength: $1, batch: $2, beam: search.beam, includesSearch: true, runtime: .fused)
    }
    let finished = Mutex(0)
    let found = try crew.map(batches.map { .init(design: design, batches: [$0]) }) {
      engine, batch throws(InferenceError) in
      let part = batch.indices.map { sentences[$0] }
      var search = search
      search.maximumLength = limit.words(for: part[0].count)
      let translations = try engine.translate(part, search: search)
      finished.withLock {
        $0 += part.count
        progress?($0)
      }
      return translations.map { Array(($0.first?.tokens ?? []).dropLast()) }
    }
    var result: [[Int32]] = Array(repeating: [], count: sentences.count)
    for (batch, translations) in zip(batches, found.joined()) {
      for (index, translation) in zip(batch.indices, translations) { result[index] = translation }
    }
    return result
  }

  /// Decoder steps at most for a source of `tokens`: the words and the end symbol.
  private func steps(for tokens: Int) -> Int { limit.words(for: tokens) + 1 }

  /// How many sentences go together, by their lengths: as many as their keys and values have room for, but not so many
  /// that logits leave the cache or threads have nothing to do.
  private func capacity(of count: Int) -> (_ source: Int, _ target: Int) -> Int {
    let share = max(leastBatch, (count + 4 * crew.threads - 1) / (4 * crew.threads))
    let rows = max(1, search.beam)
    return { _, target in
      let floats = 2 * design.decoder.layers.count * crew.architecture.attentionWidth * rows * target
      return max(1, min(rowsTogether / rows, share, cacheElements / floats))
    }
  }
}

/// Rows of a decoder step: enough to keep the kernels of products busy. 16 sentences at beam 5 ran half as fast again as
/// HAT's 128, whose logits leave the cache (8,000 words, width 192).
private let rowsTogether = 80
/// Sentences of a batch when there are few for many threads.
private let leastBatch = 4
/// Keys and values of one engine's self-attention: 256 MiB.
private let cacheElements = 1 << 26
