import HATSearch
import Quantities
import Randomness
import Testing
import TransformerIR

@Suite struct ObjectiveTests {
  /// WMT's smallest design: a decoder layer has 2 attentions of 4·512² + 4·512, an FFN of 2·512·1024 + 512 + 1024 and
  /// 3 norms of 2·512 parameters; each of the 6 encoder layers has one attention and one norm less.
  @Test func capacityCountsTheDecoderAndBreaksTiesByTheEncoder() throws {
    let value = try #require(try SearchSpace.wmt.capacity.evaluate([SearchSpace.wmt.smallest]).first)
    let (decoder, encoder) = (3_154_432.0, 6 * 2_102_784.0)
    #expect(value == -(decoder + encoder / 0x1p26))
  }

  @Test(arguments: UInt64(0)..<20) func capacityOrdersByDecoderThenByAllParameters(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let space = SearchSpace.wmt
    let designs = (0..<20).map { _ in space.sample(using: &generator) }
    let ranked = try zip(space.capacity.evaluate(designs), designs).map { value, design in
      let workload = try Workload(design: design, architecture: space.architecture, setting: space.setting)
      return (value: value, pair: (workload.decoderParameterCount, workload.parameterCount()))
    }
    for first in ranked {
      for second in ranked { #expect((first.value < second.value) == (first.pair > second.pair)) }
    }
  }

  @Test func capacitySaysThatItIsAProxy() throws {
    let result = try SearchSpace.single.problem(limit: nil).solve(using: RandomSearch(), seed: 1)
    #expect(result.objectiveName == "capacity")
    #expect(result.objectiveDescription.hasPrefix("a proxy, not a measured quality"))
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity]) func aNonFiniteObjectiveIsRefused(value: Double) throws {
    let objective = Objective(name: "broken", description: "") { $0.map { _ in value } }
    let error = try #require(throws: SearchError.self) {
      try SearchSpace.single.problem(limit: nil, objective: objective).solve(using: RandomSearch(), seed: 1)
    }
    guard case .nonFiniteObjective("broken", _, SearchSpace.single.smallest) = error else {
      Issue.record("unexpected: \(error)")
      return
    }
  }

  @Test func anObjectiveReturnsOneValuePerDesign() {
    let objective = Objective(name: "short", description: "") { _ in [] }
    #expect(throws: SearchError.objectiveCountMismatch(name: "short", designs: 1, values: 0)) {
      try SearchSpace.single.problem(limit: nil, objective: objective).solve(using: RandomSearch(), seed: 1)
    }
  }

  @Test func anErrorOfTheObjectiveReachesTheCaller() {
    struct OutOfMemory: Error {}
    let objective = Objective(name: "failing", description: "") { _ in throw OutOfMemory() }
    #expect(throws: OutOfMemory.self) {
      try SearchSpace.single.problem(limit: nil, objective: objective).solve(using: RandomSearch(), seed: 1)
    }
  }

  @Test func impossibleBudgetsAndFrontsAreRefused() throws {
    var problem = SearchSpace.single.problem(limit: nil)
    for budget in [
      SearchBudget(evaluations: 0), SearchBudget(evaluations: 1, proposals: 0), SearchBudget(evaluations: .max),
    ] {
      #expect(throws: SearchError.self) { try problem.solve(using: RandomSearch(), budget: budget, seed: 1) }
    }
    #expect(throws: SearchError.self) { try RandomSearch(batch: 0) }
    problem.hypervolumeReference = [1]
    #expect(throws: SearchError.self) { try problem.solve(using: RandomSearch(), seed: 1) }
    problem.axes = []
    #expect(throws: SearchError.self) { try problem.solve(using: RandomSearch(), seed: 1) }
  }
}
