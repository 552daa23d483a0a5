/// The sizes and rules of ``NSGA2Search``.
public struct NSGA2Settings: Hashable, Sendable, Codable {
  /// Designs alive in a generation, and offspring made by it.
  public var population: Int
  /// Generations after which the search ends, the first population included.
  public var generations: Int
  /// The chance that a child takes its genes from two parents and not from one.
  public var crossoverProbability: Double
  /// The chance that a position of a child is drawn anew.
  public var mutationProbability: Double

  /// Makes settings; the defaults evaluate about as much as HAT's evolution, and mutate one or two positions.
  public init(
    population: Int = 100, generations: Int = 30, crossoverProbability: Double = 0.9,
    mutationProbability: Double = 0.05
  ) {
    self.population = population
    self.generations = generations
    self.crossoverProbability = crossoverProbability
    self.mutationProbability = mutationProbability
  }

  /// Checks that the numbers make sense.
  ///
  /// - Throws: ``SearchError/invalidSettings(_:)``.
  public func validate() throws(SearchError) {
    try SearchError.check(population, "the population", in: 2...SearchError.largestSize)
    try SearchError.check(generations, "the number of generations", in: 1...SearchError.largestSize)
    try SearchError.check(probability: crossoverProbability, "the crossover probability")
    try SearchError.check(probability: mutationProbability, "the mutation probability")
  }
}
