import Foundation
import Quantities
import Randomness
import Statistics
import TensorEngine
import TestSupport
import Testing
import TransformerIR

@testable import CostModel

@Suite struct PhysicalFitTests {
  /// Mean absolute error, in percent, on other designs of the same device that are measured without noise.
  private func error(of fit: PhysicalFit, on device: SyntheticDevice) -> Double {
    let truth = device.dataset(rows: 300, seed: 999, noise: 0)
    return 100 * truth.rows.map { abs(fit.model.seconds(truth.workload(of: $0)) / $0.latency - 1) }.mean
  }

  /// Fourteen constants from 200 rows at 1 % leave 1 % · √(14/200) · 0.8 = 0.21 % in the mean; the bound is twice that.
  @Test(arguments: UInt64(0)..<4) func aFitPredictsOtherDesignsFarBelowTheNoise(seed: UInt64) {
    for device in [SyntheticDevice.board, .accelerator] {
      let fit = PhysicalFit(FitData(device.dataset(rows: 200, seed: seed)), prior: .generic)
      #expect(error(of: fit, on: device) < 0.45)
    }
  }

  /// A fifth of the rows at one and a half times the latency moves neither scale nor slopes.
  @Test(arguments: UInt64(0)..<4) func aSlowBlockDoesNotMoveTheFit(seed: UInt64) {
    for device in [SyntheticDevice.board, .accelerator] {
      let data = device.dataset(rows: 200, seed: seed, blocks: [.init(rows: 30..<70, ratio: 1.5)])
      let fit = PhysicalFit(FitData(data), prior: .generic)
      #expect(error(of: fit, on: device) < 0.5)
      let regimes = fit.detection.report(order: Array(0..<200))
      #expect(regimes.count == 3)
      #expect(abs(regimes[1].firstRow - 30) <= 1 && abs(regimes[1].lastRow - 69) <= 1)
      #expect(abs(regimes[1].ratio - 1.5) < 0.02)
    }
  }

  /// Without noise the prior alone is in the way; what data do not tell apart may differ, their sum may not.
  @Test func exactMeasurementsGiveTheConstantsBack() {
    let device = SyntheticDevice.board
    let fit = PhysicalFit(FitData(device.dataset(rows: 300, seed: 5, noise: 0)), prior: .generic)
    #expect(error(of: fit, on: device) < 0.02)
    let totals = SyntheticDevice.workload(device.space).totals
    // The large terms of the middling design, within 2 % of themselves.
    for index in [0, 1, 2, 3, 8] {
      let amount = PhysicalTerm.all[index].amount(in: totals)
      let (found, planted) = (amount * fit.model.coefficients[index], amount * device.model.coefficients[index])
      #expect(abs(found / planted - 1) < 0.02, "\(PhysicalTerm.all[index].name): \(found) for \(planted)")
    }
  }

  @Test(arguments: UInt64(0)..<5) func constantsAreNeverNegative(seed: UInt64) {
    let fit = PhysicalFit(
      FitData(SyntheticDevice.accelerator.dataset(rows: 40, seed: seed, noise: 0.1)), prior: .generic)
    #expect(fit.model.coefficients.allSatisfy { $0 >= 0 && $0.isFinite })
  }

  /// Noise that falls as one over the latency has exponent 1, even noise 0; rows are shrunk by 400/450.
  @Test func theNoisesDependenceOnLatencyIsFound() {
    var uneven = SyntheticDevice.accelerator.dataset(rows: 400, seed: 3, noise: 0)
    var generator = SeededGenerator(seed: 8)
    for row in uneven.rows.indices {
      let factor = exp(0.02 * generator.normal() * (Seconds(0.1) / uneven.rows[row].latency))
      uneven.rows[row].encoder.mean = factor * uneven.rows[row].encoder.mean
      uneven.rows[row].decoder.mean = factor * uneven.rows[row].decoder.mean
    }
    // The slope of log |noise| (deviation 1.1) on log latency (deviation 0.45) over 400 rows is known to ±0.12.
    #expect(abs(PhysicalFit(FitData(uneven), prior: .generic).exponent - 0.89) < 0.4)
    let even = SyntheticDevice.accelerator.dataset(rows: 400, seed: 3, noise: 0.02)
    #expect(PhysicalFit(FitData(even), prior: .generic).exponent < 0.4)
  }

  @Test func steadyRowsAreThoseOutsideTheBlock() {
    let data = SyntheticDevice.board.dataset(rows: 200, seed: 2, blocks: [.init(rows: 100..<140, ratio: 1.3)])
    let steady = PhysicalFit(FitData(data), prior: .generic).isSteady
    // The window is 13 rows, so its half decides at the edges.
    #expect(steady[0..<94].allSatisfy { $0 } && steady[146...].allSatisfy { $0 })
    #expect(steady[106..<134].allSatisfy { !$0 })
  }

  @Test func conditionsOfAFileCountSteadyRows() throws {
    let data = SyntheticDevice.board.dataset(rows: 200, seed: 2, blocks: [.init(rows: 100..<140, ratio: 1.3)])
    let conditions = try DatasetConditions(data)
    #expect(abs(conditions.steadyShare - 0.8) < 0.03)
    #expect(conditions.isMain.count(where: { !$0 }) == 40)
    // |difference| of two rows at 1 % noise, over √2: 0.8 %, and at most a tenth more than that by luck of 160 rows.
    #expect(abs(try #require(conditions.neighbourNoisePercent) - 0.8) < 0.12)
  }

  @Test func conditionsNeedEightRows() {
    let few = SyntheticDevice.board.dataset(rows: 7, seed: 1)
    #expect(
      message { _ = try DatasetConditions(few) }
        == "looking for regimes needs at least 8 rows; there are 7: measure more designs")
  }
}
