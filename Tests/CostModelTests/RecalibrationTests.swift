import Foundation
import Quantities
import Randomness
import TestSupport
import Testing
import TransformerIR

@testable import CostModel

@Suite struct RecalibrationTests {
  /// One second with a 90 % interval of a factor `width` to both sides.
  private func prediction(_ width: Double = 1.05, _ seconds: Double = 1) -> LatencyPrediction {
    LatencyPrediction(latency: Seconds(seconds), interval: Seconds(seconds / width)...Seconds(seconds * width))
  }

  /// Designs of which each takes its prediction times e to the power of an error.
  private func pairs(_ errors: [Double], width: Double = 1.05) -> [(predicted: LatencyPrediction, measured: Seconds)] {
    errors.map { (prediction(width), Seconds(exp($0))) }
  }

  /// An estimator whose predictions can be told.
  private struct Told: LatencyEstimator {
    let name = "told"
    var width = 1.05
    func predict(_ workload: AveragedWorkload) -> LatencyPrediction {
      let latency = Seconds(milliseconds: 20 * workload.averages.decoderLayers)
      return LatencyPrediction(latency: latency, interval: latency / width...latency * width)
    }
  }

  private var workloads: [AveragedWorkload] {
    let space = SearchSpace.wmt
    return [space.largest, space.smallest].map {
      AveragedWorkload(averages: DesignAverages(of: $0), architecture: space.architecture, setting: space.setting)
    }
  }

  @Test(arguments: [1.0, 1.05, 2]) func withNothingMeasuredItIsTheBase(width: Double) {
    let base = Told(width: width)
    let estimator = RecalibratedEstimator(base: base, recalibration: Recalibration())
    #expect(estimator.name == "told")
    for workload in workloads { #expect(estimator.predict(workload) == base.predict(workload)) }
  }

  /// σ of predictions to ±5 %.
  private let deviation = log(1.05) / 1.644_853_627

  /// Common and own part have half of the variance each, and an error of just σ teaches nothing else.
  @Test func onePairMovesPredictionsByHalfOfWhatItSays() {
    let recalibration = Recalibration(pairs: pairs([deviation]))
    #expect(abs(recalibration.median / deviation - 0.5) < 1e-9)
    #expect(RecalibratedEstimator(base: Told(), recalibration: recalibration).name == "told, recalibrated")
  }

  /// In units of s₀² an error of 5σ has the square 50, so that τ² = (4 + 50 − 1) / 5 = 10.6: 10.6/11.6 are the common part.
  /// A device that is far from what was expected must not take a round of measuring for every half.
  @Test func onePairFarOffMovesPredictionsByMore() {
    let far = 5 * deviation
    #expect(abs(Recalibration(pairs: pairs([far])).median / far - 10.6 / 11.6) < 1e-9)
    #expect(abs(Recalibration(pairs: pairs([-far])).median / far + 10.6 / 11.6) < 1e-9)
  }

  /// What remains unknown after one pair: all of the design's own half, and half of the common one. √0.75 = 0.866.
  @Test func onePairNarrowsTheIntervalByWhatItTellsOfTheCommonPart() {
    let recalibration = Recalibration(pairs: pairs([deviation]))
    let learnt = recalibration.applied(to: prediction())
    #expect(abs(log(learnt.interval.upperBound / learnt.latency) / log(1.05) - 0.75.squareRoot()) < 1e-9)
    #expect(abs(log(learnt.interval.lowerBound / learnt.latency) / log(1.05) + 0.75.squareRoot()) < 1e-9)
    #expect(abs(recalibration.halfWidth / recalibration.priorHalfWidth - 0.75.squareRoot()) < 1e-9)
  }

  /// 1 % of scatter leaves the mean of 30 known to 0.2 %; the bound is five times that.
  @Test(arguments: UInt64(0)..<20) func manyPairsFindAPlantedFactorAndItsScatter(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let recalibration = Recalibration(pairs: pairs((0..<30).map { _ in log(1.1) + 0.01 * generator.normal() }))
    #expect(abs(recalibration.factor - 1.1) < 0.01)
    let learnt = recalibration.applied(to: prediction())
    #expect(learnt.interval.upperBound / learnt.latency < 1.035)
    #expect(learnt.interval.contains(Seconds(1.1)))
  }

  /// The designs differ from each other by far more than the prior's 5 %: the interval has to say so.
  @Test(arguments: UInt64(0)..<20) func moreScatterThanExpectedWidensTheInterval(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let learnt = Recalibration(pairs: pairs((0..<20).map { _ in 0.2 * generator.normal() })).applied(to: prediction())
    #expect(learnt.interval.upperBound / learnt.latency > 1.1)
  }

  /// 2,000 devices whose errors are as the prior says. The share of 2,000 hits of 90 % scatters by 0.7 %.
  @Test(arguments: [1, 2, 3, 6, 12, 30]) func nineOfTenFurtherDesignsFallIntoTheInterval(count: Int) {
    var generator = SeededGenerator(seed: UInt64(count))
    let part = log(1.05) / 1.645 / 2.0.squareRoot()
    let devices = 2000
    var hits = 0
    for _ in 0..<devices {
      let common = part * generator.normal()
      let errors = (0...count).map { _ in common + part * generator.normal() }
      let learnt = Recalibration(pairs: pairs(Array(errors.dropLast()))).applied(to: prediction())
      if learnt.interval.contains(Seconds(exp(errors[count]))) { hits += 1 }
    }
    #expect((0.85...0.95).contains(Double(hits) / Double(devices)), "\(hits) of \(devices) with \(count) measured")
  }

  /// The interval of a design that was expected to be twice as uncertain (in the logarithm) stays so.
  @Test func aDesignsOwnUncertaintyIsKept() {
    let recalibration = Recalibration(pairs: pairs([0.01, 0.02, 0.03]))
    func width(_ prediction: LatencyPrediction) -> Double {
      log(prediction.interval.upperBound / prediction.interval.lowerBound)
    }
    let (narrow, wide) = (
      recalibration.applied(to: prediction(1.05)), recalibration.applied(to: prediction(1.05 * 1.05))
    )
    #expect(abs(width(wide) / width(narrow) - 2) < 1e-9)
    #expect(wide.latency == narrow.latency)
  }

  /// Units and sizes play no part: a design of 3 s is corrected by the factor that one of 1 s is.
  @Test func theFactorIsTheSameForEveryLatency() {
    let recalibration = Recalibration(pairs: [(prediction(1.05, 0.002), Seconds(0.0022))])
    #expect(abs(recalibration.applied(to: prediction(1.05, 3)).latency.value / 3 - recalibration.factor) < 1e-12)
  }

  @Test func anEstimatorWithoutIntervalsGetsOneFromWhatWasMeasured() {
    let point = LatencyPrediction(latency: Seconds(1))
    let learnt = Recalibration(pairs: [(point, Seconds(1.02))]).applied(to: point)
    #expect(learnt.latency.value > 1 && learnt.latency.value < 1.02)
    #expect(learnt.interval.lowerBound < learnt.latency && learnt.latency < learnt.interval.upperBound)
  }

  /// The laws of every estimator, for errors of up to a factor of 20 and intervals from none to a factor of 3.
  @Test(arguments: UInt64(0)..<20) func predictionsArePositiveAndFiniteAndInsideTheirInterval(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let width = [1.0, 1.000_001, 1.05, 3][Int(seed % 4)]
    let errors = (0..<Int(1 + seed)).map { _ in generator.normal() }
    let recalibration = Recalibration(pairs: pairs(errors, width: width))
    let estimator = RecalibratedEstimator(base: Told(width: width), recalibration: recalibration)
    for workload in workloads {
      let prediction = estimator.predict(workload)
      #expect(prediction.latency.value > 0 && prediction.latency.value.isFinite)
      #expect(prediction.interval.contains(prediction.latency))
      #expect(prediction.interval.lowerBound.value > 0 && prediction.interval.upperBound.value.isFinite)
      #expect(estimator.predict(workload) == prediction)
    }
  }
}
