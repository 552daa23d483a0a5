import CostModel
import Foundation
import Quantities
import Randomness
import TestSupport
import Testing
import TransformerIR

@testable import HATSearch

/// Design i of 200 is predicted to take 100 + i ms ± 5 %, and the larger i the better it is. Of a limit of 250 ms the interval
/// leaves 250/1.05 = 238 ms: without measuring, design 138 is the choice.
@Suite struct VerificationTests {
  private let limit = Seconds(milliseconds: 250)
  private let designs: [EvaluatedDesign]

  private static let ladder = Result { try ladder(count: 200) }

  init() throws { designs = try Self.ladder.get() }

  private static func ladder(count: Int) throws -> [EvaluatedDesign] {
    let template = try SearchSpace.single.problem(limit: nil).solve(using: RandomSearch(), seed: 1).best
    let steps = SearchSpace.pocket.allDesigns.sorted { $0.yaml < $1.yaml }.prefix(count)
    return steps.enumerated().map { index, design in
      let latency = Seconds(milliseconds: 100 + Double(index))
      var evaluated = template
      evaluated.candidate = Candidate(
        gene: SearchSpace.pocket.gene(of: design), design: design,
        prediction: LatencyPrediction(latency: latency, interval: latency / 1.05...latency * 1.05), excess: .zero)
      evaluated.objective = -Double(index)
      return evaluated
    }
  }

  /// A device that takes `factor` times what is predicted, and notes what it was asked.
  private final class Device {
    private(set) var asked: [[SubTransformer]] = []
    private let latencies: [SubTransformer: Seconds]

    init(_ designs: [EvaluatedDesign], factor: Double = 1, scatter: Double = 0, seed: UInt64 = 0) {
      var generator = SeededGenerator(seed: seed)
      latencies = Dictionary(
        uniqueKeysWithValues: designs.map {
          ($0.design, $0.prediction.latency * (factor * exp(scatter * generator.normal())))
        })
    }

    func measure(_ designs: [SubTransformer]) -> [Seconds] {
      asked.append(designs)
      return designs.map { latencies[$0]! }
    }
  }

  private func verify(
    _ device: Device, constraint: ChanceConstraint = .upperBound, settings: Verification.Settings = .init()
  ) throws -> Verification {
    try Verification.verify(designs, limit: limit, constraint: constraint, settings: settings, measure: device.measure)
  }

  /// The evaluated designs are those that a search under this limit evaluates: the ones that it predicts to be within it.
  @Test func aDeviceAsPredictedTakesOneRound() throws {
    let device = Device(designs)
    let verification = try Verification.verify(Array(designs.prefix(139)), limit: limit, measure: device.measure)
    #expect(device.asked == [[138, 137, 136].map { designs[$0].design }])
    #expect(verification.winner?.design == designs[138])
    #expect(verification.winner?.measured == designs[138].prediction.latency)
    #expect(verification.ending == .settled && verification.isSettled && !verification.hasChanged)
    #expect(verification.rounds == 1 && verification.openDesigns == 0 && verification.problem == nil)
    #expect(abs(verification.recalibration.factor - 1) < 1e-12)
    #expect(verification.rows.allSatisfy { $0.isWithinLimit && abs($0.differencePercent) < 1e-9 })
  }

  /// Where predictions prove right the interval narrows, and designs that were too uncertain become eligible.
  @Test func aDeviceAsPredictedAllowsBetterDesignsThatWereEvaluated() throws {
    let verification = try verify(Device(designs), settings: .init(roundLimit: 20))
    let winner = try #require(verification.winner)
    #expect(verification.isSettled && winner.design.objective < designs[138].objective && winner.measured <= limit)
    #expect(verification.recalibration.halfWidth < verification.recalibration.priorHalfWidth / 2)
  }

  /// 238 ms take 257 ms; the second choice is about 250 / 1.08 less what remains uncertain.
  @Test func aSlowerDeviceIsNoticedAndTheSecondChoiceHolds() throws {
    let verification = try verify(Device(designs, factor: 1.08), settings: .init(roundLimit: 20))
    let winner = try #require(verification.winner)
    #expect(verification.firstChoice == designs[138] && verification.hasChanged)
    #expect(verification.rows.filter { $0.round == 1 }.allSatisfy { !$0.isWithinLimit })
    #expect(verification.rows.filter { $0.round == 2 }.allSatisfy { $0.isWithinLimit })
    // With what the second round taught a design or two more are tried.
    #expect(winner.measured <= limit && verification.rounds <= 4 && verification.isSettled)
    #expect(winner.measured > limit * 0.96)
    #expect((1.06...1.08).contains(verification.recalibration.factor))
    // The second round's predictions have learnt from the first; what the search said is kept.
    #expect(winner.predicted.latency > winner.originallyPredicted.latency * 1.05)
    #expect(winner.originallyPredicted == winner.design.prediction)
  }

  /// Designs that the predictions excluded turn out to be within the limit.
  @Test func aFasterDeviceAllowsBetterDesigns() throws {
    let device = Device(designs, factor: 1 / 1.08)
    let verification = try verify(device, settings: .init(roundLimit: 20))
    let winner = try #require(verification.winner)
    #expect(winner.design.objective < designs[138].objective && verification.hasChanged)
    #expect(designs[138].prediction.interval.upperBound <= limit)
    #expect(winner.originallyPredicted.interval.upperBound > limit && winner.measured <= limit)
    #expect(verification.isSettled && verification.rounds > 1)
  }

  @Test func whenRoundsAreUsedUpItSaysSo() throws {
    let verification = try verify(Device(designs, factor: 1 / 1.08), settings: .init(roundLimit: 1))
    #expect(verification.winner?.design == designs[138])
    #expect(verification.ending == .roundsUsedUp && !verification.isSettled)
    // The designs from 139 up to the last that the recalibrated interval allows.
    let allowed = designs.filter { verification.recalibration.applied(to: $0.prediction).interval.upperBound <= limit }
    #expect(verification.openDesigns == allowed.count - 139 && allowed.count > 139)
    let slow = try verify(Device(designs, factor: 1.08), settings: .init(roundLimit: 1))
    #expect(slow.winner == nil && slow.ending == .roundsUsedUp && slow.hasChanged)
    #expect(slow.problem?.contains("allow more rounds") == true)
  }

  /// Three times slower: after one round even the smallest design is predicted to be over the limit.
  @Test func withoutADesignWithinTheLimitThereIsNoWinner() throws {
    let verification = try verify(Device(designs, factor: 3))
    #expect(verification.winner == nil && verification.ending == .nothingWithinLimit && verification.rounds == 1)
    #expect(verification.problem?.contains("3 were measured, the fastest at 708 ms") == true)
  }

  @Test func whatNoPredictionAllowsIsNotMeasured() throws {
    let device = Device(designs)
    let verification = try Verification.verify(designs, limit: Seconds(milliseconds: 50), measure: device.measure)
    #expect(device.asked.isEmpty && verification.rows.isEmpty && verification.winner == nil)
    #expect(verification.firstChoice == nil && !verification.hasChanged && verification.rounds == 0)
    #expect(verification.problem?.contains("none was worth measuring") == true)
  }

  @Test func withoutALimitTheBestDesignIsMeasured() throws {
    let device = Device(designs, factor: 2)
    let verification = try Verification.verify(designs, limit: nil, measure: device.measure)
    #expect(device.asked == [[designs[199].design]])
    #expect(verification.winner?.design == designs[199] && verification.isSettled && verification.rows[0].isWithinLimit)
  }

  /// With the median constraint 250 ms is design 150.
  @Test func theConstraintSaysWhichEndOfThePredictionCounts() throws {
    let device = Device(designs)
    let verification = try verify(device, constraint: .median)
    #expect(device.asked.first?.first == designs[150].design && verification.winner?.design == designs[150])
  }

  @Test func ofEqualObjectivesTheFasterIsTakenFirst() throws {
    let equal = designs.map { design in
      var design = design
      design.objective = 1
      return design
    }
    let verification = try Verification.verify(equal, limit: limit, measure: Device(designs).measure)
    #expect(verification.winner?.design.design == designs[0].design && verification.rounds == 1)
  }

  /// Devices up to a tenth off whose designs scatter by 2 %, measured in as many rounds as are allowed.
  @Test(arguments: UInt64(0)..<60) func whateverTheDeviceTheChoiceIsTheBestThatIsKnownToHold(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed ^ 0xDE71CE)
    let device = Device(
      designs, factor: Double.random(in: 0.9...1.1, using: &generator), scatter: 0.02, seed: seed)
    let settings = Verification.Settings(designsPerRound: Int(1 + seed % 4), roundLimit: Int(1 + seed % 6))
    let verification = try verify(device, settings: settings)
    let measured = device.asked.flatMap { $0 }
    #expect(Set(measured).count == measured.count && measured == verification.rows.map(\.design.design))
    #expect(verification.rounds == device.asked.count && verification.rounds <= settings.roundLimit)
    #expect(device.asked.allSatisfy { (1...settings.designsPerRound).contains($0.count) })
    #expect(verification.rows.allSatisfy { $0.isWithinLimit == ($0.measured <= limit) })
    let best = verification.rows.filter(\.isWithinLimit).min { $0.design.objective < $1.design.objective }
    #expect(verification.winner == best)
    let open = designs.filter { design in
      !measured.contains(design.design) && design.objective < best?.design.objective ?? .infinity
        && verification.recalibration.applied(to: design.prediction).interval.upperBound <= limit
    }
    #expect(verification.openDesigns == open.count && verification.isSettled == open.isEmpty)
  }

  @Test(arguments: UInt64(0)..<10) func theOrderOfTheDesignsDecidesNothing(seed: UInt64) throws {
    var shuffled = designs + designs.prefix(20)
    var generator = SeededGenerator(seed: seed)
    generator.shuffle(&shuffled)
    let first = try verify(Device(designs, factor: 1.05, scatter: 0.02, seed: seed))
    let device = Device(designs, factor: 1.05, scatter: 0.02, seed: seed)
    #expect(try Verification.verify(shuffled, limit: limit, measure: device.measure) == first)
  }

  @Test func anErrorOfTheMeasurementReachesTheCaller() {
    struct Unplugged: Error {}
    #expect(throws: Unplugged.self) { try Verification.verify(designs, limit: limit) { _ in throw Unplugged() } }
  }

  @Test(arguments: [0, -1, .nan, .infinity]) func anImpossibleMeasurementIsRefused(latency: Double) throws {
    let error = try #require(throws: VerificationError.self) {
      try Verification.verify(designs, limit: limit) { $0.map { _ in Seconds(latency) } }
    }
    guard case .impossibleMeasurement(_, designs[138].design) = error else {
      Issue.record("unexpected: \(error)")
      return
    }
    #expect(error.description.contains("hatbench doctor"))
  }

  @Test func whatCannotBeVerifiedIsRefused() {
    #expect(throws: VerificationError.measurementCountMismatch(designs: 3, latencies: 1)) {
      try Verification.verify(designs, limit: limit) { _ in [Seconds(1)] }
    }
    #expect(throws: VerificationError.nothingEvaluated) {
      try Verification.verify([], limit: limit, measure: Device(designs).measure)
    }
    for settings in [Verification.Settings(designsPerRound: 0), .init(roundLimit: 0)] {
      #expect(throws: SearchError.self) { try verify(Device(designs), settings: settings) }
    }
  }

  /// From the search to the choice: what the front holds is verified against a device 3 % slower.
  @Test func aSearchsFrontIsVerifiedUnderItsLimit() throws {
    let problem = SearchSpace.wmt.problem(limit: Seconds(milliseconds: 120))
    let front = try problem.solve(using: NSGA2Search(NSGA2Settings(population: 24)), seed: 2).front
    let verification = try problem.verify(front) { designs in
      designs.map { SearchSpace.wmt.latency(of: $0).latency * 1.03 }
    }
    #expect(verification.limit == problem.limit)
    #expect(try #require(verification.winner).measured <= Seconds(milliseconds: 120))
  }
}
