import Quantities
import Testing
import TransformerIR

@testable import HATSearch

@Suite struct NSGA2SearchTests {
  /// Against the front of all 576 designs, with and without a limit.
  @Test(arguments: [nil, Seconds(milliseconds: 45)], UInt64(0)..<3) func theFrontOfASmallSpaceIsFound(
    limit: Seconds?, seed: UInt64
  ) throws {
    let space = SearchSpace.pocket
    var front = ParetoFront<SubTransformer>()
    for design in space.allDesigns {
      let prediction = space.latency(of: design)
      guard limit.map({ prediction.interval.upperBound <= $0 }) ?? true else { continue }
      front.insert(design, costs: [Objective.unevenLoss(of: design), prediction.latency.value])
    }
    let result = try space.problem(limit: limit, objective: .uneven).solve(using: NSGA2Search(), seed: seed)
    #expect(Set(result.front.map(\.costs)) == Set(front.members.map(\.costs)))
    #expect(result.front.count > 3)
  }

  @Test(arguments: UInt64(0)..<5) func itsFrontDominatesMoreThanEvolutions(seed: UInt64) throws {
    var problem = SearchSpace.wmt.problem(limit: Seconds(milliseconds: 150))
    problem.hypervolumeReference = [0, 0.15]
    let budget = SearchBudget(evaluations: 800)
    let front = try problem.solve(using: NSGA2Search(), budget: budget, seed: seed)
    let evolved = try problem.solve(using: EvolutionarySearch(), budget: budget, seed: seed)
    #expect(front.history.last!.hypervolume! > evolved.history.last!.hypervolume!)
  }

  @Test func everyAxisIsItsOwnCost() throws {
    var problem = SearchSpace.pocket.problem(limit: nil)
    problem.axes = FrontAxis.allCases
    let result = try problem.solve(using: NSGA2Search(), budget: SearchBudget(evaluations: 100), seed: 1)
    let design = result.best
    let workload = try Workload(
      design: design.design, architecture: problem.space.architecture, setting: problem.setting)
    #expect(
      design.costs == [
        design.objective, design.prediction.latency.value, Double(workload.parameterCount()),
        workload.graph().liveMemory().total.value,
      ])
    #expect(design.parameters == workload.parameterCount())
  }

  @Test(arguments: [
    NSGA2Settings(population: 1), NSGA2Settings(generations: 0), NSGA2Settings(crossoverProbability: -0.1),
    NSGA2Settings(mutationProbability: 2),
  ]) func impossibleSettingsAreRefused(settings: NSGA2Settings) {
    #expect(throws: SearchError.self) { try NSGA2Search(settings) }
  }
}

@Suite struct NonDominatedSortingTests {
  /// (1,4) (2,2) (4,1) are the first front; (3,3) is behind (2,2); (5,5) behind (3,3).
  @Test func fivePointsFallIntoThreeFronts() {
    let points: [[Double]] = [[3, 3], [1, 4], [5, 5], [2, 2], [4, 1]]
    let fronts = NonDominatedSorting.fronts(of: points.count) {
      points[$0].isNowhereWorse(than: points[$1]) && $0 != $1
    }
    #expect(fronts == [[1, 3, 4], [0], [2]])
  }

  /// Extents are 10 and 10; the middle points have neighbours (6 + 7)/10 and (9 + 9)/10 apart.
  @Test func roomIsTheGapBetweenNeighbours() {
    let rooms = NonDominatedSorting.crowdingDistances(of: [[0, 10], [1, 9], [6, 3], [10, 0]])
    #expect(rooms == [.infinity, 0.6 + 0.7, 0.9 + 0.9, .infinity])
  }

  @Test func pointsWithoutCostsHaveNoRoom() {
    #expect(NonDominatedSorting.crowdingDistances(of: [[], []]) == [0, 0])
  }
}
