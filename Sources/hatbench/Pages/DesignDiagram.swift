import Reporting
import TransformerIR

extension StackDiagram {
  /// What the bars of a design mean.
  static let designCaption = """
    The encoder is left, the decoder right, first layers at the bottom. Bars of widths are drawn against the widest of \
    their kind in the space; attention is always equally wide and cut into heads. Lines lead from the encoder layers that \
    a decoder layer attends to.
    """

  /// A design: the widths of its streams, each layer's feed-forward width and heads, and what the decoder attends to.
  ///
  /// - Parameter space: Gives the scale: the widest stream and the widest feed-forward block fill a stack's width.
  init(_ design: SubTransformer, in space: SearchSpace, title: String, caption: [String] = []) {
    let scale = DesignScale(design, space)
    let encoder = design.encoder.layers.enumerated().map { place, layer in
      Block(
        "encoder layer \(place + 1)",
        rows: [Row(heads: layer.heads, of: "self-attention", .orange), scale.row(ffn: layer.ffn)])
    }
    let decoder = design.decoder.layers.enumerated().map { place, layer in
      Block(
        "decoder layer \(place + 1)",
        rows: [
          Row(heads: layer.selfHeads, of: "self-attention", .orange),
          Row(heads: layer.crossHeads, of: "attention to the encoder", .green), scale.row(ffn: layer.ffn),
        ])
    }
    self.init(
      title: title, caption: caption,
      stacks: [
        Stack("encoder", side: .right, blocks: [scale.stream(design.encoder.embedding, "encoder")] + encoder),
        Stack("decoder", blocks: [scale.stream(design.decoder.embedding, "decoder")] + decoder),
      ], links: Self.links(design, in: space.architecture))
  }

  /// From the feed-forward rows of encoder layers to the decoder rows that attend to them. Place 0 of a stack is its
  /// stream, so layer k stands at place k + 1.
  private static func links(_ design: SubTransformer, in architecture: Architecture) -> [Link] {
    let outputs = Array(design.encoder.layers.indices)
    guard !outputs.isEmpty else { return [] }
    return design.decoder.layers.enumerated().flatMap { place, layer in
      let attended = architecture.attendedOutputs(outputs, count: layer.attended.count)
      return Set(attended).sorted().map {
        Link(from: .init(stack: 0, block: $0 + 1, row: 1), to: .init(stack: 1, block: place + 1, row: 1))
      }
    }
  }
}

/// The widths that fill a stack: the widest of the space, or of a design that goes beyond it.
private struct DesignScale {
  let embedding, ffn: Int

  init(_ design: SubTransformer, _ space: SearchSpace) {
    let embeddings = space.encoderEmbeddings + space.decoderEmbeddings
    embedding = (embeddings + [design.encoder.embedding, design.decoder.embedding]).max() ?? 1
    let ffns = space.encoderFFNs + space.decoderFFNs
    ffn = (ffns + design.encoder.layers.map(\.ffn) + design.decoder.layers.map(\.ffn)).max() ?? 1
  }

  func row(ffn width: Int) -> StackDiagram.Row {
    .init("feed-forward width", label: "\(width)", width: Double(width), of: Double(ffn), hue: .blue)
  }

  func stream(_ width: Int, _ stack: String) -> StackDiagram.Block {
    .init(
      "\(stack) stream",
      rows: [.init("embedding width", label: "\(width)", width: Double(width), of: Double(embedding), hue: .grey)])
  }
}

extension StackDiagram.Row {
  /// Attention with its heads as cells.
  fileprivate init(heads: Int, of kind: String, _ hue: Chart.Hue) {
    self.init("\(kind), heads", label: "\(heads)", width: 1, of: 1, cells: heads, hue: hue, isSlim: true)
  }
}
