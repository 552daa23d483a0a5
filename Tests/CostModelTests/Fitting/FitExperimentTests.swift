import Foundation
import Hardware
import Quantities
import Statistics
import TestSupport
import Testing
import TransformerIR

@testable import CostModel

@Suite struct FitExperimentTests {
  /// 60 rows, of which the first 12 are slow; a split of 48, 6 and 6.
  private static let dataset = SyntheticDevice.board.dataset(
    rows: 60, seed: 3, blocks: [.init(rows: 0..<12, ratio: 1.4)])

  private func report(_ estimators: [FitExperiment.Estimator], rows: Int? = nil) throws -> FitReport {
    try FitExperiment(dataset: Self.dataset, seed: 2, trainRows: rows, estimators: estimators).run().report
  }

  /// The published contract of `hatbench fit --json`.
  @Test func theReportHasTheKeysOfTheContract() throws {
    let report = try report([.mean, .physical, .hybrid])
    let json = try #require(try JSONSerialization.jsonObject(with: JSONEncoder().encode(report)) as? [String: Any])
    for key in [
      "dataset", "rows", "train_rows", "test_rows", "seed", "regimes", "steady_share", "noise_floor_percent",
      "estimators",
    ] {
      #expect(json[key] != nil, "\(key)")
    }
    let regimes = try #require(json["regimes"] as? [[String: Any]])
    #expect(Set(try #require(regimes.first).keys) == ["first_row", "last_row", "ratio"])
    let estimators = try #require(json["estimators"] as? [String: [String: Any]])
    #expect(Set(estimators.keys) == ["mean", "physical", "hybrid"])
    let figures: Set = [
      "rmse_ms", "mape_percent", "median_ape_percent", "within_5_percent", "within_10_percent", "kendall_tau",
      "spearman_rho", "coverage_90_percent", "interval_width_percent",
    ]
    for (name, entry) in estimators {
      #expect(entry["fit_seconds"] is Double)
      for rows in ["all", "steady"] {
        let block = try #require(entry[rows] as? [String: Any])
        #expect(figures.isSubset(of: block.keys))
        // The mean predicts no order, so it has none to agree with: null, not zero.
        #expect((block["kendall_tau"] is NSNull) == (name == "mean"))
      }
    }
  }

  @Test func estimatorsHaveTheNamesOfTheContract() {
    #expect(
      FitExperiment.Estimator.allCases.map(\.rawValue)
        == ["mean", "flops", "layers", "linear", "hat-mlp", "physical", "hybrid"])
  }

  @Test func theReportSurvivesJSON() throws {
    let report = try report([.mean, .flops])
    #expect(try JSONDecoder().decode(FitReport.self, from: JSONEncoder().encode(report)) == report)
  }

  @Test func rowsAreCountedAndRegimesAreThoseOfTheWholeFile() throws {
    let report = try report([.layers], rows: 10)
    #expect(report.rows == 60 && report.trainRows == 10 && report.testRows == 6)
    #expect(report.seed == 2)
    #expect(report.regimes.map(\.firstRow) == [0, 12])
    #expect(abs(report.regimes[0].ratio - 1.4) < 0.03)
    #expect(abs(report.steadyShare - 0.8) < 0.1)
    // One repeat at 1 % in each part: encoder and decoder together scatter a little less than 1 %.
    #expect(abs(try #require(report.noiseFloorPercent) - 0.75) < 0.06)
  }

  @Test func moreTrainingRowsThanThereAreIsAnError() {
    #expect(
      message { _ = try report([.mean], rows: 49) }
        == "fitting to --train-rows 49 needs at least 49 rows; there are 48: measure more designs")
  }

  @Test(arguments: [0, -5]) func noTrainingRowsIsAnError(rows: Int) {
    #expect(message { _ = try report([.mean], rows: rows) }.hasPrefix("fitting needs at least 1 rows; there are 0"))
  }

  @Test func tooFewTrainingRowsForThePhysicalModelIsAnError() {
    #expect(message { _ = try report([.physical], rows: 7) }.contains("needs at least 8 rows; there are 7"))
  }

  @Test func betterModelsMakeSmallerErrors() throws {
    let report = try report([.mean, .layers, .physical])
    let errors = try ["mean", "layers", "physical"].map { try #require(report.estimators[$0]?.steady.mape) }
    #expect(errors[2] < errors[1] && errors[1] < errors[0])
    #expect(report.hasCorrection == false && report.usedBase == nil)
  }

  @Test func testRowsAreThoseThatNoFitSaw() throws {
    let outcome = try FitExperiment(dataset: Self.dataset, seed: 2, estimators: [.mean]).run()
    #expect(outcome.testRows == DataSplit(rowCount: 60, seed: 2).test)
    #expect(outcome.fit == nil)
    #expect(outcome.fitted.map(\.name) == ["mean"])
  }

  @Test func progressNamesWhatIsFitted() throws {
    var told: [String] = []
    _ = try FitExperiment(dataset: Self.dataset, estimators: [.mean]).run { told.append($0) }
    #expect(told == ["looking for regimes", "fitting mean", "fitting mean to the first 80 % of the run"])
  }

  /// What is predicted from the profile's file is what the fit predicts.
  @Test func aFitSurvivesItsProfile() throws {
    let experiment = FitExperiment(dataset: Self.dataset, seed: 2, estimators: [.hybrid])
    let outcome = try experiment.run()
    let model = try #require(
      outcome.latencyModel(experiment, space: .wmtLatency, runtime: .pytorchEager, source: "a test"))
    var profile = HardwareProfile.example()
    profile.latencyModels = [model]
    let loaded = try HardwareProfile.parse(profile.json(), name: "p")
    let device = try DeviceLatency(loaded, space: .wmtLatency)
    let hybrid = try #require(outcome.fit?.hybrid)
    for row in Self.dataset.rows {
      let workload = Self.dataset.workload(of: row)
      // Sums over operators and over terms differ in their last bits.
      let (own, fitted) = (device.predict(workload), hybrid.predict(workload))
      #expect(abs(own.latency / fitted.latency - 1) < 1e-12)
      #expect(abs(own.interval.upperBound / fitted.interval.upperBound - 1) < 1e-12)
    }
    #expect(model.evidence.rows == 48 && model.evidence.seed == 2)
    #expect(model.evidence.regimes == outcome.conditions.regimes)
    #expect(model.domain["decoder_layer_num"] == [1, 6])
    #expect(device.warnings == [])
  }

  @Test func withoutAPhysicalFitThereIsNothingToKeep() throws {
    let experiment = FitExperiment(dataset: Self.dataset, estimators: [.mean])
    #expect(try experiment.run().latencyModel(experiment, space: .wmt, runtime: .pytorchEager, source: "") == nil)
  }
}

@Suite struct LearningCurveTests {
  /// 60 rows leave 48 to train on: 10, 20 and 30 of the usual counts.
  @Test func aCurveGoesAsFarAsTheRowsDo() throws {
    let dataset = SyntheticDevice.board.dataset(rows: 60, seed: 1)
    let experiment = FitExperiment(dataset: dataset)
    let curve = try LearningCurve(.layers, experiment, isSteady: Array(repeating: true, count: 60))
    #expect(curve.points.map(\.rows) == [10, 20, 30])
    for point in curve.points { #expect(point.least <= point.mean && point.mean <= point.greatest) }
  }

  @Test func withoutSteadyRowsThereIsNoCurve() throws {
    let dataset = SyntheticDevice.board.dataset(rows: 60, seed: 1)
    let curve = try LearningCurve(
      .mean, FitExperiment(dataset: dataset), isSteady: Array(repeating: false, count: 60))
    #expect(curve.points.isEmpty)
  }
}
