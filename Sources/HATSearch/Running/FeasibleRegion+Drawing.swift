import Quantities
import Randomness
import TransformerIR

/// What happens to a drawn gene that is over the limit or was seen before.
public enum DrawingRule: String, CaseIterable, Codable, Hashable, Sendable {
  /// Over the limit: moved towards the fastest design until it meets the limit. Seen before: drawn anew.
  case repair
  /// Over the limit: drawn anew. Seen before: taken again. HAT's way.
  case rejection
}

extension FeasibleRegion {
  /// Draws tried per candidate asked for before a neighbourhood counts as used up.
  static let drawsPerCandidate = 10

  /// Up to `count` candidates within the limit from the genes that `draw` makes.
  ///
  /// Fewer come back when the budget of proposals is used up or, with ``DrawingRule/repair``, when `draw` has hardly
  /// any new design left to offer.
  public mutating func collect(
    _ count: Int, by rule: DrawingRule, using generator: inout SeededGenerator,
    drawing draw: (GeneVariation, inout SeededGenerator) -> Gene
  ) throws(SearchError) -> [Candidate] {
    var collected: [Candidate] = []
    var draws = 0
    while collected.count < count, rule == .rejection || draws < count * Self.drawsPerCandidate,
      let candidate = try propose(draw(variation, &generator))
    {
      draws += 1
      switch rule {
      case .rejection:
        if candidate.isWithinLimit { collected.append(candidate) }
      case .repair:
        let repaired = try repair(candidate, using: &generator)
        if claim(repaired.design) { collected.append(repaired) }
      }
    }
    return collected
  }

  /// A first population of up to `count`: random designs, after the fastest one and the problem's seeds if the rule is
  /// ``DrawingRule/repair``.
  ///
  /// - Throws: ``SearchError/rejectionExhausted(limit:proposals:fastestSeen:)`` if rejection finds none.
  public mutating func firstPopulation(
    _ count: Int, by rule: DrawingRule, using generator: inout SeededGenerator
  ) throws(SearchError) -> [Candidate] {
    var population: [Candidate] = []
    if rule == .repair {
      if claim(fastest.design) { population.append(fastest) }
      for seed in problem.seeds where problem.space.contains(seed) && population.count < count {
        let gene = variation.completed(problem.space.gene(of: seed))
        let repaired = try repair(try examine(gene), using: &generator)
        if claim(repaired.design) { population.append(repaired) }
      }
    }
    population += try collect(count - population.count, by: rule, using: &generator) { $0.random(using: &$1) }
    if population.isEmpty, let limit = problem.limit {
      throw .rejectionExhausted(
        limit: limit, proposals: counts.proposals, fastestSeen: constrainedLatency(of: fastest))
    }
    return population
  }

  /// `candidate` if it is within the limit; otherwise a design between it and the fastest one, just within.
  ///
  /// The positions in which the two genes differ are put in random order; of the genes that take the first k of them
  /// from the fastest, bisection finds one that meets the limit while its predecessor does not. It ends because k = all
  /// is the fastest design itself, monotone or not.
  public mutating func repair(
    _ candidate: Candidate, using generator: inout SeededGenerator
  ) throws(SearchError) -> Candidate {
    guard !candidate.isWithinLimit else { return candidate }
    var positions = candidate.gene.values.indices.filter { candidate.gene.values[$0] != fastest.gene.values[$0] }
    generator.shuffle(&positions)
    var over = 0
    var within = positions.count
    var repaired = fastest
    while within - over > 1 {
      let middle = (over + within) / 2
      var gene = candidate.gene
      for position in positions[..<middle] { gene.values[position] = fastest.gene.values[position] }
      let moved = try examine(gene)
      if moved.isWithinLimit { (within, repaired) = (middle, moved) } else { over = middle }
    }
    return repaired
  }
}
