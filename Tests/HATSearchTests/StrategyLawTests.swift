import HATSearch
import Quantities
import Testing
import TransformerIR

/// What every strategy promises.
@Suite struct StrategyLawTests {
  @Test(arguments: Contender.allCases, UInt64(0)..<3) func theSameSeedGivesTheSameRun(
    contender: Contender, seed: UInt64
  ) throws {
    let problem = SearchSpace.wmt.problem(limit: Seconds(milliseconds: 120))
    let budget = SearchBudget(evaluations: 200)
    let first = try problem.solve(using: contender.make(), budget: budget, seed: seed)
    #expect(try problem.solve(using: contender.make(), budget: budget, seed: seed) == first)
    #expect(try problem.solve(using: contender.make(), budget: budget, seed: seed + 100) != first)
  }

  /// From hardly any design within the limit to all of them.
  @Test(arguments: Contender.allCases, [56.0, 90, 150, 1_000]) func nothingOverTheLimitIsEvaluatedOrReturned(
    contender: Contender, limit: Double
  ) throws {
    let questions = Questions()
    let space = SearchSpace.wmt
    let limit = Seconds(milliseconds: limit)
    let problem = space.problem(limit: limit, objective: questions.noting(space.capacity))
    let result = try problem.solve(using: contender.make(), budget: SearchBudget(evaluations: 300), seed: 5)
    #expect(questions.designs.allSatisfy { space.contains($0) && space.latency(of: $0).interval.upperBound <= limit })
    let returned = [result.best] + result.front
    #expect(returned.allSatisfy { $0.prediction == space.latency(of: $0.design) })
    #expect(Set(returned.map(\.design)).isSubset(of: questions.designs))
  }

  @Test(arguments: Contender.allCases) func theObjectiveIsAskedOncePerDesign(contender: Contender) throws {
    let questions = Questions()
    let space = SearchSpace.pocket
    let problem = space.problem(limit: nil, objective: questions.noting(.uneven))
    let budget = SearchBudget(evaluations: 576, proposals: 6_000)
    let result = try problem.solve(using: contender.make(), budget: budget, seed: 1)
    #expect(Set(questions.designs).count == questions.designs.count)
    #expect(result.counts.objectiveEvaluations == questions.designs.count)
    #expect(result.counts.latencyPredictions <= space.allDesigns.count)
  }

  @Test(arguments: Contender.allCases) func noBudgetIsOverdrawn(contender: Contender) throws {
    let problem = SearchSpace.wmt.problem(limit: Seconds(milliseconds: 100))
    for budget in [SearchBudget(evaluations: 47), SearchBudget(evaluations: 500, proposals: 61)] {
      let counts = try problem.solve(using: contender.make(), budget: budget, seed: 3).counts
      #expect(counts.objectiveEvaluations <= budget.evaluations)
      #expect(counts.proposals <= budget.proposals)
    }
  }

  @Test(arguments: Contender.allCases) func aSpaceOfOneDesignEnds(contender: Contender) throws {
    let problem = SearchSpace.single.problem(limit: Seconds(1))
    let result = try problem.solve(using: contender.make(), budget: SearchBudget(evaluations: 50), seed: 1)
    #expect(result.best.design == SearchSpace.single.smallest)
    #expect(result.front == [result.best])
    #expect(result.counts.objectiveEvaluations == 1)
  }

  @Test(arguments: Contender.allCases) func theResultIsTheBestOfEverythingEvaluated(contender: Contender) throws {
    let questions = Questions()
    let space = SearchSpace.pocket
    let problem = space.problem(limit: Seconds(milliseconds: 45), objective: questions.noting(.uneven))
    let result = try problem.solve(using: contender.make(), budget: SearchBudget(evaluations: 90), seed: 8)
    #expect(result.best.objective == questions.designs.map(Objective.unevenLoss).min())
    var front = ParetoFront<SubTransformer>()
    for design in questions.designs {
      front.insert(design, costs: [Objective.unevenLoss(of: design), space.latency(of: design).latency.value])
    }
    #expect(Set(result.front.map(\.design)) == Set(front.members.map(\.element)))
  }

  @Test(arguments: Contender.allCases) func progressOnlyImproves(contender: Contender) throws {
    var records: [GenerationRecord] = []
    let result = try SearchSpace.wmt.problem(limit: Seconds(milliseconds: 100)).solve(
      using: contender.make(), budget: SearchBudget(evaluations: 300), seed: 2
    ) { records.append($0.record) }
    #expect(records == result.history)
    for (before, after) in zip(records, records.dropFirst()) {
      #expect(after.generation == before.generation + 1)
      #expect(after.bestObjective <= before.bestObjective && after.hypervolume! >= before.hypervolume!)
      #expect(after.evaluations >= before.evaluations)
    }
    #expect(records.allSatisfy { ($0.feasibleShare ?? 0) <= 1 && $0.bestObjective <= $0.meanObjective })
  }
}
