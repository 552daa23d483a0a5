extension SearchSpace {
  /// The spaces that can be asked for by name: `wmt`, `iwslt`, `tiny` and the two that HAT sampled latencies from.
  public static let shipped: [SearchSpace] = [wmt, iwslt, tiny, wmtLatency, iwsltLatency]

  /// HAT's `space0`: WMT'14 En-De, WMT'14 En-Fr and WMT'19 En-De, one joint vocabulary.
  public static let wmt = SearchSpace(
    name: "wmt",
    architecture: Architecture(
      attentionWidth: 512, encoderEmbedding: 640, decoderEmbedding: 640, encoderLayers: 6, decoderLayers: 6,
      vocabulary: .init(source: 32_768, target: 32_768, sharesEmbeddings: true)),
    setting: InferenceSetting(sourceLength: 30, targetLength: 30),
    encoderEmbeddings: [640, 512], decoderEmbeddings: [640, 512],
    encoderLayers: [6], decoderLayers: [6, 5, 4, 3, 2, 1],
    encoderFFNs: [3072, 2048, 1024], decoderFFNs: [3072, 2048, 1024],
    encoderHeads: [8, 4], decoderSelfHeads: [8, 4], decoderCrossHeads: [8, 4],
    attended: AttendedLayers.allCases)

  /// HAT's `space1`: IWSLT'14 De-En, three separate embedding matrices.
  public static let iwslt = SearchSpace(
    name: "iwslt",
    architecture: Architecture(
      attentionWidth: 512, encoderEmbedding: 640, decoderEmbedding: 640, encoderLayers: 6, decoderLayers: 6,
      vocabulary: .init(source: 8_848, target: 6_632, sharesEmbeddings: false)),
    setting: InferenceSetting(sourceLength: 23, targetLength: 23),
    encoderEmbeddings: [640, 512], decoderEmbeddings: [640, 512],
    encoderLayers: [6], decoderLayers: [6, 5, 4, 3, 2, 1],
    encoderFFNs: [2048, 1024, 512], decoderFFNs: [2048, 1024, 512],
    encoderHeads: [4, 2], decoderSelfHeads: [4, 2], decoderCrossHeads: [4, 2],
    attended: AttendedLayers.allCases)

  /// A space small enough for tests and for training in minutes.
  public static let tiny = SearchSpace(
    name: "tiny",
    architecture: Architecture(
      attentionWidth: 128, encoderEmbedding: 128, decoderEmbedding: 128, encoderLayers: 3, decoderLayers: 3,
      vocabulary: .init(source: 512, target: 512, sharesEmbeddings: true)),
    setting: InferenceSetting(sourceLength: 16, targetLength: 16),
    encoderEmbeddings: [128, 96], decoderEmbeddings: [128, 96],
    encoderLayers: [3], decoderLayers: [3, 2, 1],
    encoderFFNs: [256, 128], decoderFFNs: [256, 128],
    encoderHeads: [4, 2], decoderSelfHeads: [4, 2], decoderCrossHeads: [4, 2],
    attended: AttendedLayers.allCases)

  /// The wider space that HAT drew its published WMT latency rows from: it adds FFN 512 and 2 heads to ``wmt``.
  public static let wmtLatency = latencySampling(of: wmt, name: "wmt-latency")

  /// The wider space that HAT drew its published IWSLT latency rows from.
  public static let iwsltLatency = latencySampling(of: iwslt, name: "iwslt-latency")

  /// HAT samples latencies of every task from the same choices.
  private static func latencySampling(of space: SearchSpace, name: String) -> SearchSpace {
    var wider = space
    wider.name = name
    wider.encoderFFNs = [3072, 2048, 1024, 512]
    wider.decoderFFNs = [3072, 2048, 1024, 512]
    wider.encoderHeads = [8, 4, 2]
    wider.decoderSelfHeads = [8, 4, 2]
    wider.decoderCrossHeads = [8, 4, 2]
    return wider
  }

  /// The shipped space called `name`, or the one in the YAML file at that path, which may leave out what `design` says.
  ///
  /// - Returns: The space and, for a file, a warning per key that was not understood.
  /// - Throws: ``TransformerIRError/unknownSpace(_:known:)`` if it is neither, or the file's own error.
  public static func named(
    _ name: String, for design: SubTransformer? = nil
  ) throws(TransformerIRError) -> (space: SearchSpace, warnings: [String]) {
    if let space = shipped.first(where: { $0.name == name }) { return (space, []) }
    guard isFile(name) else {
      throw .unknownSpace(name, known: shipped.map(\.name))
    }
    return try load(file: name, for: design)
  }

  /// Whether `name` is that of a file, and not of a shipped space.
  public static func isFile(_ name: String) -> Bool {
    name.hasSuffix(".yml") || name.hasSuffix(".yaml") || name.contains("/")
  }
}
