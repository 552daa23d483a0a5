/// HAT's SuperTransformer files, read as search spaces.
extension SearchSpace {
  private enum Key {
    static let arch = "arch"
    static let shareAllEmbeddings = "share-all-embeddings"
    static let attentionWidth = "qkv-dim"
    static let encoderEmbedding = "encoder-embed-dim", decoderEmbedding = "decoder-embed-dim"
    static let encoderLayers = "encoder-layers", decoderLayers = "decoder-layers"
    static let encoderFFN = "encoder-ffn-embed-dim", decoderFFN = "decoder-ffn-embed-dim"
    static let encoderEmbeddings = "encoder-embed-choice", decoderEmbeddings = "decoder-embed-choice"
    static let encoderFFNs = "encoder-ffn-embed-dim-choice", decoderFFNs = "decoder-ffn-embed-dim-choice"
    static let encoderLayerChoice = "encoder-layer-num-choice", decoderLayerChoice = "decoder-layer-num-choice"
    static let encoderHeads = "encoder-self-attention-heads-choice"
    static let decoderSelfHeads = "decoder-self-attention-heads-choice"
    static let decoderCrossHeads = "decoder-ende-attention-heads-choice"
    static let attended = "decoder-arbitrary-ende-attn-choice"
    // Ours, for spaces of other tasks; HAT takes these from its data and its measuring script.
    static let sourceVocabulary = "source-vocabulary", targetVocabulary = "target-vocabulary"
    static let sourceLength = "source-length", targetLength = "target-length"

    /// Everything that shapes a space.
    static let shape: Set<String> = [
      arch, shareAllEmbeddings, attentionWidth, encoderEmbedding, decoderEmbedding, encoderLayers, decoderLayers,
      encoderFFN, decoderFFN, encoderEmbeddings, decoderEmbeddings, encoderFFNs, decoderFFNs, encoderLayerChoice,
      decoderLayerChoice,
      encoderHeads, decoderSelfHeads, decoderCrossHeads, attended, sourceVocabulary, targetVocabulary, sourceLength,
      targetLength,
    ]

    /// Other keys of HAT's files, which say how to train or measure and do not shape a space.
    static let elsewhere: Set<String> = [
      "adam-betas", "attention-dropout", "clip-norm", "cpu", "criterion", "data", "ddp-backend",
      "decoder-attention-heads", "distributed-world-size", "dropout",
      "encoder-attention-heads", "fp16", "keep-last-epochs", "label-smoothing",
      "activation-dropout", "adam-eps", "average-last-epochs", "max-epoch", "sampling", "seed",
      "lat-dataset-path", "lat-dataset-size", "latcpu", "latgpu", "latiter", "latsilent", "lr", "lr-scheduler",
      "lr-shrink", "max-lr", "max-tokens", "max-update", "optimizer", "save-interval", "save-interval-updates",
      "source-lang", "target-lang",
      "train-subtransformer", "update-freq", "validate-interval", "warmup-init-lr", "warmup-updates", "weight-decay",
    ]
  }

  /// Every key that HAT's files may have.
  package static var knownKeys: Set<String> { Key.shape.union(Key.elsewhere) }

  /// Reads a space from the YAML file at `path`.
  ///
  /// HAT's files do not give vocabulary or lengths. As in HAT, those follow from `arch`: one that names `iwslt` gets IWSLT's
  /// vocabularies and 23 tokens, any other WMT's and 30. Keys `source-vocabulary`, `target-vocabulary`, `source-length` and
  /// `target-length` override them.
  ///
  /// - Parameter design: What is to be trained alone, if anything: then the file may leave out the choices, as HAT's
  ///   `subtransformer/common.yml` do, and the design's values are all there is.
  /// - Returns: The space and a warning per key that was not understood.
  /// - Throws: ``TransformerIRError`` with file, line and key.
  public static func load(
    file path: String, for design: SubTransformer? = nil
  ) throws(TransformerIRError) -> (space: SearchSpace, warnings: [String]) {
    try read(YAMLMapping(path: path), design)
  }

  /// Reads a space from YAML text; `name` is what errors and the space itself are called.
  public static func parse(
    yaml: String, name: String, for design: SubTransformer? = nil
  ) throws(TransformerIRError) -> (space: SearchSpace, warnings: [String]) {
    try read(YAMLMapping(text: yaml, file: name), design)
  }

  private static func read(
    _ mapping: YAMLMapping, _ design: SubTransformer?
  ) throws(TransformerIRError) -> (space: SearchSpace, warnings: [String]) {
    let arch = mapping.has(Key.arch) ? try mapping.string(Key.arch) : ""
    let likeIWSLT = arch.contains("iwslt")
    let task = likeIWSLT ? iwslt : wmt
    func given(_ key: String, or standard: Int) throws(TransformerIRError) -> Int {
      mapping.has(key) ? try mapping.integer(key) : standard
    }
    func choices(_ key: String, _ used: (SubTransformer) -> [Int]) throws(TransformerIRError) -> [Int] {
      guard let design, !mapping.has(key) else { return try mapping.integers(key) }
      return Set(used(design)).sorted(by: >)
    }
    let sharesEmbeddings =
      mapping.has(Key.shareAllEmbeddings) ? try mapping.boolean(Key.shareAllEmbeddings) : false
    let vocabulary = Architecture.Vocabulary(
      source: try given(Key.sourceVocabulary, or: task.architecture.vocabulary.source),
      target: try given(Key.targetVocabulary, or: task.architecture.vocabulary.target),
      sharesEmbeddings: sharesEmbeddings)
    let attended: [AttendedLayers] =
      if let design, !mapping.has(Key.attended) {
        AttendedLayers.allCases.filter { design.decoder.layers.map(\.attended).contains($0) }
      } else {
        try mapping.attendedLayers(Key.attended)
      }
    var space = SearchSpace(
      name: mapping.file,
      architecture: Architecture(
        attentionWidth: try mapping.integer(Key.attentionWidth),
        encoderEmbedding: try mapping.integer(Key.encoderEmbedding),
        decoderEmbedding: try mapping.integer(Key.decoderEmbedding),
        encoderLayers: try mapping.integer(Key.encoderLayers),
        decoderLayers: try mapping.integer(Key.decoderLayers), vocabulary: vocabulary),
      setting: InferenceSetting(
        sourceLength: try given(Key.sourceLength, or: task.setting.sourceLength),
        targetLength: try given(Key.targetLength, or: task.setting.targetLength)),
      encoderEmbeddings: try choices(Key.encoderEmbeddings) { [$0.encoder.embedding] },
      decoderEmbeddings: try choices(Key.decoderEmbeddings) { [$0.decoder.embedding] },
      encoderLayers: try choices(Key.encoderLayerChoice) { [$0.encoder.layers.count] },
      decoderLayers: try choices(Key.decoderLayerChoice) { [$0.decoder.layers.count] },
      encoderFFNs: try choices(Key.encoderFFNs) { $0.encoder.layers.map(\.ffn) },
      decoderFFNs: try choices(Key.decoderFFNs) { $0.decoder.layers.map(\.ffn) },
      encoderHeads: try choices(Key.encoderHeads) { $0.encoder.layers.map(\.heads) },
      decoderSelfHeads: try choices(Key.decoderSelfHeads) { $0.decoder.layers.map(\.selfHeads) },
      decoderCrossHeads: try choices(Key.decoderCrossHeads) { $0.decoder.layers.map(\.crossHeads) },
      attended: attended)
    for (key, widest, place) in [
      (Key.encoderFFN, space.encoderFFNs.max(), \SearchSpace.encoderFFN),
      (Key.decoderFFN, space.decoderFFNs.max(), \SearchSpace.decoderFFN),
    ] where mapping.has(key) {
      let width = try mapping.integer(key)
      if width != widest { space[keyPath: place] = width }
    }
    try space.validate()
    return (space, mapping.warnings(known: knownKeys))
  }

  /// The space under HAT's keys, with our own for vocabulary and lengths; reading it gives the space back under another name.
  public var yaml: String {
    let (architecture, vocabulary) = (architecture, architecture.vocabulary)
    let numbers: [(String, Int)] = [
      (Key.attentionWidth, architecture.attentionWidth), (Key.encoderEmbedding, architecture.encoderEmbedding),
      (Key.decoderEmbedding, architecture.decoderEmbedding), (Key.encoderLayers, architecture.encoderLayers),
      (Key.decoderLayers, architecture.decoderLayers), (Key.sourceVocabulary, vocabulary.source),
      (Key.targetVocabulary, vocabulary.target), (Key.sourceLength, setting.sourceLength),
      (Key.targetLength, setting.targetLength),
    ]
    let lists: [(String, [Int])] = [
      (Key.encoderEmbeddings, encoderEmbeddings), (Key.decoderEmbeddings, decoderEmbeddings),
      (Key.encoderLayerChoice, encoderLayers), (Key.decoderLayerChoice, decoderLayers),
      (Key.encoderFFNs, encoderFFNs), (Key.decoderFFNs, decoderFFNs), (Key.encoderHeads, encoderHeads),
      (Key.decoderSelfHeads, decoderSelfHeads), (Key.decoderCrossHeads, decoderCrossHeads),
      (Key.attended, attended.map(\.rawValue)),
    ]
    let widths = [(Key.encoderFFN, encoderFFN), (Key.decoderFFN, decoderFFN)].compactMap { key, width in
      width.map { "\(key): \($0)\n" }
    }
    return widths.joined() + "\(Key.shareAllEmbeddings): \(vocabulary.sharesEmbeddings ? "True" : "False")\n"
      + (numbers.map { "\($0): \($1)\n" } + lists.map { "\($0): \($1)\n" }).joined()
  }
}
