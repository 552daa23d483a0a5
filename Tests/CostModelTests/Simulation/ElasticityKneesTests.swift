import Foundation
import Quantities
import Testing

@testable import CostModel

@Suite struct ElasticityKneesTests {
  /// 129 factors from 1/16 to 16: 16 to the octave.
  private func points(_ latency: (Double) -> Double) -> [HardwareSweep.Point] {
    (-64...64).map { step in
      let factor = exp2(Double(step) / 16)
      return HardwareSweep.Point(
        factor: factor, value: nil, latency: Seconds(latency(factor)), bound: .memory("dram"))
    }
  }

  /// a + b / f has the elasticity b / (a f + b), a logistic curve of ln f: a half where the parts are equal, and there steepest.
  @Test(arguments: [0.5, 1, 3]) func aSumBendsWhereItsPartsAreEqual(share: Double) throws {
    let knees = ElasticityKnees(points { 1 + share / $0 }, jumps: false).knees
    let knee = try #require(knees.first)
    #expect(knees.count == 1 && abs(log2(knee.factor / share)) <= 1.0 / 16)
    #expect(knee.before > 0.5 && knee.after < 0.5 && knee.jump == 0)
    #expect(abs(knee.before + knee.after - 1) < 0.02)
  }

  @Test func aMaximumBendsFromOneToNothing() throws {
    let knees = ElasticityKnees(points { max(1, 2 / $0) }, jumps: false).knees
    let knee = try #require(knees.first)
    #expect(knees.count == 1 && knee.factor == 2 && knee.latency == Seconds(1))
    #expect(abs(knee.before - 1) < 1e-9 && abs(knee.after) < 1e-9)
  }

  @Test func twoBendsThatLieApartAreTwoKnees() {
    let knees = ElasticityKnees(points { max(1, 1 / (4 * $0)) + max(1, 4 / $0) }, jumps: false).knees
    #expect(knees.map(\.factor) == [0.25, 4])
  }

  /// Neither what always gains alike, nor what never gains, nor a bend of a twentieth.
  @Test func evenAndFlatCurvesHaveNone() {
    #expect(ElasticityKnees(points { 1 / $0 }, jumps: false).knees.isEmpty)
    #expect(ElasticityKnees(points { _ in 1 }, jumps: true).knees.isEmpty)
    #expect(ElasticityKnees(points { 1 + 0.05 / $0.squareRoot() }, jumps: true).knees.isEmpty)
  }

  /// A working set that fits from 2 on: a tenth is gained at once, and nothing before and beyond.
  @Test func aFallAtOnceIsAJump() throws {
    let knees = ElasticityKnees(points { $0 >= 2 ? 0.9 : 1 }, jumps: true).knees
    let knee = try #require(knees.first)
    #expect(knees.count == 1 && knee.factor == 2 && abs(knee.jump - 0.1) < 1e-9)
    #expect(knee.before == 0 && knee.after == 0)
  }

  /// The bend at 1/16 of an octave from the end may be anywhere beyond it.
  @Test func nothingIsClaimedAtTheEnds() {
    #expect(ElasticityKnees(points { 1 + 32 / $0 }, jumps: false).knees.isEmpty)
    #expect(ElasticityKnees(Array(points { 1 + 1 / $0 }.prefix(3)), jumps: true).knees.isEmpty)
  }
}
