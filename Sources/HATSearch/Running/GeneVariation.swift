import Randomness
import TransformerIR

/// Draws, mutates and crosses the genes of one space; the choices of every position are looked up once.
public struct GeneVariation: Hashable, Sendable {
  /// The values of every position, in gene order.
  public let choices: [[Int]]

  init(of space: SearchSpace) { choices = space.geneChoices }

  /// A gene with every position independent and uniform, as HAT's search starts from.
  public func random(using generator: inout SeededGenerator) -> Gene {
    Gene(choices.map { $0[generator.index(below: $0.count)] })
  }

  /// A copy of `gene` in which each position is drawn anew with `probability`; the new value may be the old one.
  public func mutated(_ gene: Gene, probability: Double, using generator: inout SeededGenerator) -> Gene {
    var mutant = gene
    for position in choices.indices where generator.happens(probability) {
      mutant.values[position] = choices[position][generator.index(below: choices[position].count)]
    }
    return mutant
  }

  /// A gene that takes each position from one parent or the other with equal chance.
  public func crossed(_ first: Gene, _ second: Gene, using generator: inout SeededGenerator) -> Gene {
    var child = first
    for position in choices.indices where generator.happens(0.5) {
      child.values[position] = second.values[position]
    }
    return child
  }

  /// `gene` with every value that the space does not offer replaced by one that it does. `SearchSpace.gene(of:)` may
  /// write such values for layers that do not run.
  func completed(_ gene: Gene) -> Gene {
    Gene(zip(gene.values, choices).map { value, choices in choices.contains(value) ? value : choices[0] })
  }
}
