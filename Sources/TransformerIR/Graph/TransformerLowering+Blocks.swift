/// The blocks that encoder and decoder share, fused or operator by operator.
extension TransformerLowering {
  mutating func embed(rows: Extent, width: Double, vocabulary: Int, parameter: String) -> BufferID {
    let site = Site(role: .embedding)
    let looked = sink.buffer("embedding", .init(rows, .fixed(width)), .activation)
    sink.emit(
      .embedding(
        Embedding(rows: rows, channels: width, vocabulary: Double(vocabulary), addsPositions: isFused)), site,
      reads: [], writes: [looked],
      weights: [WeightSlice(parameter: parameter, rows: 0..<vocabulary, columns: Int(width))])
    if isFused { return looked }
    let stream = sink.buffer("stream", .init(rows, .fixed(width)), .activation)
    sink.emit(
      .elementwise(Elementwise(.addPosition, rows: rows, channels: width)), site, reads: [looked], writes: [stream],
      weights: [])
    return stream
  }

  mutating func project(
    _ stream: BufferID, to outputs: @autoclosure () -> [BufferID], _ rows: Extent, _ width: Double, _ site: Site,
    _ name: @autoclosure () -> String, _ part: AttentionProjection
  ) {
    let architecture = architecture
    sink.emit(
      .linear(Linear(rows: rows, inner: width, columns: part.share * attentionWidth)), site, reads: [stream],
      writes: outputs(), weights: architecture.projection(name(), part, width: Int(width)))
  }

  mutating func attend(
    _ queries: BufferID, _ keys: BufferID, _ values: BufferID, _ site: Site, matrices: Double, headWidth: Double,
    rows: Extent, keys extent: Extent
  ) -> BufferID {
    if isFused {
      // Each head reads its queries before it writes its outputs over them.
      sink.emit(
        .attention(Attention(matrices: matrices, rows: rows, headWidth: headWidth, keys: extent)), site,
        reads: [queries, keys, values], writes: [queries], weights: [])
      return queries
    }
    let mixed = sink.buffer("mixed", .init(matrices: matrices, rows, .fixed(headWidth)), .activation)
    let scores = sink.buffer("scores", .init(matrices: matrices, rows, extent), .activation)
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
  mutating func closeAttention(
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

  mutating func feedForward(
    _ stream: BufferID, _ rows: Extent, _ width: Double, _ ffn: Double, _ site: Site, _ name: @autoclosure () -> String
  ) -> BufferID {
    let site = site.with(.feedForward)
    let hidden = sink.buffer("hidden", .init(rows, .fixed(ffn)), .activation)
    let output = sink.buffer("feed-forward output", .init(rows, .fixed(width)), .activation)
    sink.emit(
      .linear(Linear(rows: rows, inner: width, columns: ffn, isRectifying: isFused)), site, reads: [stream],
      writes: [hidden],
      weights: WeightSlice.linear("\(name()).fc1", rows: Int(ffn), columns: Int(width)))
    if !isFused {
      sink.emit(
        .elementwise(Elementwise(.relu, rows: rows, channels: ffn)), site, reads: [hidden], writes: [hidden],
        weights: [])
    }
    sink.emit(
      .linear(Linear(rows: rows, inner: ffn, columns: width)), site, reads: [hidden], writes: [output],
      weights: WeightSlice.linear("\(name()).fc2", rows: Int(width), columns: Int(ffn)))
    return addAndNormalise(output, stream, rows, width, site, "\(name()).final_layer_norm")
  }

  mutating func addAndNormalise(
    _ output: BufferID, _ stream: BufferID, _ rows: Extent, _ width: Double, _ site: Site,
    _ name: @autoclosure () -> String
  ) -> BufferID {
    let normalised = sink.buffer("stream", .init(rows, .fixed(width)), .activation)
    let isFused = isFused
    let sum = isFused ? output : emitResidualSum(output, stream, rows, width, site)
    sink.emit(
      .layerNorm(LayerNorm(rows: rows, channels: width, addsResidual: isFused)), site,
      reads: isFused ? [output, stream] : [sum], writes: [normalised],
      weights: [
        WeightSlice(parameter: "\(name()).weight", rows: 0..<Int(width), columns: 1),
        WeightSlice(parameter: "\(name()).bias", rows: 0..<Int(width), columns: 1),
      ])
    return normalised
  }

  private mutating func emitResidualSum(
    _ output: BufferID, _ stream: BufferID, _ rows: Extent, _ width: Double, _ site: Site
  ) -> BufferID {
    let sum = sink.buffer("residual sum", .init(rows, .fixed(width)), .activation)
    sink.emit(
      .elementwise(Elementwise(.addResidual, rows: rows, channels: width)), site, reads: [stream, output],
      writes: [sum], weights: [])
    return sum
  }

  mutating func emitLogSoftmax(_ logits: BufferID, rows: Extent, role: OperatorRole) {
    let columns = Extent.fixed(architecture.vocabulary.target)
    sink.emit(
      .softmax(RowSoftmax(.vocabulary, matrices: 1, rows: rows, columns: columns)), Site(role: role), reads: [logits],
      writes: [logits], weights: [])
  }
}
