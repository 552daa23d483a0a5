/// What all designs of a space share and no design can change.
public struct Architecture: Hashable, Sendable {
  /// How many word pieces there are and which of the three embedding matrices are one.
  public struct Vocabulary: Hashable, Sendable {
    /// Rows of the source embedding.
    public var source: Int
    /// Rows of the target embedding and columns of the output layer.
    public var target: Int
    /// One matrix serves as source embedding, target embedding and output layer (HAT on WMT); otherwise all three are
    /// separate (HAT on IWSLT).
    public var sharesEmbeddings: Bool

    /// Makes a vocabulary; `sharesEmbeddings` needs `source` and `target` to be equal.
    public init(source: Int, target: Int, sharesEmbeddings: Bool) {
      self.source = source
      self.target = target
      self.sharesEmbeddings = sharesEmbeddings
    }
  }

  /// The inner width of every attention, cut into heads: `qkv-dim` in HAT's files, never elastic.
  public var attentionWidth: Int
  /// Width of the SuperTransformer's encoder, whose first channels a design uses.
  public var encoderEmbedding: Int
  /// Width of the SuperTransformer's decoder.
  public var decoderEmbedding: Int
  /// Layers of the SuperTransformer's encoder. A design with fewer passes its last output through the rest, so the
  /// "second last" output that a decoder layer attends to may be the last one again.
  public var encoderLayers: Int
  /// Layers of the SuperTransformer's decoder.
  public var decoderLayers: Int
  /// The vocabulary.
  public var vocabulary: Vocabulary

  /// Makes an architecture from its inner attention width, the SuperTransformer's size and the vocabulary.
  public init(
    attentionWidth: Int, encoderEmbedding: Int, decoderEmbedding: Int, encoderLayers: Int, decoderLayers: Int,
    vocabulary: Vocabulary
  ) {
    self.attentionWidth = attentionWidth
    self.encoderEmbedding = encoderEmbedding
    self.decoderEmbedding = decoderEmbedding
    self.encoderLayers = encoderLayers
    self.decoderLayers = decoderLayers
    self.vocabulary = vocabulary
  }
}
