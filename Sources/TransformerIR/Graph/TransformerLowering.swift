/// Lowers a Transformer to operators: the only description of what runs.
///
/// Post-norm, as HAT: `x = LN(x + sublayer(x))`. The order of nodes is the order of execution. A runtime that fuses gets
/// fewer nodes: ReLU in its product, positions in the embedding, the residual in the norm, attention and the search's
/// log-softmax whole. Layers come as
/// ``EncoderLayerShape`` and ``DecoderLayerShape``, whose numbers may be fractional averages standing for several layers.
struct TransformerLowering<Sink: NodeSink> {
  let architecture: Architecture
  let setting: InferenceSetting
  var sink: Sink

  var attentionWidth: Double { Double(architecture.attentionWidth) }
  private var batch: Double { Double(setting.batch) }
  /// Rows of every product in a decoder step.
  private var hypotheses: Double { batch * Double(setting.beam) }
  var isFused: Bool { setting.runtime.fusesOperators }

  // Arguments that a sink may leave unevaluated must not reach into `self` while its sink changes, so they use copies.

  /// A decoder pass: one incremental step, or all target positions at once.
  private struct DecoderPass {
    var rows: Extent
    var selfSequences: Double
    var selfRows: Extent
    var selfKeys: Extent
    var crossRows: Extent
    /// One step appends its keys and values to caches that outlive the phase.
    var keepsCache: Bool
  }

  /// Lowers the encoder and the cross-attention keys and values, then the decoder step (or the teacher-forced decoder).
  mutating func lower(
    encoder: StackShape<EncoderLayerShape>, decoder: StackShape<DecoderLayerShape>, teacherForced: Bool
  ) {
    let encoderOutputs = encode(encoder)
    let crossKeys = projectCrossKeys(encoderOutputs, encoder.embedding, decoder.layers)
    if teacherForced {
      sink.begin(.teacherForced)
      let pass = DecoderPass(
        rows: .target(batch), selfSequences: batch, selfRows: .target(), selfKeys: .target(), crossRows: .target(),
        keepsCache: false)
      let (logits, _) = decode(decoder, crossKeys, pass)
      emitLogSoftmax(logits, rows: pass.rows, role: .output)
    } else {
      sink.begin(.decodeStep)
      let pass = DecoderPass(
        rows: .fixed(hypotheses), selfSequences: hypotheses, selfRows: .fixed(1), selfKeys: .cached(),
        crossRows: .fixed(setting.beam), keepsCache: true)
      let (logits, caches) = decode(decoder, crossKeys, pass)
      if setting.includesSearch { search(logits, decoder, caches) }
    }
  }

  // MARK: Encoder

  private mutating func encode(_ stack: StackShape<EncoderLayerShape>) -> [BufferID] {
    sink.begin(.encode)
    let rows = Extent.source(batch)
    let width = stack.embedding
    var stream = embed(
      rows: rows, width: width, vocabulary: architecture.vocabulary.source, parameter: "encoder.embed_tokens.weight")
    var outputs: [BufferID] = []
    for layer in stack.layers {
      let name = layer.name("encoder.layers")
      let site = Site(role: .selfAttention, layer: layer.path, times: layer.times)
      let heads = layer.shape.heads
      let queries = sink.buffer("queries", .init(rows, .fixed(attentionWidth)), .activation)
      let keys = sink.buffer("keys", .init(rows, .fixed(attentionWidth)), .activation)
      let values = sink.buffer("values", .init(rows, .fixed(attentionWidth)), .activation)
      project(stream, to: [queries, keys, values], rows, width, site, "\(name()).self_attn", .all)
      let mixed = attend(
        queries, keys, values, site, matrices: batch * heads, headWidth: attentionWidth / heads, rows: .source(),
        keys: .source())
      stream = closeAttention(mixed, onto: stream, rows, width, site, "\(name()).self_attn")
      stream = feedForward(stream, rows, width, layer.shape.ffn, site, name())
      outputs.append(stream)
    }
    return outputs
  }

  // MARK: Cross-attention keys and values

  private mutating func projectCrossKeys(
    _ encoderOutputs: [BufferID], _ encoderWidth: Double, _ layers: [PlacedLayer<DecoderLayerShape>]
  ) -> [KeysAndValues] {
    sink.begin(.crossKeys)
    return layers.map { layer in
      let name = layer.name("decoder.layers")
      let rows = Extent.source(batch * layer.shape.attended)
      let keys = sink.buffer("cross keys", .init(rows, .fixed(attentionWidth)), .cache)
      let values = sink.buffer("cross values", .init(rows, .fixed(attentionWidth)), .cache)
      let width = Int(encoderWidth)
      let (architecture, attended) = (architecture, Int(layer.shape.attended))
      sink.emit(
        .linear(Linear(rows: rows, inner: encoderWidth, columns: 2 * attentionWidth)),
        Site(role: .crossAttention, layer: layer.path, times: layer.times),
        reads: architecture.attendedOutputs(encoderOutputs, count: attended), writes: [keys, values],
        weights: architecture.projection("\(name()).encoder_attn", .keysAndValues, width: width))
      return (keys, values)
    }
  }

  // MARK: Decoder

  private typealias KeysAndValues = (keys: BufferID, values: BufferID)

  /// The decoder's logits, and each layer's self-attention keys and values.
  private mutating func decode(
    _ stack: StackShape<DecoderLayerShape>, _ crossKeys: [KeysAndValues], _ pass: DecoderPass
  ) -> (logits: BufferID, caches: [KeysAndValues]) {
    let vocabulary = architecture.vocabulary
    let shared = vocabulary.sharesEmbeddings
    let rows = pass.rows
    let width = stack.embedding
    var stream = embed(
      rows: rows, width: width, vocabulary: vocabulary.target,
      parameter: shared ? "encoder.embed_tokens.weight" : "decoder.embed_tokens.weight")
    var caches: [KeysAndValues] = []
    for (layer, cross) in zip(stack.layers, crossKeys) {
      let name = layer.name("decoder.layers")
      let site = Site(role: .selfAttention, layer: layer.path, times: layer.times)
      let cache = selfKeys(pass)
      caches.append(cache)
      stream = selfAttention(stream, cache, layer.shape, pass, width, site, "\(name()).self_attn")
      stream = crossAttention(stream, cross, layer.shape, pass, width, site, "\(name()).encoder_attn")
      stream = feedForward(stream, rows, width, layer.shape.ffn, site, name())
    }
    let logits = sink.buffer("logits", .init(rows, .fixed(vocabulary.target)), .activation)
    sink.emit(
      .linear(Linear(rows: rows, inner: width, columns: Double(vocabulary.target), hasBias: false)),
      Site(role: .output), reads: [stream], writes: [logits],
      weights: [
        WeightSlice(
          parameter: shared ? "encoder.embed_tokens.weight" : "decoder.embed_out", rows: 0..<vocabulary.target,
          columns: Int(width))
      ])
    return (logits, caches)
  }

  private mutating func selfKeys(_ pass: DecoderPass) -> KeysAndValues {
    let lifetime: Buffer.Lifetime = pass.keepsCache ? .cache : .activation
    let shape = BufferShape(matrices: pass.selfSequences, .target(), .fixed(attentionWidth))
    return (sink.buffer("self keys", shape, lifetime), sink.buffer("self values", shape, lifetime))
  }

  private mutating func selfAttention(
    _ stream: BufferID, _ cache: KeysAndValues, _ shape: DecoderLayerShape, _ pass: DecoderPass, _ width: Double,
    _ site: Site, _ name: @autoclosure () -> String
  ) -> BufferID {
    let queries = sink.buffer("queries", .init(pass.rows, .fixed(attentionWidth)), .activation)
    project(stream, to: [queries, cache.keys, cache.values], pass.rows, width, site, name(), .all)
    let mixed = attend(
      queries, cache.keys, cache.values, site, matrices: pass.selfSequences * shape.selfHeads,
      headWidth: attentionWidth / shape.selfHeads, rows: pass.selfRows, keys: pass.selfKeys)
    return closeAttention(mixed, onto: stream, pass.rows, width, site, name())
  }

  private mutating func crossAttention(
    _ stream: BufferID, _ cross: KeysAndValues, _ shape: DecoderLayerShape, _ pass: DecoderPass,
    _ width: Double, _ site: Site, _ name: @autoclosure () -> String
  ) -> BufferID {
    let site = site.with(.crossAttention)
    let queries = sink.buffer("queries", .init(pass.rows, .fixed(attentionWidth)), .activation)
    project(stream, to: [queries], pass.rows, width, site, name(), .queries)
    let mixed = attend(
      queries, cross.keys, cross.values, site, matrices: batch * shape.crossHeads,
      headWidth: attentionWidth / shape.crossHeads, rows: pass.crossRows, keys: .source(shape.attended))
    return closeAttention(mixed, onto: stream, pass.rows, width, site, name())
  }

  /// Log-softmax, top-k and the reorder of the self-attention caches of one step of a beam search.
  private mutating func search(
    _ logits: BufferID, _ stack: StackShape<DecoderLayerShape>, _ caches: [KeysAndValues]
  ) {
    if !isFused { emitLogSoftmax(logits, rows: .fixed(hypotheses), role: .search) }
    let kept = Double(2 * setting.beam)
    let chosen = sink.buffer("candidates", .init(.fixed(batch), .fixed(2 * kept)), .activation)
    sink.emit(
      .topK(
        TopK(
          rows: .fixed(batch), candidates: Double(setting.beam * architecture.vocabulary.target), count: kept,
          normalises: isFused)),
      Site(role: .search), reads: [logits], writes: [chosen], weights: [])
    for (layer, cache) in zip(stack.layers, caches) {
      sink.emit(
        .reorderCache(CacheReorder(rows: hypotheses, positions: .cached(), channels: attentionWidth)),
        Site(role: .search, layer: layer.path, times: layer.times),
        reads: [chosen, cache.keys, cache.values], writes: [cache.keys, cache.values], weights: [])
    }
  }
}
