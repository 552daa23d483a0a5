import HATSearch
import Quantities
import Testing
import TransformerIR

@Suite struct EvolutionarySearchTests {
  /// Against all 576 designs.
  @Test(arguments: [38.0, 45, 60, 1_000], UInt64(0)..<3) func theBestDesignOfASmallSpaceIsFound(
    limit: Double, seed: UInt64
  ) throws {
    let space = SearchSpace.pocket
    let limit = Seconds(milliseconds: limit)
    let optimum = space.allDesigns.filter { space.latency(of: $0).interval.upperBound <= limit }
      .map(Objective.unevenLoss).min()
    let result = try space.problem(limit: limit, objective: .uneven).solve(using: EvolutionarySearch(), seed: seed)
    #expect(result.best.objective == optimum)
  }

  /// In HAT's space of 4·10¹⁴ designs. The same feasible start and repair for both: what differs is selection.
  @Test(arguments: UInt64(0)..<5) func evolutionBeatsChanceAtEqualEvaluations(seed: UInt64) throws {
    let problem = SearchSpace.wmt.problem(limit: Seconds(milliseconds: 150))
    let budget = SearchBudget(evaluations: 1_000)
    let evolved = try problem.solve(using: EvolutionarySearch(), budget: budget, seed: seed)
    let drawn = try problem.solve(using: RandomSearch(), budget: budget, seed: seed)
    #expect(evolved.counts.objectiveEvaluations == drawn.counts.objectiveEvaluations)
    #expect(evolved.best.objective < drawn.best.objective)
  }

  /// Summed over five seeds, because a single run may be lucky.
  @Test func repairBeatsHATsRejectionAtEqualEvaluations() throws {
    let problem = SearchSpace.wmt.problem(limit: Seconds(milliseconds: 100))
    let budget = SearchBudget(evaluations: 600)
    func total(_ settings: EvolutionSettings) throws -> Double {
      try (UInt64(0)..<5).reduce(0) { total, seed in
        try total + problem.solve(using: EvolutionarySearch(settings), budget: budget, seed: seed).best.objective
      }
    }
    #expect(try total(EvolutionSettings()) < total(.hat))
  }

  /// HAT proposes its 25 parents again in 29 generations; the memory answers for them.
  @Test func hatsParentsAreScoredFromMemory() throws {
    let result = try SearchSpace.wmt.problem(limit: nil).solve(using: EvolutionarySearch(.hat), seed: 4)
    #expect(result.history.count == 30)
    #expect(result.counts.objectiveMemoHits >= 29 * 25)
    #expect(result.counts.objectiveEvaluations + result.counts.objectiveMemoHits == 30 * 125)
  }

  @Test func theDefaultsAreHATsNumbers() {
    let settings = EvolutionSettings()
    #expect((settings.population, settings.parents, settings.mutants, settings.crossovers) == (125, 25, 50, 50))
    #expect((settings.mutationProbability, settings.generations) == (0.3, 30))
    #expect(SearchBudget().evaluations == 3_025)
  }

  @Test(arguments: [
    EvolutionSettings(population: 0), EvolutionSettings(population: 20, parents: 25, mutants: 0),
    EvolutionSettings(population: 50, parents: 25, mutants: 26), EvolutionSettings(parents: 0),
    EvolutionSettings(mutants: -1), EvolutionSettings(generations: 0), EvolutionSettings(mutationProbability: 1.5),
    EvolutionSettings(mutationProbability: .nan), EvolutionSettings(population: .max),
    EvolutionSettings(population: 9, parents: 1, mutants: 1),
  ]) func impossibleSettingsAreRefused(settings: EvolutionSettings) {
    #expect(throws: SearchError.self) { try EvolutionarySearch(settings) }
  }

  @Test func aRefusalNamesTheNumbers() {
    let refusal = SearchError.invalidSettings("25 parents and 0 mutants do not fit into a population of 20")
    #expect(throws: refusal) {
      try EvolutionarySearch(EvolutionSettings(population: 20, parents: 25, mutants: 0))
    }
  }
}
