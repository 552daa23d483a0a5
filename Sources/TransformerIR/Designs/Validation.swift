/// The largest numbers that a file or a command line may ask for: far above any real Transformer, far below what
/// would overflow a count.
public enum Limits {
  /// Channels of any one dimension.
  public static let width = 1 << 16
  /// Layers of a stack.
  public static let layers = 256
  /// Tokens of a sentence.
  public static let length = 1 << 16
  /// Rows of an embedding.
  public static let vocabulary = 1 << 24
  /// Sentences or hypotheses in flight.
  public static let rows = 1 << 16
}

extension SubTransformer {
  /// Checks that this design can be built inside `architecture`.
  ///
  /// - Throws: ``TransformerIRError/impossibleDesign(_:)`` naming the layer, the number found and what it must be.
  public func validate(in architecture: Architecture) throws(TransformerIRError) {
    try Self.check(encoder.embedding, "encoder embedding", atMost: architecture.encoderEmbedding)
    try Self.check(decoder.embedding, "decoder embedding", atMost: architecture.decoderEmbedding)
    try Self.check(encoder.layers.count, "encoder layer count", atMost: architecture.encoderLayers)
    try Self.check(decoder.layers.count, "decoder layer count", atMost: architecture.decoderLayers)
    for (index, layer) in encoder.layers.enumerated() {
      try Self.check(layer.ffn, "FFN width of encoder layer \(index)", atMost: Limits.width)
      try Self.check(heads: layer.heads, "encoder layer \(index)", architecture)
    }
    for (index, layer) in decoder.layers.enumerated() {
      try Self.check(layer.ffn, "FFN width of decoder layer \(index)", atMost: Limits.width)
      try Self.check(heads: layer.selfHeads, "decoder layer \(index) (self-attention)", architecture)
      try Self.check(heads: layer.crossHeads, "decoder layer \(index) (encoder-decoder attention)", architecture)
    }
  }

  private static func check(_ value: Int, _ what: String, atMost limit: Int) throws(TransformerIRError) {
    guard (1...limit).contains(value) else {
      throw .impossibleDesign("\(what) is \(value); it must lie between 1 and \(limit)")
    }
  }

  private static func check(
    heads: Int, _ place: String, _ architecture: Architecture
  ) throws(TransformerIRError) {
    guard heads > 0, architecture.attentionWidth.isMultiple(of: heads) else {
      throw .impossibleDesign(
        "\(place) has \(heads) heads; the inner attention width \(architecture.attentionWidth) must be divisible by them"
      )
    }
  }
}

extension InferenceSetting {
  /// Checks lengths, batch and beam.
  ///
  /// - Throws: ``TransformerIRError/impossibleSetting(_:)`` naming the number and its range.
  public func validate() throws(TransformerIRError) {
    for (value, what, limit) in [
      (sourceLength, "source length", Limits.length), (targetLength, "target length", Limits.length),
      (batch, "batch", Limits.rows), (beam, "beam", Limits.rows),
    ] where !(1...limit).contains(value) {
      throw .impossibleSetting("\(what) is \(value); it must lie between 1 and \(limit)")
    }
  }
}
