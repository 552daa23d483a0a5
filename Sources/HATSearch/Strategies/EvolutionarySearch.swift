import Randomness
import TransformerIR

/// HAT's evolutionary search: keep the best, mutate some, cross some, over and over.
///
/// Each generation keeps the best as parents and adds mutants of random parents and crossovers of two distinct random
/// parents. By default a gene over the limit is repaired rather than drawn again, and no design is proposed twice;
/// ``EvolutionSettings/hat`` keeps HAT's own rules. Where mutation and crossover find nothing new, random designs fill
/// the generation, so that a small space is searched to its end.
///
/// Source: Wang et al. "HAT: Hardware-Aware Transformers for Efficient Natural Language Processing." ACL 2020, and
/// `fairseq/evolution.py` of its code.
public struct EvolutionarySearch: SearchStrategy {
  /// `evolution`.
  public let name = "evolution"
  /// What cannot become a parent is given up.
  public var stake: Stake { .best(settings.parents) }
  private let settings: EvolutionSettings
  private var generation = 0
  /// The best so far, best first.
  private var parents: [EvaluatedDesign] = []

  /// Makes an evolution.
  ///
  /// - Throws: ``SearchError/invalidSettings(_:)``.
  public init(_ settings: EvolutionSettings = EvolutionSettings()) throws(SearchError) {
    try settings.validate()
    self.settings = settings
  }

  /// Mutants and crossovers of the parents; by HAT's rules, the parents again as well.
  public mutating func propose(
    within region: inout FeasibleRegion, using generator: inout SeededGenerator
  ) throws(SearchError) -> [Candidate] {
    guard generation < settings.generations else { return [] }
    generation += 1
    if parents.isEmpty {
      return try region.firstPopulation(settings.population, by: settings.rule, using: &generator)
    }
    let offspring = try breed(within: &region, using: &generator)
    switch settings.rule {
    case .rejection: return parents.map(\.candidate) + offspring
    case .repair: return offspring
    }
  }

  /// Keeps the best as parents.
  public mutating func report(_ evaluated: [EvaluatedDesign]) {
    let survivors = settings.rule == .rejection ? evaluated : parents + evaluated
    // A design that was given up is surely no parent, whatever its estimate says.
    let ranked = survivors.sorted { ($0.isComplete ? 0 : 1, $0.objective) < ($1.isComplete ? 0 : 1, $1.objective) }
    parents = Array(ranked.prefix(settings.parents))
  }

  private func breed(
    within region: inout FeasibleRegion, using generator: inout SeededGenerator
  ) throws(SearchError) -> [Candidate] {
    let genes = parents.map(\.candidate.gene)
    var offspring = try region.collect(settings.mutants, by: settings.rule, using: &generator) {
      $0.mutated(genes[$1.index(below: genes.count)], probability: settings.mutationProbability, using: &$1)
    }
    if genes.count > 1 {
      offspring += try region.collect(settings.crossovers, by: settings.rule, using: &generator) {
        let (first, second) = $1.distinctIndices(below: genes.count)
        return $0.crossed(genes[first], genes[second], using: &$1)
      }
    }
    let missing = settings.mutants + settings.crossovers - offspring.count
    return try offspring + region.collect(missing, by: settings.rule, using: &generator) { $0.random(using: &$1) }
  }
}
