/// One design out of a search space: how many layers, how wide, with how many heads, attending to what.
///
/// A design is a value. Nothing holds "the current design"; whatever needs one takes it as an argument. Only layers that
/// run are listed, so two designs are equal exactly when they compute the same thing (HAT's genes can differ in layers
/// that are never used). What a design leaves open, the inner width of attention and the vocabulary, its
/// ``Architecture`` gives.
///
/// Source: Wang et al. "HAT: Hardware-Aware Transformers for Efficient Natural Language Processing." ACL 2020.
public struct SubTransformer: Hashable, Sendable {
  /// The encoder's width and layers, first layer first.
  public struct Encoder: Hashable, Sendable {
    /// Channels of the residual stream.
    public var embedding: Int
    /// The layers that run.
    public var layers: [EncoderLayer]

    /// Makes an encoder of `layers` over a residual stream of `embedding` channels.
    public init(embedding: Int, layers: [EncoderLayer]) {
      self.embedding = embedding
      self.layers = layers
    }
  }

  /// One encoder layer: self-attention, then a feed-forward block.
  public struct EncoderLayer: Hashable, Sendable {
    /// Channels between the two products of the feed-forward block.
    public var ffn: Int
    /// Heads that the inner width of self-attention is cut into.
    public var heads: Int

    /// Makes a layer with `ffn` inner channels and `heads` attention heads.
    public init(ffn: Int, heads: Int) {
      self.ffn = ffn
      self.heads = heads
    }
  }

  /// The decoder's width and layers, first layer first.
  public struct Decoder: Hashable, Sendable {
    /// Channels of the residual stream.
    public var embedding: Int
    /// The layers that run.
    public var layers: [DecoderLayer]

    /// Makes a decoder of `layers` over a residual stream of `embedding` channels.
    public init(embedding: Int, layers: [DecoderLayer]) {
      self.embedding = embedding
      self.layers = layers
    }
  }

  /// One decoder layer: self-attention, attention to the encoder, then a feed-forward block.
  public struct DecoderLayer: Hashable, Sendable {
    /// Channels between the two products of the feed-forward block.
    public var ffn: Int
    /// Heads of self-attention.
    public var selfHeads: Int
    /// Heads of the attention to the encoder.
    public var crossHeads: Int
    /// Which encoder outputs this layer attends to.
    public var attended: AttendedLayers

    /// Makes a layer from its feed-forward width, its two head counts and its view of the encoder.
    public init(ffn: Int, selfHeads: Int, crossHeads: Int, attended: AttendedLayers) {
      self.ffn = ffn
      self.selfHeads = selfHeads
      self.crossHeads = crossHeads
      self.attended = attended
    }
  }

  /// The encoder.
  public var encoder: Encoder
  /// The decoder.
  public var decoder: Decoder

  /// Makes a design from its two stacks.
  public init(encoder: Encoder, decoder: Decoder) {
    self.encoder = encoder
    self.decoder = decoder
  }
}

/// The encoder outputs that a decoder layer attends to, with HAT's numbers as raw values.
///
/// HAT concatenates them along time, so a layer over `count` outputs sees `count` times the source length.
public enum AttendedLayers: Int, CaseIterable, Hashable, Sendable {
  /// Only the last encoder layer.
  case last = -1
  /// The last two encoder layers.
  case lastTwo = 1
  /// The last three encoder layers.
  case lastThree = 2

  /// How many encoder outputs are attended to: 1, 2 or 3.
  public var count: Int {
    switch self {
    case .last: 1
    case .lastTwo: 2
    case .lastThree: 3
    }
  }
}

extension SubTransformer: CustomStringConvertible {
  /// One readable line, as `512×6 ffn 3072… | 512×2 ffn 1024,2048 attends 1,2`.
  public var description: String {
    let encoderWidths = Self.folded(encoder.layers.map(\.ffn))
    let decoderWidths = Self.folded(decoder.layers.map(\.ffn))
    let attended = Self.folded(decoder.layers.map(\.attended.count))
    return "encoder \(encoder.embedding)×\(encoder.layers.count) ffn \(encoderWidths), "
      + "decoder \(decoder.embedding)×\(decoder.layers.count) ffn \(decoderWidths) attends \(attended)"
  }

  /// A list as text, or its only value if all are equal.
  private static func folded(_ values: [Int]) -> String {
    Set(values).count == 1 ? "\(values[0])" : values.map(String.init).joined(separator: ",")
  }
}
