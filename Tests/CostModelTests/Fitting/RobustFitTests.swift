import Foundation
import Randomness
import Statistics
import TensorEngine
import TestSupport
import Testing

@testable import CostModel

@Suite struct RobustFitTests {
  private static let truth = [2.0, 0, 5, 1]

  /// Measurements of ``truth`` with `noise`, a share of which take 2 to 5 times as long.
  private func fit(seed: UInt64, rows: Int = 200, noise: Double, outliers: Double) -> RobustFit {
    var generator = SeededGenerator(seed: seed)
    let work = FeatureMatrix(
      (0..<rows).map { _ in (0..<4).map { _ in Double.random(in: 0.2..<2, using: &generator) } }, columns: 4)
    let measured = work.times(Self.truth).map { exact in
      let isWild = Double.random(in: 0..<1, using: &generator) < outliers
      return exact * exp(noise * generator.normal()) * (isWild ? Double.random(in: 2..<5, using: &generator) : 1)
    }
    // Wrong by a factor of two and more, and held so loosely that it is worth less than one measurement.
    return RobustFit(work: work, measured: measured, prior: .init(means: [4, 2, 1, 1], spreads: [8, 8, 8, 8]))
  }

  private func constants(_ fit: RobustFit, deviation: Double, offset: Double = 0) -> [Double] {
    let rows = fit.measured.count
    return fit.solve(
      deviations: Array(repeating: deviation, count: rows), offsets: Array(repeating: offset, count: rows),
      weights: Array(repeating: 1, count: rows), start: nil)
  }

  /// 160 clean rows at 1 % know a constant of 2 in a sum of 9 to about 0.02 (σ·9/(√160·0.5)); the bound is 5 times that.
  @Test(arguments: UInt64(0)..<20) func plantedConstantsAreFoundAmongGrossOutliers(seed: UInt64) {
    let found = constants(fit(seed: seed, noise: 0.01, outliers: 0.2), deviation: 0.01)
    for (value, expected) in zip(found, Self.truth) {
      #expect(value >= 0)
      #expect(abs(value - expected) < 0.1, "\(found)")
    }
  }

  /// Without noise nothing but the prior is in the way: a 64th of a row that is certain to 0.1 %.
  @Test func exactMeasurementsGiveExactConstants() {
    let found = constants(fit(seed: 1, noise: 0, outliers: 0), deviation: 0.001)
    for (value, expected) in zip(found, Self.truth) { #expect(abs(value - expected) < 1e-4, "\(found)") }
  }

  @Test func aKnownOffsetIsTakenOut() {
    let fit = fit(seed: 2, noise: 0, outliers: 0)
    let found = constants(fit, deviation: 0.001, offset: log(2))
    for (value, expected) in zip(found, Self.truth) { #expect(abs(value - expected / 2) < 1e-4, "\(found)") }
  }

  @Test func withoutWeightThePriorRemains() {
    let fit = fit(seed: 3, rows: 10, noise: 0.01, outliers: 0)
    let found = fit.solve(
      deviations: Array(repeating: 0.01, count: 10), offsets: Array(repeating: 0, count: 10),
      weights: Array(repeating: 0, count: 10), start: fit.prior.means)
    for (value, mean) in zip(found, fit.prior.means) { #expect(abs(value - mean) < 1e-9) }
  }

  /// At the middle, half-way (1 − ¼)², at the edge and beyond.
  @Test func theBiweightByHand() {
    #expect(Double.biweight(0) == 1)
    #expect(Double.biweight(-0.5) == 0.5625)
    #expect(Double.biweight(1) == 0)
    #expect(Double.biweight(7) == 0)
  }
}
