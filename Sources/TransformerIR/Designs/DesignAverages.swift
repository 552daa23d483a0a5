/// The ten numbers that HAT keeps of a design in its latency datasets: widths, layer counts, and means over layers.
///
/// What a mean hides is lost: two designs that order their layers differently have the same averages.
///
/// Source: `utils.get_config_features` in HAT.
public struct DesignAverages: Hashable, Sendable {
  /// Widths of the residual streams.
  public var encoderEmbedding, decoderEmbedding: Double
  /// Layer counts.
  public var encoderLayers, decoderLayers: Double
  /// Mean inner width of the feed-forward blocks.
  public var encoderFFN, decoderFFN: Double
  /// Mean head counts.
  public var encoderHeads, decoderSelfHeads, decoderCrossHeads: Double
  /// Mean number of encoder outputs attended to, from 1 to 3.
  public var attended: Double

  /// HAT's column names, in HAT's order.
  public static let featureNames = [
    "encoder_embed_dim", "encoder_layer_num", "encoder_ffn_embed_dim_avg", "encoder_self_attention_heads_avg",
    "decoder_embed_dim", "decoder_layer_num", "decoder_ffn_embed_dim_avg", "decoder_self_attention_heads_avg",
    "decoder_ende_attention_heads_avg", "decoder_arbitrary_ende_attn_avg",
  ]

  /// The averages in the order of ``featureNames``.
  public var features: [Double] {
    [
      encoderEmbedding, encoderLayers, encoderFFN, encoderHeads, decoderEmbedding, decoderLayers, decoderFFN,
      decoderSelfHeads, decoderCrossHeads, attended,
    ]
  }

  /// Makes averages from ten numbers in the order of ``featureNames``.
  ///
  /// - Precondition: there are ten.
  public init(features: [Double]) {
    precondition(features.count == Self.featureNames.count, "\(features.count) features, not ten")
    encoderEmbedding = features[0]
    encoderLayers = features[1]
    encoderFFN = features[2]
    encoderHeads = features[3]
    decoderEmbedding = features[4]
    decoderLayers = features[5]
    decoderFFN = features[6]
    decoderSelfHeads = features[7]
    decoderCrossHeads = features[8]
    attended = features[9]
  }

  /// The averages of `design`.
  public init(of design: SubTransformer) {
    let encoder = design.encoder.layers
    let decoder = design.decoder.layers
    encoderEmbedding = Double(design.encoder.embedding)
    decoderEmbedding = Double(design.decoder.embedding)
    encoderLayers = Double(encoder.count)
    decoderLayers = Double(decoder.count)
    encoderFFN = encoder.mean(of: \.ffn)
    encoderHeads = encoder.mean(of: \.heads)
    decoderFFN = decoder.mean(of: \.ffn)
    decoderSelfHeads = decoder.mean(of: \.selfHeads)
    decoderCrossHeads = decoder.mean(of: \.crossHeads)
    attended = decoder.mean(of: \.attended.count)
  }
}

extension Array {
  fileprivate func mean(of property: (Element) -> Int) -> Double {
    Double(reduce(0) { $0 + property($1) }) / Double(count)
  }
}
