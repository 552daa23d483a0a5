/// The designs that one SuperTransformer holds: for every elastic number, the values it may take.
///
/// Every layer draws from the same choices; the number of layers is itself a choice. Sizes multiply quickly: HAT's space
/// for WMT holds about 4 × 10¹⁴ different designs.
public struct SearchSpace: Hashable, Sendable {
  /// The name it is asked for by, or the file it came from.
  public var name: String
  /// What no design of the space can change.
  public var architecture: Architecture
  /// How designs of this space are run unless something else is asked for.
  public var setting: InferenceSetting

  /// Widths of the residual streams.
  public var encoderEmbeddings, decoderEmbeddings: [Int]
  /// Layer counts.
  public var encoderLayers, decoderLayers: [Int]
  /// Inner widths of the feed-forward blocks.
  public var encoderFFNs, decoderFFNs: [Int]
  /// Inner channels of the SuperTransformer's feed-forward blocks, where they are wider than every choice: HAT trains a
  /// single design inside the whole SuperTransformer. Nil for the widest choice.
  public var encoderFFN, decoderFFN: Int?
  /// Heads of encoder self-attention, decoder self-attention and encoder-decoder attention.
  public var encoderHeads, decoderSelfHeads, decoderCrossHeads: [Int]
  /// What a decoder layer may attend to.
  public var attended: [AttendedLayers]

  /// Makes a space from its choices; ``validate()`` says whether they make sense.
  public init(
    name: String, architecture: Architecture, setting: InferenceSetting, encoderEmbeddings: [Int],
    decoderEmbeddings: [Int], encoderLayers: [Int], decoderLayers: [Int], encoderFFNs: [Int], decoderFFNs: [Int],
    encoderHeads: [Int], decoderSelfHeads: [Int], decoderCrossHeads: [Int], attended: [AttendedLayers]
  ) {
    self.name = name
    self.architecture = architecture
    self.setting = setting
    self.encoderEmbeddings = encoderEmbeddings
    self.decoderEmbeddings = decoderEmbeddings
    self.encoderLayers = encoderLayers
    self.decoderLayers = decoderLayers
    self.encoderFFNs = encoderFFNs
    self.decoderFFNs = decoderFFNs
    self.encoderHeads = encoderHeads
    self.decoderSelfHeads = decoderSelfHeads
    self.decoderCrossHeads = decoderCrossHeads
    self.attended = attended
  }

  /// Checks that every choice is there and that the largest and the smallest design can be built.
  ///
  /// - Throws: ``TransformerIRError/impossibleSpace(_:)`` or the design's own error.
  public func validate() throws(TransformerIRError) {
    for (name, choices) in [
      ("encoder embedding", encoderEmbeddings), ("decoder embedding", decoderEmbeddings),
      ("encoder layer", encoderLayers), ("decoder layer", decoderLayers), ("encoder FFN", encoderFFNs),
      ("decoder FFN", decoderFFNs), ("encoder heads", encoderHeads), ("decoder self heads", decoderSelfHeads),
      ("decoder cross heads", decoderCrossHeads), ("attended layers", attended.map(\.count)),
    ] {
      guard !choices.isEmpty else { throw .impossibleSpace("there is no \(name) choice") }
      guard Set(choices).count == choices.count else {
        throw .impossibleSpace("the \(name) choices \(choices) repeat a value")
      }
      guard choices.allSatisfy({ $0 > 0 }) else {
        throw .impossibleSpace("the \(name) choices \(choices) must all be positive")
      }
    }
    let vocabulary = architecture.vocabulary
    for (what, value, limit) in [
      ("inner attention width", architecture.attentionWidth, Limits.width),
      ("SuperTransformer's encoder width", architecture.encoderEmbedding, Limits.width),
      ("SuperTransformer's decoder width", architecture.decoderEmbedding, Limits.width),
      ("SuperTransformer's encoder layer count", architecture.encoderLayers, Limits.layers),
      ("SuperTransformer's decoder layer count", architecture.decoderLayers, Limits.layers),
      ("source vocabulary", vocabulary.source, Limits.vocabulary),
      ("target vocabulary", vocabulary.target, Limits.vocabulary),
    ] where !(1...limit).contains(value) {
      throw .impossibleSpace("the \(what) is \(value); it must lie between 1 and \(limit)")
    }
    for (stack, width, choices) in [("encoder", encoderFFN, encoderFFNs), ("decoder", decoderFFN, decoderFFNs)] {
      guard let width, let widest = choices.max() else { continue }
      guard (widest...max(widest, Limits.width)).contains(width) else {
        throw .impossibleSpace("the SuperTransformer's \(stack) FFN is \(width), but a choice is \(widest)")
      }
    }
    // Before `largest` lists every layer of its stacks.
    for (stack, choices) in [("encoder", encoderLayers), ("decoder", decoderLayers)]
    where choices.contains(where: { $0 > Limits.layers }) {
      throw .impossibleSpace("the \(stack) layer choices \(choices) go beyond \(Limits.layers)")
    }
    guard !vocabulary.sharesEmbeddings || vocabulary.source == vocabulary.target else {
      throw .impossibleSpace(
        "embeddings are shared, but the source vocabulary has \(vocabulary.source) and the target's \(vocabulary.target) words"
      )
    }
    for heads in encoderHeads + decoderSelfHeads + decoderCrossHeads {
      guard architecture.attentionWidth.isMultiple(of: heads) else {
        throw .impossibleSpace("\(heads) heads do not divide the inner attention width \(architecture.attentionWidth)")
      }
    }
    try setting.validate()
    try largest.validate(in: architecture)
  }

  /// The design with the largest value of every choice; attends to as many encoder layers as allowed.
  public var largest: SubTransformer { extreme { $0.max()! } }

  /// The design with the smallest value of every choice.
  public var smallest: SubTransformer { extreme { $0.min()! } }

  /// Whether every number of `design` is one of this space's choices.
  public func contains(_ design: SubTransformer) -> Bool {
    encoderEmbeddings.contains(design.encoder.embedding) && decoderEmbeddings.contains(design.decoder.embedding)
      && encoderLayers.contains(design.encoder.layers.count) && decoderLayers.contains(design.decoder.layers.count)
      && design.encoder.layers.allSatisfy { encoderFFNs.contains($0.ffn) && encoderHeads.contains($0.heads) }
      && design.decoder.layers.allSatisfy {
        decoderFFNs.contains($0.ffn) && decoderSelfHeads.contains($0.selfHeads)
          && decoderCrossHeads.contains($0.crossHeads) && attended.contains($0.attended)
      }
  }

  /// How many different designs there are; a `Double`, because spaces outgrow integers.
  public var designCount: Double {
    let encoderLayer = Double(encoderFFNs.count * encoderHeads.count)
    let decoderLayer = Double(
      decoderFFNs.count * decoderSelfHeads.count * decoderCrossHeads.count * attended.count)
    return Double(encoderEmbeddings.count * decoderEmbeddings.count)
      * encoderLayers.reduce(0) { $0 + power(encoderLayer, $1) }
      * decoderLayers.reduce(0) { $0 + power(decoderLayer, $1) }
  }

  private func power(_ base: Double, _ exponent: Int) -> Double {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  private func extreme(_ pick: ([Int]) -> Int) -> SubTransformer {
    let widest = pick(attended.map(\.count))
    let encoderLayer = SubTransformer.EncoderLayer(ffn: pick(encoderFFNs), heads: pick(encoderHeads))
    let decoderLayer = SubTransformer.DecoderLayer(
      ffn: pick(decoderFFNs), selfHeads: pick(decoderSelfHeads), crossHeads: pick(decoderCrossHeads),
      attended: attended.first { $0.count == widest }!)
    return SubTransformer(
      encoder: .init(
        embedding: pick(encoderEmbeddings), layers: Array(repeating: encoderLayer, count: pick(encoderLayers))),
      decoder: .init(
        embedding: pick(decoderEmbeddings), layers: Array(repeating: decoderLayer, count: pick(decoderLayers))))
  }
}
