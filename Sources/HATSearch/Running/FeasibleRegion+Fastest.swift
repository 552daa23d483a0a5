import Quantities
import Randomness
import TransformerIR

extension FeasibleRegion {
  /// Random genes that the search for the fastest design starts from, besides the smallest design.
  private static let randomStarts = 4
  /// Passes over all positions before a descent is cut short; two or three are usual.
  private static let passes = 50

  /// The fastest design that coordinate descent finds from `smallest` and from random genes.
  ///
  /// Speed need not rise with every number (8 heads may be faster than 4), so the smallest design is only a start.
  mutating func findFastest(
    from smallest: Gene, using generator: inout SeededGenerator
  ) throws(SearchError) -> Candidate {
    var best = try descend(from: smallest)
    for _ in 0..<Self.randomStarts {
      let found = try descend(from: variation.random(using: &generator))
      if constrainedLatency(of: found) < constrainedLatency(of: best) { best = found }
    }
    return best
  }

  /// Gives one position after the other its fastest value until a whole pass changes nothing.
  private mutating func descend(from start: Gene) throws(SearchError) -> Candidate {
    var current = try examine(start)
    for _ in 0..<Self.passes {
      let before = current.design
      for position in variation.choices.indices {
        try improve(&current, at: position)
      }
      if current.design == before { break }
    }
    return current
  }

  private mutating func improve(_ current: inout Candidate, at position: Int) throws(SearchError) {
    for value in variation.choices[position] where value != current.gene.values[position] {
      var gene = current.gene
      gene.values[position] = value
      let neighbour = try examine(gene)
      if constrainedLatency(of: neighbour) < constrainedLatency(of: current) { current = neighbour }
    }
  }
}
