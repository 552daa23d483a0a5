/// Lowers a Transformer to operators: the only description of what runs.
///
/// Post-norm, as HAT: `x = LN(x + sublayer(x))`. The order of nodes is the order of execution. Layers come as
/// ``EncoderLayerShape`` and ``DecoderLayerShape``, whose numbers may be fractional averages standing for several layers.
struct TransformerLowering<Sink: NodeSink> {
  let architecture: Architecture
  let setting: InferenceSetting
  var sink: Sink

  private var attentionWidth: Double { Double(architecture.attentionWidth) }
  private var batch: Double { Double(setting.batch) }
  /// Rows of every product in a decoder step.
  private var hypotheses: Double { batch * Double(setting.beam) }

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
      let logits = decode(decoder, crossKeys, pass)
      emitLogSoftmax(logits, rows: pass.rows, role: .output)
    } else {
      sink.begin(.decodeStep)
      let pass = DecoderPass(
        rows: .fixed(hypotheses), selfSequences: hypotheses, selfRows: .fixed(1), selfKeys: .cached(),
        crossRows: .fixed(setting.beam), keepsCache: true)
      let logits = decode(decoder, crossKeys, pass)
      if setting.includesSearch { search(logits, decoder) }
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
  ) -> [(keys: BufferID, values: BufferID)] {
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

  private mutating func decode(
    _ stack: StackShape<DecoderLayerShape>, _ crossKeys: [(keys: BufferID, values: BufferID)], _ pass: DecoderPass
  ) -> BufferID {
    let vocabulary = architecture.vocabulary
    let shared = vocabulary.sharesEmbeddings
    let rows = pass.rows
    let width = stack.embedding
    var stream = embed(
      rows: rows, width: width, vocabulary: vocabulary.target,
      parameter: shared ? "encoder.embed_tokens.weight" : "decoder.embed_tokens.weight")
    for (layer, cross) in zip(stack.layers, crossKeys) {
      let name = layer.name("decoder.layers")
      let site = Site(role: .selfAttention, layer: layer.path, times: layer.times)
      stream = selfAttention(stream, layer.shape, pass, width, site, "\(name()).self_attn")
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
    return logits
  }

  private mutating func selfAttention(
    _ stream: BufferID, _ shape: DecoderLayerShape, _ pass: DecoderPass, _ width: Double, _ site: Site,
    _ name: @autoclosure () -> String
  ) -> BufferID {
    let lifetime: Buffer.Lifetime = pass.keepsCache ? .cache : .activation
    let queries = sink.buffer("queries", .init(pass.rows, .fixed(attentionWidth)), .activation)
    let keys = sink.buffer(
      "self keys", .init(matrices: pass.selfSequences, .target(), .fixed(attentionWidth)), lifetime)
    let values = sink.buffer(
      "self values", .init(matrices: pass.selfSequences, .target(), .fixed(attentionWidth)), lifetime)
    project(stream, to: [queries, keys, values], pass.rows, width, site, name(), .all)
    let mixed = attend(
      queries, keys, values, site, matrices: pass.selfSequences * shape.selfHeads,
      headWidth: attentionWidth / shape.selfHeads, rows: pass.selfRows, keys: pass.selfKeys)
    return closeAttention(mixed, onto: stream, pass.rows, width, site, name())
  }

  private mutating func crossAttention(
    _ stream: BufferID, _ cross: (keys: BufferID, values: BufferID), _ shape: DecoderLayerShape, _ pass: DecoderPass,
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
  private mutating func search(_ logits: BufferID, _ stack: StackShape<DecoderLayerShape>) {
    emitLogSoftmax(logits, rows: .fixed(hypotheses), role: .search)
    let kept = Double(2 * setting.beam)
    let chosen = sink.buffer("candidates", .init(.fixed(batch), .fixed(2 * kept)), .activation)
    sink.emit(
      .topK(
        TopK(
          rows: .fixed(batch), candidates: Double(setting.beam * architecture.vocabulary.target), count: kept)),
      Site(role: .search), reads: [logits], writes: [chosen], weights: [])
    for layer in stack.layers {
      sink.emit(
        .reorderCache(CacheReorder(rows: hypotheses, positions: .cached(), channels: attentionWidth)),
        Site(role: .search, layer: layer.path, times: layer.times), reads: [chosen], writes: [], weights: [])
    }
  }

  // MARK: Blocks shared by encoder and decoder

  private mutating func embed(rows: Extent, width: Double, vocabulary: Int, parameter: String) -> BufferID {
    let site = Site(role: .embedding)
    let looked = sink.buffer("embedding", .init(rows, .fixed(width)), .activation)
    sink.emit(
      .embedding(Embedding(rows: rows, channels: width, vocabulary: Double(vocabulary))), site, reads: [],
      writes: [looked], weights: [WeightSlice(parameter: parameter, rows: 0..<vocabulary, columns: Int(width))])
    let stream = sink.buffer("stream", .init(rows, .fixed(width)), .activation)
    sink.emit(
      .elementwise(Elementwise(.addPosition, rows: rows, channels: width)), site, reads: [looked], writes: [stream],
      weights: [])
    return stream
  }

  private mutating func project(
    _ stream: BufferID, to outputs: @autoclosure () -> [BufferID], _ rows: Extent, _ width: Double, _ site: Site,
    _ name: @autoclosure () -> String, _ part: AttentionProjection
  ) {
    let architecture = architecture
    sink.emit(
      .linear(Linear(rows: rows, inner: width, columns: part.share * attentionWidth)), site, reads: [stream],
      writes: outputs(), weights: architecture.projection(name(), part, width: Int(width)))
  }

  private mutating func attend(
    _ queries: BufferID, _ keys: BufferID, _ values: BufferID, _ site: Site, matrices: Double, headWidth: Double,
    rows: Extent, keys extent: Extent
  ) -> BufferID {
    let scores = sink.buffer("scores", .init(matrices: matrices, rows, extent), .activation)
    let mixed = sink.buffer("mixed", .init(matrices: matrices, rows, .fixed(headWidth)), .activation)
    sink.emit(
      .batchedProduct(BatchedProduct(.scores, matrices: matrices, rows: rows, headWidth: headWidth, keys: extent)),
      site, reads: [queries, keys], writes: [scores], weights: [])
    sink.emit(
      .softmax(RowSoftmax(.attention, matrices: matrices, rows: rows, columns: extent)), site, reads: [scores],
      writes: [scores], weights: [])
    sink.emit(
      .batchedProduct(BatchedProduct(.mixing, matrices: matrices, rows: rows, headWidth: headWidth, keys: extent)),
      site, reads: [scores, values], writes: [mixed], weights: [])
    return mixed
  }

  /// Output projection, residual and norm of an attention block called `name`.
  private mutating func closeAttention(
    _ mixed: BufferID, onto stream: BufferID, _ rows: Extent, _ width: Double, _ site: Site,
    _ name: @autoclosure () -> String
  ) -> BufferID {
    let inner = attentionWidth
    let output = sink.buffer("attention output", .init(rows, .fixed(width)), .activation)
    sink.emit(
      .linear(Linear(rows: rows, inner: inner, columns: width)), site, reads: [mixed], writes: [output],
      weights: WeightSlice.linear("\(name()).out_proj", rows: Int(width), columns: Int(inner)))
    return addAndNormalise(output, stream, rows, width, site, "\(name())_layer_norm")
  }

  private mutating func feedForward(
    _ stream: BufferID, _ rows: Extent, _ width: Double, _ ffn: Double, _ site: Site, _ name: @autoclosure () -> String
  ) -> BufferID {
    let site = site.with(.feedForward)
    let hidden = sink.buffer("hidden", .init(rows, .fixed(ffn)), .activation)
    let output = sink.buffer("feed-forward output", .init(rows, .fixed(width)), .activation)
    sink.emit(
      .linear(Linear(rows: rows, inner: width, columns: ffn)), site, reads: [stream], writes: [hidden],
      weights: WeightSlice.linear("\(name()).fc1", rows: Int(ffn), columns: Int(width)))
    sink.emit(
      .elementwise(Elementwise(.relu, rows: rows, channels: ffn)), site, reads: [hidden], writes: [hidden], weights: [])
    sink.emit(
      .linear(Linear(rows: rows, inner: ffn, columns: width)), site, reads: [hidden], writes: [output],
      weights: WeightSlice.linear("\(name()).fc2", rows: Int(width), columns: Int(ffn)))
    return addAndNormalise(output, stream, rows, width, site, "\(name()).final_layer_norm")
  }

  private mutating func addAndNormalise(
    _ output: BufferID, _ stream: BufferID, _ rows: Extent, _ width: Double, _ site: Site,
    _ name: @autoclosure () -> String
  ) -> BufferID {
    let sum = sink.buffer("residual sum", .init(rows, .fixed(width)), .activation)
    let normalised = sink.buffer("stream", .init(rows, .fixed(width)), .activation)
    sink.emit(
      .elementwise(Elementwise(.addResidual, rows: rows, channels: width)), site, reads: [stream, output],
      writes: [sum], weights: [])
    sink.emit(
      .layerNorm(LayerNorm(rows: rows, channels: width)), site, reads: [sum], writes: [normalised],
      weights: [
        WeightSlice(parameter: "\(name()).weight", rows: 0..<Int(width), columns: 1),
        WeightSlice(parameter: "\(name()).bias", rows: 0..<Int(width), columns: 1),
      ])
    return normalised
  }

  private mutating func emitLogSoftmax(_ logits: BufferID, rows: Extent, role: OperatorRole) {
    let columns = Extent.fixed(architecture.vocabulary.target)
    sink.emit(
      .softmax(RowSoftmax(.vocabulary, matrices: 1, rows: rows, columns: columns)), Site(role: role), reads: [logits],
      writes: [logits], weights: [])
  }
}
