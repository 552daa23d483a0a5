extension Workload {
  /// The operators that translating runs: encoder, cross-attention keys and values, and the decoder step.
  public func graph() -> OperatorGraph { lowered(teacherForced: false) }

  /// The operators of a forward pass over a known target, as validating and training run it.
  public func teacherForcedGraph() -> OperatorGraph { lowered(teacherForced: true) }

  private func lowered(teacherForced: Bool) -> OperatorGraph {
    var lowering = TransformerLowering(
      architecture: architecture, setting: setting, sink: GraphSink(graph: OperatorGraph(workload: self)))
    lowering.lower(
      encoder: StackShape(
        embedding: Double(design.encoder.embedding),
        layers: design.encoder.layers.enumerated().map { index, layer in
          PlacedLayer(
            shape: EncoderLayerShape(ffn: Double(layer.ffn), heads: Double(layer.heads)), path: .encoder(index))
        }),
      decoder: StackShape(
        embedding: Double(design.decoder.embedding),
        layers: design.decoder.layers.enumerated().map { index, layer in
          PlacedLayer(
            shape: DecoderLayerShape(
              ffn: Double(layer.ffn), selfHeads: Double(layer.selfHeads), crossHeads: Double(layer.crossHeads),
              attended: Double(layer.attended.count)),
            path: .decoder(index))
        }), teacherForced: teacherForced)
    return lowering.sink.graph
  }
}

extension DesignAverages {
  /// The work of translating, in closed form: one averaged layer of each stack, times the number of layers.
  public func totals(architecture: Architecture, setting: InferenceSetting) -> OperatorTotals {
    var lowering = TransformerLowering(
      architecture: architecture, setting: setting, sink: TotalsSink(setting: setting))
    lowering.lower(
      encoder: StackShape(
        embedding: encoderEmbedding,
        layers: [
          PlacedLayer(
            shape: EncoderLayerShape(ffn: encoderFFN, heads: encoderHeads), path: .encoder(0), times: encoderLayers)
        ]),
      decoder: StackShape(
        embedding: decoderEmbedding,
        layers: [
          PlacedLayer(
            shape: DecoderLayerShape(
              ffn: decoderFFN, selfHeads: decoderSelfHeads, crossHeads: decoderCrossHeads, attended: attended),
            path: .decoder(0), times: decoderLayers)
        ]), teacherForced: false)
    return lowering.sink.totals
  }
}
