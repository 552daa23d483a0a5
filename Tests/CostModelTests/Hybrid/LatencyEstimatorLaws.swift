import Foundation
import Hardware
import Quantities
import Testing
import TransformerIR

@testable import CostModel

/// What every ``LatencyEstimator`` keeps, checked for each that can be fitted in a test's time.
///
/// Missing is `hat-mlp`, whose 5,000 training steps take minutes.
@Suite struct LatencyEstimatorLaws {
  private static let training = SyntheticDevice.board.dataset(rows: 40, seed: 6, noise: 0.05)

  private static func estimators() throws -> [any LatencyEstimator] {
    let fit = try HybridFit(training, learnsCorrection: false)
    let baselines: [any LatencyEstimator] = LinearBaseline.Kind.allCases.map { LinearBaseline($0, training) }
    return baselines + baselines.map { CalibratedBaseline($0, calibration: training) } + [fit.physical, fit.hybrid]
  }

  /// Designs of the space, its two extremes, and designs ten times smaller and larger than any row.
  private static var workloads: [AveragedWorkload] {
    let space = SearchSpace.wmtLatency
    var averages = SyntheticDevice.board.dataset(rows: 50, seed: 8).rows.map(\.averages)
    averages += [space.largest, space.smallest].map(DesignAverages.init(of:))
    averages += [[64, 1, 51, 1, 64, 1, 51, 1, 1, 1], [6400, 60, 30720, 80, 6400, 60, 30720, 80, 80, 3]].map(
      DesignAverages.init(features:))
    return averages.map { AveragedWorkload(averages: $0, architecture: space.architecture, setting: space.setting) }
  }

  @Test func predictionsArePositiveAndFiniteAndInsideTheirInterval() throws {
    for estimator in try Self.estimators() {
      for workload in Self.workloads {
        let prediction = estimator.predict(workload)
        #expect(prediction.latency.value > 0 && prediction.latency.value.isFinite, "\(estimator.name)")
        #expect(prediction.interval.contains(prediction.latency), "\(estimator.name)")
        #expect(prediction.interval.upperBound.value.isFinite && prediction.interval.lowerBound.value > 0)
      }
    }
  }

  @Test func theSameWorkloadHasTheSameLatency() throws {
    for estimator in try Self.estimators() {
      for workload in Self.workloads { #expect(estimator.predict(workload) == estimator.predict(workload)) }
    }
  }
}

@Suite struct BaselineTests {
  private let device = SyntheticDevice.board

  @Test func theMeanIsTheMeanOfAllRows() {
    let data = device.dataset(rows: 20, seed: 1)
    let latency = LinearBaseline(.mean, data).predict(data.workload(of: data.rows[0])).latency
    #expect(abs(latency / data.meanLatency - 1) < 1e-12)
  }

  /// 30 steps of 10 ms per decoder layer: latency is 0.3 s times the layers, and six encoder layers are part of the intercept.
  @Test func layersAreALine() {
    let space = SearchSpace.wmtLatency
    let data = SyntheticDevice(
      decoderMilliseconds: [100, 1050, 0, 0, 0, 0, 0, 0, 0], encoderMilliseconds: [0, 0, 0, 0, 0]
    ).dataset(rows: 30, seed: 2, noise: 0)
    let baseline = LinearBaseline(.layers, data)
    var averages = DesignAverages(of: space.largest)
    for layers in 1...6 {
      averages.decoderLayers = Double(layers)
      let workload = AveragedWorkload(averages: averages, architecture: space.architecture, setting: space.setting)
      #expect(abs(baseline.predict(workload).latency.value - (0.1 + 0.3 * Double(layers))) < 1e-6)
    }
  }

  @Test(arguments: LinearBaseline.Kind.allCases) func oneRowIsEnough(kind: LinearBaseline.Kind) {
    let data = device.dataset(rows: 1, seed: 1)
    let latency = LinearBaseline(kind, data).predict(data.workload(of: data.rows[0])).latency
    #expect(abs(latency / data.rows[0].latency - 1) < 1e-6)
  }

  /// Nine rows beside the mean of all: of ten errors the interval reaches to the ninth.
  @Test func aCalibratedIntervalReachesToTheNinthOfTenErrors() throws {
    let data = device.dataset(rows: 9, seed: 3)
    let baseline = LinearBaseline(.mean, data)
    let calibrated = CalibratedBaseline(baseline, calibration: data)
    let inside = data.rows.filter { calibrated.predict(data.workload(of: $0)).interval.contains($0.latency) }
    // The ninth is the furthest, at the very edge, where rounding decides.
    #expect(inside.count >= 8)
    let furthest = try #require(data.rows.map { abs(log($0.latency / data.meanLatency)) }.max())
    let interval = calibrated.predict(data.workload(of: data.rows[0])).interval
    #expect(abs(log(interval.upperBound / data.meanLatency) - furthest) < 1e-9)
  }

  @Test func withoutCalibrationRowsThereIsOnlyAPoint() {
    let data = device.dataset(rows: 9, seed: 3)
    let calibrated = CalibratedBaseline(LinearBaseline(.flops, data), calibration: data.selecting([Int]()))
    #expect(calibrated.predict(data.workload(of: data.rows[0])).relativeWidth < 1e-12)
  }
}
