import CostModel
import HATSearch
import Quantities
import Statistics
import Testing
import TransformerIR

@Suite struct ConstraintTests {
  /// Against all 576 designs; the smallest design is not the fastest, because 8 heads are faster than 4.
  @Test(arguments: ChanceConstraint.allCases) func anUnreachableLimitNamesTheFastestDesign(
    constraint: ChanceConstraint
  ) throws {
    let space = SearchSpace.pocket
    func constrained(_ design: SubTransformer) -> Seconds {
      constraint.constrainedLatency(of: space.latency(of: design))
    }
    let fastest = try #require(space.allDesigns.map(constrained).min())
    #expect(fastest < constrained(space.smallest))
    let error = try #require(throws: SearchError.self) {
      try space.problem(limit: fastest * 0.99, constraint: constraint).solve(using: EvolutionarySearch(), seed: 1)
    }
    guard case .constraintUnreachable(let limit, let seen, let design, constraint) = error else {
      Issue.record("unexpected: \(error)")
      return
    }
    #expect(limit == fastest * 0.99 && seen == fastest && constrained(design) == fastest)
  }

  /// Milliseconds even in a debug build; 2 s leave room for a busy machine.
  @Test func anUnreachableLimitFailsSoon() {
    let elapsed = ContinuousClock().measure {
      #expect(throws: SearchError.self) {
        try SearchSpace.wmt.problem(limit: Seconds(milliseconds: 1)).solve(using: EvolutionarySearch(), seed: 1)
      }
    }
    #expect(elapsed < .seconds(2))
  }

  /// Whoever does what the message says gets a result.
  @Test(arguments: Contender.allCases) func theFastestLatencySeenIsALimitThatWorks(contender: Contender) throws {
    let space = SearchSpace.pocket
    let fastest = try #require(space.allDesigns.map { space.latency(of: $0).interval.upperBound }.min())
    let result = try space.problem(limit: fastest).solve(using: contender.make(), seed: 1)
    #expect(result.best.prediction.interval.upperBound == fastest)
  }

  /// With an interval of ±5 % and a limit of 1.03 times the fastest median, only the median is within the limit.
  @Test func theUpperEndOfTheIntervalIsHeldAgainstTheLimit() throws {
    let space = SearchSpace.pocket
    let fastest = try #require(space.allDesigns.map { space.latency(of: $0).latency }.min())
    #expect(throws: SearchError.self) {
      try space.problem(limit: fastest * 1.03).solve(using: EvolutionarySearch(), seed: 1)
    }
    let result = try space.problem(limit: fastest * 1.03, constraint: .median)
      .solve(using: EvolutionarySearch(), seed: 1)
    #expect(result.front.allSatisfy { $0.prediction.latency <= fastest * 1.03 })
  }

  @Test func rejectionGivesUpWhereItFindsNothing() throws {
    let problem = SearchSpace.wmt.problem(limit: Seconds(milliseconds: 46))
    let error = try #require(throws: SearchError.self) {
      try problem.solve(
        using: EvolutionarySearch(.hat), budget: SearchBudget(evaluations: 10, proposals: 500), seed: 1)
    }
    guard case .rejectionExhausted(_, 500, _) = error else {
      Issue.record("unexpected: \(error)")
      return
    }
    #expect(try problem.solve(using: EvolutionarySearch(), seed: 1).best.prediction.interval.upperBound.value <= 0.046)
  }

  @Test(arguments: [0, -1, .nan, .infinity]) func aLimitMustBePositive(limit: Double) {
    #expect(throws: SearchError.self) {
      try SearchSpace.pocket.problem(limit: Seconds(limit)).solve(using: RandomSearch(), seed: 1)
    }
  }

  @Test(arguments: [0, -1, .infinity, .nan]) func anImpossiblePredictionIsRefused(latency: Double) {
    struct Broken: LatencyEstimator {
      let name = "broken"
      let latency: Double
      func predict(_ workload: AveragedWorkload) -> LatencyPrediction {
        let point = Seconds(latency)
        var prediction = LatencyPrediction(latency: Seconds(1))
        prediction.latency = point
        return prediction
      }
    }
    var problem = SearchSpace.pocket.problem(limit: Seconds(1))
    problem.estimator = Broken(latency: latency)
    #expect(throws: SearchError.self) { try problem.solve(using: RandomSearch(), seed: 1) }
  }

  @Test func messagesSayWhatToDo() {
    let error = SearchError.constraintUnreachable(
      limit: Seconds(0.04), fastestSeen: Seconds(0.04552), fastestDesign: SearchSpace.single.smallest,
      constraint: .median)
    #expect(
      error.description
        == """
        no design meets the limit of 40.0 ms: the fastest found has a median predicted latency of 45.6 ms \
        (encoder 640×1 ffn 1024, decoder 512×1 ffn 1024 attends 2); raise the limit to at least that, or search a \
        space with smaller designs
        """)
  }
}
