import Quantities
import TestSupport
import Testing
import TransformerIR

@testable import HATSearch

/// What becomes, at the end of a search, of designs that were given up.
@Suite struct FrontCompletionTests {
  /// Designs raced for parents, a generation at a time: what is fast, but no parent, was given up.
  private struct Raced {
    let space = SearchSpace.pocket
    let designs: [SubTransformer]
    let world: SampledWorld
    var memory: EvaluationMemory
    var counts = SearchCounts()

    /// - Parameter wrap: What stands between the search and the loss.
    init(
      seed: UInt64, sentences: Int = 300, noise: Double = 0.6, wrap: (SampledLoss) -> SampledLoss = { $0 }
    ) throws {
      let space = space
      world = SampledWorld(sentences: sentences, noise: noise, seed: seed)
      // Every fourth of the space, the fastest ones too.
      designs = space.allDesigns.sorted { $0.yaml < $1.yaml }.enumerated().filter { $0.offset % 4 == 0 }.map(\.element)
      let objective = Objective(name: "sampled", description: "", loss: wrap(world.loss))
      memory = EvaluationMemory(space.problem(limit: nil, objective: objective))
      for start in stride(from: 0, to: designs.count, by: 36) {
        let generation = designs[start..<min(start + 36, designs.count)].map {
          Candidate(gene: space.gene(of: $0), design: $0, prediction: space.latency(of: $0), excess: .zero)
        }
        try memory.evaluate(generation, stake: .best(4), counts: &counts)
      }
    }

    /// What a design costs if everything about it is known.
    func truth(_ design: SubTransformer) -> [Double] {
      [world.mean(design), space.latency(of: design).latency.value]
    }

    /// The designs that are on the front.
    var found: Set<SubTransformer> { Set(memory.front.members.map(\.element.design)) }

    /// The designs that nothing beats, by all examples of all designs.
    var trueFront: Set<SubTransformer> {
      var front = ParetoFront<SubTransformer>()
      for design in designs { front.insert(design, costs: truth(design)) }
      return Set(front.members.map(\.element))
    }
  }

  /// What turns a loss bad after the race.
  private final class Switch { var isOn = false }

  @Test(arguments: UInt64(0)..<4) func nothingThatWasGivenUpBelongsOnTheFront(seed: UInt64) throws {
    var raced = try Raced(seed: seed)
    #expect(raced.found != raced.trueFront)
    try raced.memory.completeFront(counts: &raced.counts)
    #expect(raced.found == raced.trueFront)
  }

  @Test func nothingOnTheFrontIsAnEstimateAndNoEstimateWouldBe() throws {
    var raced = try Raced(seed: 7)
    try raced.memory.completeFront(counts: &raced.counts)
    let members = raced.memory.front.members
    #expect(members.allSatisfy { $0.element.isComplete && $0.element.objectiveError == 0 })
    #expect(members.allSatisfy { abs($0.element.objective - raced.world.mean($0.element.design)) < 1e-9 })
    let estimates = raced.memory.known.values.filter { !$0.isComplete }
    #expect(!estimates.isEmpty)
    for estimate in estimates {
      let promise = [estimate.objective - PairedDifference.doubt * estimate.objectiveError, estimate.costs[1]]
      #expect(members.contains { $0.costs.isNowhereWorse(than: promise) })
    }
  }

  @Test func countsAddUp() throws {
    var raced = try Raced(seed: 2)
    let before = raced.counts
    try raced.memory.completeFront(counts: &raced.counts)
    let (memory, counts) = (raced.memory, raced.counts)
    #expect(counts.examplesComputed == raced.world.asked.examples)
    #expect(counts.examplesComputed == memory.losses.values.reduce(0) { $0 + $1.count })
    #expect(counts.abandoned == memory.known.values.count { !$0.isComplete })
    #expect(counts.abandoned < before.abandoned)
    #expect(counts.abandoned + memory.complete.count == raced.designs.count)
    #expect(counts.examplesAsked == before.examplesAsked)
  }

  /// Evaluated to the end, each of those that are looked at again would take all its other examples. Several are asked about
  /// at once, by the portions of a race.
  @Test func goingPortionByPortionSparesExamples() throws {
    let sentences = 700
    var raced = try Raced(seed: 3, sentences: sentences, noise: 2)
    let before = raced.memory.losses.mapValues(\.count)
    let (computed, calls) = (raced.counts.examplesComputed, raced.world.asked.calls.count)
    try raced.memory.completeFront(counts: &raced.counts)
    let after = raced.memory.losses.mapValues(\.count)
    let extended = before.filter { after[$0.key]! > $0.value }
    let spent = raced.counts.examplesComputed - computed
    let toTheEnd = extended.values.reduce(0) { $0 + sentences - $1 }
    #expect(spent > 0 && Double(spent) < 0.75 * Double(toTheEnd))
    let asked = raced.world.asked.calls.dropFirst(calls)
    #expect(asked.contains { $0.designs > 1 })
    #expect(asked.allSatisfy { raced.world.loss.portions.contains($0.examples) })
  }

  /// As when a search is resumed with the losses that it computed before.
  @Test func theSameLossesGiveTheSameQuestionsAndTheSameFront() throws {
    var (first, second) = (try Raced(seed: 4), try Raced(seed: 4))
    try first.memory.completeFront(counts: &first.counts)
    try second.memory.completeFront(counts: &second.counts)
    #expect(first.memory.front == second.memory.front)
    #expect(first.memory.complete == second.memory.complete)
    #expect(first.counts == second.counts)
    #expect(first.world.asked.calls == second.world.asked.calls)
  }

  @Test(arguments: [[Float]](arrayLiteral: [], [1])) func rowsOfAnotherSizeAreAnError(row: [Float]) throws {
    let switched = Switch()
    var raced = try Raced(seed: 5) { loss in
      SampledLoss(weights: loss.weights) { designs, examples in
        switched.isOn ? designs.map { _ in row } : try loss.losses(designs, examples)
      }
    }
    switched.isOn = true
    let said = message { try raced.memory.completeFront(counts: &raced.counts) }
    #expect(said.contains("examples"))
  }

  /// A strategy that looks for the front gave up what is surely beaten there: hardly anything is left to do.
  @Test func aSearchForTheFrontHasLittleToComplete() throws {
    let world = SampledWorld(sentences: 300)
    var raced = 0
    let result = try SearchSpace.pocket.problem(limit: nil, objective: world.objective(racing: true))
      .solve(using: NSGA2Search(NSGA2Settings(population: 40, generations: 6)), seed: 1) { _ in
        raced = world.asked.examples
      }
    #expect(result.counts.abandoned > 100)
    #expect(Double(result.counts.examplesComputed - raced) < 0.05 * Double(raced))
  }

  @Test func aDesignWhoseLossIsNoNumberIsNamed() throws {
    let switched = Switch()
    var raced = try Raced(seed: 5) { loss in
      SampledLoss(weights: loss.weights) { designs, examples in
        switched.isOn ? designs.map { _ in examples.map { _ in .nan } } : try loss.losses(designs, examples)
      }
    }
    switched.isOn = true
    #expect(message { try raced.memory.completeFront(counts: &raced.counts) }.contains("for the design encoder"))
  }
}
