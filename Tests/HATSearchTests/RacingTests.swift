import Quantities
import Randomness
import TestSupport
import Testing
import TransformerIR

@testable import HATSearch

@Suite struct RacingTests {
  // MARK: Portions

  @Test(arguments: [1, 5, 64, 95, 96, 97, 1_014, 5_000]) func portionsCoverEveryExampleOnce(count: Int) {
    let portions = SampledWorld(sentences: count).loss.portions
    #expect(portions.flatMap { Array($0) } == Array(0..<count))
    #expect(portions.dropLast().allSatisfy { $0.count >= min(SampledLoss.firstLook, count) })
    #expect(portions.count <= 8)
  }

  // MARK: Differences

  @Test func aDifferenceOnAllExamplesIsExact() {
    let world = SampledWorld(sentences: 80)
    let (first, second) = (world.losses(SearchSpace.pocket.largest), world.losses(SearchSpace.pocket.smallest))
    let difference = PairedDifference(first[...], less: second[...], in: world.loss)
    #expect(difference.error == 0)
    #expect(abs(difference.value - (world.loss.mean(first) - world.loss.mean(second))) < 1e-9)
  }

  /// By hand: weights 1, 1, 2 of four examples, differences 1, 3, 2: ratio 6/4; residuals -0.5, 1.5, -1.
  @Test func theStandardErrorIsTheRatioEstimators() {
    let loss = SampledLoss(weights: [1, 1, 2, 4], scale: 2) { _, _ in [] }
    let difference = PairedDifference([2, 4, 5], less: [1, 1, 3], in: loss)
    #expect(difference.value == 2 * 1.5)
    let variance = (1 - 3.0 / 4) * (0.25 + 2.25 + 1) / 2 / 3 / (4.0 / 3 * 4 / 3)
    #expect(abs(difference.error - 2 * variance.squareRoot()) < 1e-12)
  }

  /// On texts with hard and easy sentences, the difference on all sentences lies within two standard errors of what the first
  /// sentences say about as often as a normal error would.
  @Test func theStandardErrorIsHonest() {
    var within = 0
    let trials = 400
    for seed in 0..<UInt64(trials) {
      let world = SampledWorld(sentences: 300, noise: 1, seed: seed)
      let (first, second) = (world.losses(SearchSpace.pocket.largest), world.losses(SearchSpace.pocket.smallest))
      let seen = PairedDifference(first[..<64], less: second[..<64], in: world.loss)
      let truth = PairedDifference(first[...], less: second[...], in: world.loss).value
      if abs(seen.value - truth) < 2 * seen.error { within += 1 }
    }
    #expect(Double(within) / Double(trials) > 0.92 && Double(within) / Double(trials) < 0.985)
  }

  // MARK: Races

  /// The eight best of 100 designs run to the end, whoever else does.
  @Test(arguments: UInt64(0)..<5) func whatMattersIsNeverGivenUp(seed: UInt64) throws {
    let world = SampledWorld(sentences: 400, noise: 0.6, seed: seed)
    var generator = SeededGenerator(seed: seed)
    let designs = Array(
      Set((0..<100).map { _ in SearchSpace.wmt.sample(using: &generator) }).sorted { $0.yaml < $1.yaml })
    let race = Race(loss: world.loss, stake: .best(8), rivals: [])
    let finished = try race.run(designs.map { Race.Runner(design: $0, otherCosts: []) })
    let means = designs.map(world.mean)
    let best = Set(designs.indices.sorted { means[$0] < means[$1] }.prefix(8).map { designs[$0] })
    let complete = Set(finished.filter { $0.losses.count == 400 }.map(\.design))
    #expect(best.isSubset(of: complete))
    #expect(complete.count < designs.count / 2)
    #expect(
      zip(finished, designs).allSatisfy {
        $0.design == $1 && $0.losses == Array(world.losses($1).prefix($0.losses.count))
      })
  }

  /// Two designs that are equally good run to the end, however many sentences that takes.
  @Test func aTieIsNotDecidedEarly() throws {
    let loss = SampledLoss(weights: Array(repeating: 1, count: 500)) { designs, range in
      designs.indices.map { design in range.map { Float(($0 + design).isMultiple(of: 2) ? 1 : 2) } }
    }
    let race = Race(loss: loss, stake: .best(1), rivals: [])
    let space = SearchSpace.pocket
    let finished = try race.run([space.largest, space.smallest].map { Race.Runner(design: $0, otherCosts: []) })
    #expect(finished.allSatisfy { $0.losses.count == 500 })
  }

  /// The same parents, generation by generation, and the same best: what is given up could not have become one.
  @Test(arguments: [DrawingRule.repair, .rejection], UInt64(0)..<3) func racingChangesNoEvolution(
    rule: DrawingRule, seed: UInt64
  ) throws {
    let world = SampledWorld(sentences: 300)
    func result(racing: Bool) throws -> SearchResult {
      let settings = EvolutionSettings(population: 40, parents: 8, mutants: 16, generations: 8, rule: rule)
      return try SearchSpace.wmt.problem(limit: Seconds(milliseconds: 120), objective: world.objective(racing: racing))
        .solve(using: EvolutionarySearch(settings), seed: seed)
    }
    let whole = try result(racing: false)
    let before = world.asked.examples
    let raced = try result(racing: true)
    let spent = world.asked.examples - before
    #expect(raced.best.design == whole.best.design)
    #expect(abs(raced.best.objective - whole.best.objective) < 1e-9)
    #expect(zip(raced.history, whole.history).allSatisfy { abs($0.bestObjective - $1.bestObjective) < 1e-9 })
    #expect(raced.counts.objectiveEvaluations == whole.counts.objectiveEvaluations)
    #expect(raced.counts.abandoned > 0)
    #expect(raced.counts.examplesComputed == spent)
    #expect(raced.counts.examplesAsked == 300 * raced.counts.objectiveEvaluations)
    #expect(Double(spent) < 0.8 * Double(before))
  }

  @Test(arguments: Contender.allCases) func nothingThatIsReportedIsAnEstimate(contender: Contender) throws {
    let world = SampledWorld(sentences: 400)
    let result = try SearchSpace.wmt.problem(
      limit: Seconds(milliseconds: 120), objective: world.objective(racing: true)
    )
    .solve(using: contender.make(), budget: SearchBudget(evaluations: 150), seed: 3)
    let reported = [result.best] + result.front + result.evaluated
    #expect(reported.allSatisfy { $0.isComplete && $0.objectiveError == 0 })
    #expect(reported.allSatisfy { abs($0.objective - world.mean($0.design)) < 1e-9 })
    #expect(result.counts.abandoned + result.evaluated.count == result.counts.objectiveEvaluations)
    #expect(result.evaluated.map(\.objective) == result.evaluated.map(\.objective).sorted())
    #expect(Set(result.front).isSubset(of: result.evaluated))
  }

  /// What was given up was surely dominated: evaluating everything finds the same front.
  @Test(arguments: UInt64(0)..<4) func theFrontOfARaceIsTheFrontOfEverythingProposed(seed: UInt64) throws {
    let world = SampledWorld(sentences: 400)
    let questions = Questions()
    let space = SearchSpace.pocket
    let objective = Objective(
      name: "noted", description: "",
      loss: SampledLoss(weights: world.weights) { designs, range in
        if range.lowerBound == 0 { questions.designs += designs }
        return try world.loss.losses(designs, range)
      })
    let result = try space.problem(limit: nil, objective: objective)
      .solve(using: NSGA2Search(NSGA2Settings(population: 40, generations: 6)), seed: seed)
    var front = ParetoFront<SubTransformer>()
    for design in questions.designs {
      front.insert(design, costs: [world.mean(design), space.latency(of: design).latency.value])
    }
    #expect(Set(result.front.map(\.design)) == Set(front.members.map(\.element)))
    #expect(result.counts.abandoned > 0)
  }

  /// Estimates stray from the truth as their standard errors say: two of them hold 19 of 20.
  @Test func estimatesAreAsGoodAsTheySay() {
    var strays: [Double] = []
    for seed in UInt64(0)..<20 {
      let world = SampledWorld(sentences: 300, seed: seed)
      var generator = SeededGenerator(seed: seed)
      let designs = (0..<15).map { _ in SearchSpace.wmt.sample(using: &generator) }
      let rivals = designs.prefix(5).map(world.losses)
      strays += designs.dropFirst(5).map { design in
        let estimate = Race.estimate(Array(world.losses(design).prefix(64)), beside: rivals, of: world.loss)
        return abs(estimate.value - world.mean(design)) / estimate.error
      }
    }
    #expect(strays.count { $0 < 2 } > 176 && strays.allSatisfy { $0 < 5 })
    #expect(strays.contains { $0 > 1 })
  }

  // MARK: Bad losses

  @Test func rowsOfAnotherSizeAreAnError() {
    for rows in [[[Float]](), [[1]], [[Float](repeating: 1, count: 64), []]] {
      let loss = SampledLoss(weights: Array(repeating: 1, count: 300)) { _, _ in rows }
      #expect(throws: SearchError.self) {
        _ = try SearchSpace.pocket.problem(limit: nil, objective: Objective(name: "bad", description: "", loss: loss))
          .solve(using: RandomSearch(), seed: 1)
      }
    }
  }

  @Test(arguments: [Float.nan, .infinity]) func aLossThatIsNoNumberNamesTheDesign(bad: Float) {
    let loss = SampledLoss(weights: Array(repeating: 1, count: 300)) { designs, range in
      designs.map { _ in range.map { $0 == 3 ? bad : 1 } }
    }
    let said = message {
      _ = try SearchSpace.pocket.problem(limit: nil, objective: Objective(name: "bad", description: "", loss: loss))
        .solve(using: RandomSearch(), seed: 1)
    }
    #expect(said.contains("for the design encoder"))
  }

  // MARK: Beginning with what is known

  @Test func aSearchBeginsWithItsSeeds() throws {
    let space = SearchSpace.wmt
    let limit = Seconds(milliseconds: 120)
    let found = try space.problem(limit: limit, objective: .uneven).solve(using: EvolutionarySearch(), seed: 1).best
    var problem = space.problem(limit: limit, objective: .uneven)
    problem.seeds = [found.design, space.largest]
    let settings = EvolutionSettings(population: 10, parents: 3, mutants: 4, generations: 1)
    let again = try problem.solve(using: EvolutionarySearch(settings), seed: 2)
    #expect(again.best.objective <= found.objective)
    #expect(again.counts.objectiveEvaluations == 10)
    #expect(again.evaluated.allSatisfy { $0.prediction.interval.upperBound <= limit })
  }

  @Test func oneRunAnswersTighterLimits() throws {
    let space = SearchSpace.wmt
    let whole = try space.problem(limit: nil, objective: .uneven).solve(using: NSGA2Search(), seed: 1)
    let limit = Seconds(milliseconds: 100)
    let tight = try whole.within(limit, .upperBound)
    #expect(tight.best.prediction.interval.upperBound <= limit)
    #expect(
      tight.best.objective
        == whole.evaluated.filter { $0.prediction.interval.upperBound <= limit }.map(\.objective).min())
    #expect(!tight.front.isEmpty && tight.front.count < whole.front.count)
    #expect(message { _ = try whole.within(Seconds(milliseconds: 1), .median) }.contains("no design meets the limit"))
  }
}
