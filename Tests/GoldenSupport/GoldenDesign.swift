import TransformerIR

/// A design as HAT's golden files write it: lists may go on beyond the layer count.
public struct GoldenDesign: Decodable, Sendable {
  struct Encoder: Decodable {
    let encoder_embed_dim, encoder_layer_num: Int
    let encoder_ffn_embed_dim, encoder_self_attention_heads: [Int]
  }

  struct Decoder: Decodable {
    let decoder_embed_dim, decoder_layer_num: Int
    let decoder_ffn_embed_dim, decoder_self_attention_heads, decoder_ende_attention_heads: [Int]
    let decoder_arbitrary_ende_attn: [Int]
  }

  /// The design.
  public let design: SubTransformer

  private enum Key: CodingKey {
    case encoder, decoder
  }

  /// Reads HAT's names; lists may be longer than the layer count.
  public init(from decoder: any Swift.Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    let e = try container.decode(Encoder.self, forKey: .encoder)
    let d = try container.decode(Decoder.self, forKey: .decoder)
    design = SubTransformer(
      encoder: .init(
        embedding: e.encoder_embed_dim,
        layers: (0..<e.encoder_layer_num).map {
          .init(ffn: e.encoder_ffn_embed_dim[$0], heads: e.encoder_self_attention_heads[$0])
        }),
      decoder: .init(
        embedding: d.decoder_embed_dim,
        layers: try (0..<d.decoder_layer_num).map { index in
          guard let attended = AttendedLayers(rawValue: d.decoder_arbitrary_ende_attn[index]) else {
            throw DecodingError.dataCorrupted(
              .init(codingPath: decoder.codingPath, debugDescription: "attends \(d.decoder_arbitrary_ende_attn)"))
          }
          return .init(
            ffn: d.decoder_ffn_embed_dim[index], selfHeads: d.decoder_self_attention_heads[index],
            crossHeads: d.decoder_ende_attention_heads[index], attended: attended)
        }))
  }
}
