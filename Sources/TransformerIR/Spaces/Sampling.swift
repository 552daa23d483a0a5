/// Drawing designs at random, in the two ways that HAT does.
extension SearchSpace {
  /// A gene drawn as HAT does while training (`sample_configs`), where `pick(n)` returns an index below `n`.
  ///
  /// Draw order: the two embeddings, the two layer counts, then (FFN, heads) for each encoder layer that runs, then (FFN,
  /// self heads, cross heads) for each decoder layer that runs, then what to attend to for *every* decoder layer of the
  /// SuperTransformer. Given Python's choices, the result is HAT's, number for number.
  public func sampleGene(pick: (_ count: Int) -> Int) -> Gene {
    func choose<Choice>(_ choices: [Choice]) -> Choice { choices[pick(choices.count)] }
    let encoderEmbedding = choose(encoderEmbeddings)
    let decoderEmbedding = choose(decoderEmbeddings)
    let encoderCount = choose(encoderLayers)
    let decoderCount = choose(decoderLayers)
    let encoder = (0..<encoderCount).map { _ in
      SubTransformer.EncoderLayer(ffn: choose(encoderFFNs), heads: choose(encoderHeads))
    }
    let decoder = (0..<decoderCount).map { _ in
      SubTransformer.DecoderLayer(
        ffn: choose(decoderFFNs), selfHeads: choose(decoderSelfHeads), crossHeads: choose(decoderCrossHeads),
        attended: .last)
    }
    var gene = gene(
      of: SubTransformer(
        encoder: .init(embedding: encoderEmbedding, layers: encoder),
        decoder: .init(embedding: decoderEmbedding, layers: decoder)))
    for position in gene.values.indices.suffix(architecture.decoderLayers) {
      gene.values[position] = choose(attended).rawValue
    }
    return gene
  }

  /// A design drawn with every choice independent and uniform.
  public func sample(using generator: inout some RandomNumberGenerator) -> SubTransformer {
    design(of: sampleGene { Int.random(in: 0..<$0, using: &generator) })
  }

  /// A gene with every position independent and uniform, as HAT's search starts from.
  public func randomGene(using generator: inout some RandomNumberGenerator) -> Gene {
    Gene(geneChoices.map { $0.randomElement(using: &generator)! })
  }
}
