import Quantities
import Randomness
import TransformerIR

/// NSGA-II: evolves a whole front at once, over the axes of the problem.
///
/// Parents are picked by binary tournament, first by the front they are in, then by the room around them; parents and
/// offspring compete for the next generation in the same order. The limit comes first: a design within it dominates
/// every design over it, and of two designs over it the nearer one dominates (constraint-domination). Designs over the
/// limit are ranked by latency alone and never evaluated. The first population is within the limit.
///
/// Source: Deb, Pratap, Agarwal, Meyarivan. "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II." IEEE Trans.
/// Evolutionary Computation 6(2), 2002. doi:10.1109/4235.996017
public struct NSGA2Search: SearchStrategy {
  /// A design with what selection compares: its costs, none if it is over the limit, its front and its room.
  private struct Member {
    let candidate: Candidate
    let costs: [Double]
    var rank = 0
    var room = 0.0

    func dominates(_ other: Member) -> Bool {
      guard candidate.excess == other.candidate.excess else { return candidate.excess < other.candidate.excess }
      return costs.isNowhereWorse(than: other.costs) && costs != other.costs
    }

    func wins(against other: Member) -> Bool { rank != other.rank ? rank < other.rank : room > other.room }
  }

  /// `nsga2`.
  public let name = "nsga2"
  /// What is surely dominated is given up; selection ranks it by its estimate.
  public let stake = Stake.front
  private let settings: NSGA2Settings
  private var generation = 0
  private var population: [Member] = []
  /// Offspring of this generation that is over the limit.
  private var overLimit: [Candidate] = []

  /// Makes a search.
  ///
  /// - Throws: ``SearchError/invalidSettings(_:)``.
  public init(_ settings: NSGA2Settings = NSGA2Settings()) throws(SearchError) {
    try settings.validate()
    self.settings = settings
  }

  /// The offspring of tournaments, as far as it is within the limit.
  public mutating func propose(
    within region: inout FeasibleRegion, using generator: inout SeededGenerator
  ) throws(SearchError) -> [Candidate] {
    guard generation < settings.generations else { return [] }
    generation += 1
    if population.isEmpty {
      return try region.firstPopulation(settings.population, by: .repair, using: &generator)
    }
    let offspring = try breed(within: &region, using: &generator)
    let missing = settings.population - offspring.count - overLimit.count
    return try offspring + region.collect(missing, by: .repair, using: &generator) { $0.random(using: &$1) }
  }

  /// Lets parents and offspring compete for the next generation.
  public mutating func report(_ evaluated: [EvaluatedDesign]) {
    let offspring =
      evaluated.map { Member(candidate: $0.candidate, costs: $0.costs) }
      + overLimit.map { Member(candidate: $0, costs: []) }
    overLimit = []
    population = selected(from: population + offspring)
  }

  /// New offspring: what is within the limit is returned for evaluation, the rest kept for the next selection.
  private mutating func breed(
    within region: inout FeasibleRegion, using generator: inout SeededGenerator
  ) throws(SearchError) -> [Candidate] {
    var offspring: [Candidate] = []
    for _ in 0..<settings.population * FeasibleRegion.drawsPerCandidate
    where offspring.isEmpty || offspring.count + overLimit.count < settings.population {
      guard let candidate = try region.propose(child(region.variation, &generator)) else { break }
      guard region.claim(candidate.design) else { continue }
      if candidate.isWithinLimit { offspring.append(candidate) } else { overLimit.append(candidate) }
    }
    return offspring
  }

  private func child(_ variation: GeneVariation, _ generator: inout SeededGenerator) -> Gene {
    let parent = tournament(&generator)
    let isCrossed = generator.happens(settings.crossoverProbability)
    let gene = isCrossed ? variation.crossed(parent, tournament(&generator), using: &generator) : parent
    return variation.mutated(gene, probability: settings.mutationProbability, using: &generator)
  }

  /// The better of two random members.
  private func tournament(_ generator: inout SeededGenerator) -> Gene {
    let first = population[generator.index(below: population.count)]
    let second = population[generator.index(below: population.count)]
    return (second.wins(against: first) ? second : first).candidate.gene
  }

  /// The best of `members`, front by front; of the front that does not fit whole, those with the most room.
  private func selected(from members: [Member]) -> [Member] {
    var selected: [Member] = []
    let fronts = NonDominatedSorting.fronts(of: members.count) { members[$0].dominates(members[$1]) }
    for (rank, front) in fronts.enumerated() where selected.count < settings.population {
      let rooms = NonDominatedSorting.crowdingDistances(of: front.map { members[$0].costs })
      let ranked = zip(front, rooms).map { index, room in
        Member(candidate: members[index].candidate, costs: members[index].costs, rank: rank, room: room)
      }
      let left = settings.population - selected.count
      selected += ranked.count <= left ? ranked : Array(ranked.sorted { $0.room > $1.room }.prefix(left))
    }
    return selected
  }
}
