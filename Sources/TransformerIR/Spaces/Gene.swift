/// A design as the flat list of numbers that evolution mutates and crosses.
///
/// The layout is HAT's (`Converter` in its `evolution.py`), 4 + 2·E + 4·D numbers for a SuperTransformer of E and D layers:
/// encoder embedding, encoder layer count, E FFN widths, E head counts, decoder embedding, decoder layer count, D FFN
/// widths, D self heads, D cross heads, D attended layers. Layers beyond the layer count keep values that nothing reads.
/// The layout is written once, in ``SearchSpace/genePositions``.
public struct Gene: Hashable, Sendable {
  /// The values, in the order of the space's ``SearchSpace/genePositions``.
  public var values: [Int]

  /// Makes a gene from values in layout order.
  public init(_ values: [Int]) { self.values = values }
}

/// The meaning of one number of a ``Gene``.
public enum GenePosition: Hashable, Sendable {
  case encoderEmbedding, encoderLayerCount, decoderEmbedding, decoderLayerCount
  case encoderFFN(layer: Int), encoderHeads(layer: Int)
  case decoderFFN(layer: Int), decoderSelfHeads(layer: Int), decoderCrossHeads(layer: Int), attended(layer: Int)
}

extension SearchSpace {
  /// What each number of a gene means, in HAT's order.
  public var genePositions: [GenePosition] {
    let encoder = 0..<architecture.encoderLayers
    let decoder = 0..<architecture.decoderLayers
    return [.encoderEmbedding, .encoderLayerCount]
      + encoder.map { .encoderFFN(layer: $0) } + encoder.map { .encoderHeads(layer: $0) }
      + [.decoderEmbedding, .decoderLayerCount]
      + decoder.map { .decoderFFN(layer: $0) } + decoder.map { .decoderSelfHeads(layer: $0) }
      + decoder.map { .decoderCrossHeads(layer: $0) } + decoder.map { .attended(layer: $0) }
  }

  /// The values that the number at `position` may take.
  public func choices(at position: GenePosition) -> [Int] {
    switch position {
    case .encoderEmbedding: encoderEmbeddings
    case .encoderLayerCount: encoderLayers
    case .decoderEmbedding: decoderEmbeddings
    case .decoderLayerCount: decoderLayers
    case .encoderFFN: encoderFFNs
    case .encoderHeads: encoderHeads
    case .decoderFFN: decoderFFNs
    case .decoderSelfHeads: decoderSelfHeads
    case .decoderCrossHeads: decoderCrossHeads
    case .attended: attended.map(\.rawValue)
    }
  }

  /// The values of every position, in gene order.
  public var geneChoices: [[Int]] { genePositions.map(choices(at:)) }

  /// The gene of `design`; layers that it does not have repeat its first layer, as HAT does, and attend to the last
  /// encoder output.
  public func gene(of design: SubTransformer) -> Gene {
    Gene(
      genePositions.map { position in
        switch position {
        case .encoderEmbedding: design.encoder.embedding
        case .encoderLayerCount: design.encoder.layers.count
        case .decoderEmbedding: design.decoder.embedding
        case .decoderLayerCount: design.decoder.layers.count
        case .encoderFFN(let layer): design.encoder.layers[orFirst: layer].ffn
        case .encoderHeads(let layer): design.encoder.layers[orFirst: layer].heads
        case .decoderFFN(let layer): design.decoder.layers[orFirst: layer].ffn
        case .decoderSelfHeads(let layer): design.decoder.layers[orFirst: layer].selfHeads
        case .decoderCrossHeads(let layer): design.decoder.layers[orFirst: layer].crossHeads
        case .attended(let layer):
          layer < design.decoder.layers.count
            ? design.decoder.layers[layer].attended.rawValue : AttendedLayers.last.rawValue
        }
      })
  }

  /// The design that `gene` encodes: only the layers that run.
  ///
  /// - Precondition: `gene` has this space's layout and choices.
  public func design(of gene: Gene) -> SubTransformer {
    let values = gene.values
    let encoderCount = architecture.encoderLayers
    let decoderCount = architecture.decoderLayers
    precondition(
      values.count == 4 + 2 * encoderCount + 4 * decoderCount,
      "a gene of \(values.count) numbers does not fit \(encoderCount) encoder and \(decoderCount) decoder layers")
    let decoder = 2 + 2 * encoderCount
    let perLayer = decoder + 2
    return SubTransformer(
      encoder: .init(
        embedding: values[0],
        layers: (0..<values[1]).map { .init(ffn: values[2 + $0], heads: values[2 + encoderCount + $0]) }),
      decoder: .init(
        embedding: values[decoder],
        layers: (0..<values[decoder + 1]).map {
          .init(
            ffn: values[perLayer + $0], selfHeads: values[perLayer + decoderCount + $0],
            crossHeads: values[perLayer + 2 * decoderCount + $0],
            attended: AttendedLayers(rawValue: values[perLayer + 3 * decoderCount + $0])!)
        }))
  }
}

extension Array {
  /// The element at `index`, or the first one beyond the end.
  fileprivate subscript(orFirst index: Int) -> Element { self[index < count ? index : 0] }
}
