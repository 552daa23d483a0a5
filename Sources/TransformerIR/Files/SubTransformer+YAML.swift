/// HAT's SubTransformer files, read and written.
extension SubTransformer {
  /// The keys of a design file, in HAT's order.
  private enum Key {
    static let encoderEmbedding = "encoder-embed-dim-subtransformer"
    static let decoderEmbedding = "decoder-embed-dim-subtransformer"
    static let encoderFFNs = "encoder-ffn-embed-dim-all-subtransformer"
    static let decoderFFNs = "decoder-ffn-embed-dim-all-subtransformer"
    static let encoderLayers = "encoder-layer-num-subtransformer"
    static let decoderLayers = "decoder-layer-num-subtransformer"
    static let encoderHeads = "encoder-self-attention-heads-all-subtransformer"
    static let decoderSelfHeads = "decoder-self-attention-heads-all-subtransformer"
    static let decoderCrossHeads = "decoder-ende-attention-heads-all-subtransformer"
    static let attended = "decoder-arbitrary-ende-attn-all-subtransformer"

    static let all: Set<String> = [
      encoderEmbedding, decoderEmbedding, encoderFFNs, decoderFFNs, encoderLayers, decoderLayers, encoderHeads,
      decoderSelfHeads, decoderCrossHeads, attended,
    ]
  }

  /// Reads a design from the YAML file at `path`.
  ///
  /// Lists may be longer than the layer count, as HAT's are before they are cut; the rest is ignored.
  ///
  /// - Returns: The design and a warning per key that is not part of a design.
  /// - Throws: ``TransformerIRError`` with file, line and key.
  public static func load(
    file path: String
  ) throws(TransformerIRError) -> (design: SubTransformer, warnings: [String]) {
    try read(YAMLMapping(path: path))
  }

  /// Reads a design from YAML text; `name` is what errors call it.
  public static func parse(
    yaml: String, name: String
  ) throws(TransformerIRError) -> (design: SubTransformer, warnings: [String]) {
    try read(YAMLMapping(text: yaml, file: name))
  }

  private static func read(
    _ mapping: YAMLMapping
  ) throws(TransformerIRError) -> (design: SubTransformer, warnings: [String]) {
    let encoderCount = try layerCount(mapping, Key.encoderLayers)
    let decoderCount = try layerCount(mapping, Key.decoderLayers)
    func perLayer<Value>(_ values: [Value], _ key: String, _ count: Int) throws(TransformerIRError) -> [Value] {
      guard values.count >= count else {
        throw .malformed(
          file: mapping.file, line: nil, key: key, found: "a list of \(values.count)",
          expected: "a value for each of \(count) layers")
      }
      return Array(values.prefix(count))
    }
    func numbers(_ key: String, _ count: Int) throws(TransformerIRError) -> [Int] {
      try perLayer(mapping.integers(key), key, count)
    }
    let encoderFFNs = try numbers(Key.encoderFFNs, encoderCount)
    let encoderHeads = try numbers(Key.encoderHeads, encoderCount)
    let decoderFFNs = try numbers(Key.decoderFFNs, decoderCount)
    let selfHeads = try numbers(Key.decoderSelfHeads, decoderCount)
    let crossHeads = try numbers(Key.decoderCrossHeads, decoderCount)
    let attended = try perLayer(mapping.attendedLayers(Key.attended), Key.attended, decoderCount)
    let design = SubTransformer(
      encoder: .init(
        embedding: try mapping.integer(Key.encoderEmbedding),
        layers: (0..<encoderCount).map { .init(ffn: encoderFFNs[$0], heads: encoderHeads[$0]) }),
      decoder: .init(
        embedding: try mapping.integer(Key.decoderEmbedding),
        layers: (0..<decoderCount).map {
          .init(
            ffn: decoderFFNs[$0], selfHeads: selfHeads[$0], crossHeads: crossHeads[$0], attended: attended[$0])
        }))
    return (design, mapping.warnings(known: Key.all))
  }

  private static func layerCount(_ mapping: YAMLMapping, _ key: String) throws(TransformerIRError) -> Int {
    let count = try mapping.integer(key)
    guard (1...Limits.layers).contains(count) else {
      throw .malformed(
        file: mapping.file, line: nil, key: key, found: "\(count)", expected: "1 to \(Limits.layers) layers")
    }
    return count
  }

  /// A value of a design file: one number, or one per layer.
  public enum FieldValue: Hashable, Sendable {
    case number(Int)
    case list([Int])
  }

  /// The design under HAT's keys, in HAT's order.
  public var fields: [(key: String, value: FieldValue)] {
    [
      (Key.encoderEmbedding, .number(encoder.embedding)), (Key.decoderEmbedding, .number(decoder.embedding)),
      (Key.encoderFFNs, .list(encoder.layers.map(\.ffn))), (Key.decoderFFNs, .list(decoder.layers.map(\.ffn))),
      (Key.encoderLayers, .number(encoder.layers.count)), (Key.decoderLayers, .number(decoder.layers.count)),
      (Key.encoderHeads, .list(encoder.layers.map(\.heads))),
      (Key.decoderSelfHeads, .list(decoder.layers.map(\.selfHeads))),
      (Key.decoderCrossHeads, .list(decoder.layers.map(\.crossHeads))),
      (Key.attended, .list(decoder.layers.map(\.attended.rawValue))),
    ]
  }

  /// The design as HAT writes it.
  public var yaml: String {
    fields.map { key, value in
      switch value {
      case .number(let number): "\(key): \(number)\n"
      case .list(let numbers): "\(key): \(numbers)\n"
      }
    }.joined()
  }
}
