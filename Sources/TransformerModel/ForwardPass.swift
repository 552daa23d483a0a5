import TensorEngine
import TransformerIR

/// The forward pass of one design over one batch, written on a tape.
struct ForwardPass {
  let model: SuperTransformer
  let design: SubTransformer
  let positions: (encoder: SinusoidalPositions, decoder: SinusoidalPositions)
  let layers: ElasticLayers
  var dropout: DropoutSites

  var architecture: Architecture { model.architecture }

  /// Prepares a pass over sentences of up to `positions` tokens.
  init(
    _ model: SuperTransformer, _ design: SubTransformer, _ dropout: (settings: DropoutSettings, seed: UInt64)?,
    positions: Int, _ tape: Tape
  ) {
    self.model = model
    self.design = design
    layers = ElasticLayers(architecture: model.architecture, tape: tape)
    self.dropout = DropoutSites(dropout?.settings ?? DropoutSettings(), seed: dropout?.seed ?? 0)
    self.positions = (
      .cached(atLeast: positions, width: model.architecture.encoderEmbedding),
      .cached(atLeast: positions, width: model.architecture.decoderEmbedding)
    )
  }

  /// The decoder's outputs, `[target tokens, decoder width]`, before the output layer.
  mutating func features(_ source: TokenBatch, _ previousTarget: TokenBatch) -> Variable {
    precondition(
      source.ranges.count == previousTarget.ranges.count,
      "\(source.ranges.count) sentences and \(previousTarget.ranges.count) translations")
    let outputs = encode(source)
    return decode(previousTarget, attendingTo: outputs, of: source)
  }

  /// The output layer's weight.
  var outputLayer: MatrixSlice {
    let shares = architecture.vocabulary.sharesEmbeddings
    return layers.tape.parameter(shares ? ParameterName.encoderEmbedding : ParameterName.outputLayer)
      .slice(columns: design.decoder.embedding)
  }

  // MARK: Encoder

  /// Every encoder layer's output, `[source tokens, encoder width]` each.
  mutating func encode(_ source: TokenBatch) -> [Variable] {
    let width = design.encoder.embedding
    var stream = embed(
      source, ParameterName.encoderEmbedding, width, of: architecture.encoderEmbedding, positions.encoder)
    return design.encoder.layers.enumerated().map { index, layer in
      let name = "encoder.layers.\(index)"
      let scaled = dropout.settings.scalesEncoderAttention
      stream = selfAttention(
        stream, "\(name).self_attn", layer.heads, source, isCausal: false,
        drop: scaled ? (width, architecture.encoderEmbedding) : (1, 1))
      stream = feedForward(stream, name, layer.ffn, of: architecture.encoderEmbedding)
      return stream
    }
  }

  // MARK: Decoder

  private mutating func decode(
    _ target: TokenBatch, attendingTo outputs: [Variable], of source: TokenBatch
  ) -> Variable {
    let (width, full) = (design.decoder.embedding, architecture.decoderEmbedding)
    let table =
      architecture.vocabulary.sharesEmbeddings ? ParameterName.encoderEmbedding : ParameterName.decoderEmbedding
    var stream = embed(target, table, width, of: full, positions.decoder)
    for (index, layer) in design.decoder.layers.enumerated() {
      let name = "decoder.layers.\(index)"
      stream = selfAttention(
        stream, "\(name).self_attn", layer.selfHeads, target, isCausal: true, drop: (width, full))
      let attended = architecture.attendedOutputs(outputs, count: layer.attended.count)
      stream = crossAttention(stream, "\(name).encoder_attn", layer.crossHeads, target, attended, source)
      stream = feedForward(stream, name, layer.ffn, of: full)
    }
    return stream
  }

  // MARK: Sublayers

  private mutating func embed(
    _ batch: TokenBatch, _ table: String, _ width: Int, of full: Int, _ positions: SinusoidalPositions
  ) -> Variable {
    layers.tape.embedding(
      batch.tokens, table: layers.tape.parameter(table).slice(columns: width), scale: Float(width).squareRoot(),
      positions: positions, places: batch.places,
      dropout: dropout.next(dropout.settings.residual, width: width, of: full))
  }

  private mutating func selfAttention(
    _ stream: Variable, _ name: String, _ heads: Int, _ batch: TokenBatch, isCausal: Bool,
    drop share: (width: Int, full: Int)
  ) -> Variable {
    let layout = layers.layout(
      heads: heads, batch.ranges.map { .init(queries: $0, keys: $0) }, isCausal: isCausal)
    let projections = layers.projection([stream], name, .all)
    let mixed = layers.tape.selfAttention(projections, layout, dropout: dropout.next(dropout.settings.attention))
    return layers.close(
      mixed, name, onto: stream, dropout.next(dropout.settings.residual, width: share.width, of: share.full))
  }

  private mutating func crossAttention(
    _ stream: Variable, _ name: String, _ heads: Int, _ target: TokenBatch, _ attended: [Variable],
    _ source: TokenBatch
  ) -> Variable {
    let groups = zip(target.ranges, source.ranges).map {
      AttentionLayout.Group(queries: $0, keys: $1, runs: attended.count, runStride: source.count)
    }
    let queries = layers.projection([stream], name, .queries)
    let keysAndValues = layers.projection(attended, name, .keysAndValues)
    let mixed = layers.tape.crossAttention(
      queries, to: keysAndValues, layers.layout(heads: heads, groups, isCausal: false),
      dropout: dropout.next(dropout.settings.attention))
    let rate = dropout.settings.residual
    return layers.close(
      mixed, name, onto: stream,
      dropout.next(rate, width: design.decoder.embedding, of: architecture.decoderEmbedding))
  }

  private mutating func feedForward(_ stream: Variable, _ name: String, _ ffn: Int, of full: Int) -> Variable {
    let width = stream.columns
    let hidden = layers.linear(
      stream, "\(name).fc1", outputs: ffn, rectified: true,
      dropout: dropout.next(dropout.settings.activation, width: width, of: full))
    let output = layers.linear(
      hidden, "\(name).fc2", outputs: width, dropout: dropout.next(dropout.settings.residual, width: width, of: full),
      residual: stream)
    return layers.norm(output, "\(name).final_layer_norm")
  }
}
