/// The sizes and rules of ``EvolutionarySearch``. The numbers are HAT's; the rule is not, unless asked for with ``hat``.
public struct EvolutionSettings: Hashable, Sendable, Codable {
  /// Designs alive in a generation.
  public var population: Int
  /// The best of a generation, which live on and breed.
  public var parents: Int
  /// Offspring by mutation. The rest of the population, without parents and mutants, are crossovers.
  public var mutants: Int
  /// The chance that a mutation draws a position anew.
  public var mutationProbability: Double
  /// Generations after which the search ends, the first population included.
  public var generations: Int
  /// What happens to genes over the limit and to designs seen before.
  public var rule: DrawingRule

  /// Makes settings; the defaults are HAT's numbers with ``DrawingRule/repair``.
  public init(
    population: Int = 125, parents: Int = 25, mutants: Int = 50, mutationProbability: Double = 0.3,
    generations: Int = 30, rule: DrawingRule = .repair
  ) {
    self.population = population
    self.parents = parents
    self.mutants = mutants
    self.mutationProbability = mutationProbability
    self.generations = generations
    self.rule = rule
  }

  /// HAT's evolution, but for its endless loops: rejection sampling, parents proposed again with their offspring,
  /// designs seen before taken again.
  public static let hat = EvolutionSettings(rule: .rejection)

  /// Offspring by crossing two parents.
  public var crossovers: Int { population - parents - mutants }

  /// Checks that the numbers fit together.
  ///
  /// - Throws: ``SearchError/invalidSettings(_:)``.
  public func validate() throws(SearchError) {
    try SearchError.check(population, "the population", in: 1...SearchError.largestSize)
    try SearchError.check(parents, "the number of parents", in: 1...SearchError.largestSize)
    try SearchError.check(mutants, "the number of mutants", in: 0...SearchError.largestSize)
    try SearchError.check(generations, "the number of generations", in: 1...SearchError.largestSize)
    try SearchError.check(probability: mutationProbability, "the mutation probability")
    guard parents <= population, mutants <= population - parents else {
      throw .invalidSettings(
        "\(parents) parents and \(mutants) mutants do not fit into a population of \(population)")
    }
    guard crossovers == 0 || parents > 1 else {
      throw .invalidSettings("\(crossovers) crossovers need at least 2 parents; there is 1")
    }
  }
}
