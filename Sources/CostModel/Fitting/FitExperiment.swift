import Foundation
import Hardware
import TransformerIR

/// Fits estimators to part of a dataset and judges them on rows that none has seen.
public struct FitExperiment: Sendable {
  /// The estimators that can be fitted, in table order.
  public enum Estimator: String, CaseIterable, Codable, Sendable {
    case mean, flops, layers, linear
    case hatMLP = "hat-mlp"
    case physical, hybrid
  }

  /// The measurements.
  public var dataset: LatencyDataset
  /// Decides the split, and whatever an estimator draws.
  public var seed: UInt64
  /// How many of the training rows to fit to; nil for all.
  public var trainRows: Int?
  /// Which estimators to fit.
  public var estimators: [Estimator]
  /// A profile whose division of time serves as prior when rows are few.
  public var base: DeviceLatency?

  /// Describes an experiment.
  public init(
    dataset: LatencyDataset, seed: UInt64 = 0, trainRows: Int? = nil, estimators: [Estimator] = Estimator.allCases,
    base: DeviceLatency? = nil
  ) {
    self.dataset = dataset
    self.seed = seed
    self.trainRows = trainRows
    self.estimators = estimators
    self.base = base
  }

  /// What an experiment leaves behind.
  public struct Outcome: Sendable {
    /// The figures.
    public var report: FitReport
    /// What the whole file says about the device.
    public var conditions: DatasetConditions
    /// The fitted physical model and hybrid; nil if neither was asked for.
    public var fit: HybridFit?
    /// The estimators by name, in the order asked for.
    public var fitted: [any LatencyEstimator]
    /// The rows that no estimator has seen.
    public var testRows: [Int]
  }

  /// Fits and judges.
  ///
  /// - Parameter progress: Is told what is being fitted.
  /// - Throws: ``CostModelError/tooFewRows(found:needed:purpose:)`` if a part of the split is empty or the fit has too few.
  public func run(progress: (String) -> Void = { _ in }) throws(CostModelError) -> Outcome {
    progress("looking for regimes")
    let conditions = try DatasetConditions(dataset)
    let split = DataSplit(rowCount: dataset.rows.count, seed: seed)
    let train = Array(split.train.prefix(max(0, trainRows ?? split.train.count)))
    guard let requested = trainRows, requested > split.train.count else {
      return try judged(conditions, split, train, progress)
    }
    throw .tooFewRows(
      found: split.train.count, needed: requested, purpose: "fitting to --train-rows \(requested)")
  }

  private func judged(
    _ conditions: DatasetConditions, _ split: DataSplit, _ train: [Int], _ progress: (String) -> Void
  ) throws(CostModelError) -> Outcome {
    let byTime = DataSplit(byTimeOf: dataset.rows.count, seed: seed)
    var report = FitReport(
      dataset: dataset, conditions: conditions, trainRows: train.count, testRows: split.test.count, seed: seed)
    var fit: HybridFit?
    var fitted: [any LatencyEstimator] = []
    for estimator in estimators {
      progress("fitting \(estimator.rawValue)")
      let start = ContinuousClock.now
      let model = try self.fit(estimator, train, split.validation, &fit)
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      progress("fitting \(estimator.rawValue) to the first 80 % of the run")
      let early = Array(byTime.train.prefix(train.count))
      let earlyModel = try self.model(estimator, train: early, calibration: byTime.validation)
      report.estimators[estimator.rawValue] = FitReport.Entry(
        all: accuracy(model, split.test), steady: accuracy(model, split.test.filter { conditions.isSteady[$0] }),
        main: accuracy(model, split.test.filter { conditions.isMain[$0] }),
        timeSplitAll: accuracy(earlyModel, byTime.test),
        timeSplitSteady: accuracy(earlyModel, byTime.test.filter { conditions.isSteady[$0] }), fitSeconds: seconds)
      fitted.append(model)
    }
    report.hasCorrection = fit?.hybrid.hasCorrection
    report.usedBase = base == nil ? nil : fit?.usedBase
    return Outcome(report: report, conditions: conditions, fit: fit, fitted: fitted, testRows: split.test)
  }

  /// How well `estimator` predicts `rows`.
  public func accuracy(_ estimator: any LatencyEstimator, _ rows: [Int]) -> AccuracyReport {
    AccuracyReport(
      rows.map { index in
        let row = dataset.rows[index]
        return .init(predicted: estimator.predict(dataset.workload(of: row)), measured: row.latency)
      })
  }

  /// `estimator` fitted to the rows `train`; a baseline's interval comes from the rows `calibration`.
  func model(
    _ estimator: Estimator, train: [Int], calibration: [Int]
  ) throws(CostModelError) -> any LatencyEstimator {
    var ignored: HybridFit?
    return try fit(estimator, train, calibration, &ignored)
  }

  private func fit(
    _ estimator: Estimator, _ train: [Int], _ calibration: [Int], _ hybrid: inout HybridFit?
  ) throws(CostModelError) -> any LatencyEstimator {
    let rows = dataset.selecting(train)
    guard !rows.rows.isEmpty else { throw .tooFewRows(found: 0, needed: 1, purpose: "fitting") }
    switch estimator {
    case .mean, .flops, .layers, .linear:
      let baseline = LinearBaseline(LinearBaseline.Kind(rawValue: estimator.rawValue)!, rows)
      return CalibratedBaseline(baseline, calibration: dataset.selecting(calibration))
    case .hatMLP:
      return CalibratedBaseline(HATEstimator(rows, seed: seed), calibration: dataset.selecting(calibration))
    case .physical, .hybrid:
      let prior = base.flatMap(\.priorModel)
      let fit = try HybridFit(rows, base: prior, learnsCorrection: estimator == .hybrid, seed: seed)
      hybrid = fit
      return estimator == .physical ? fit.physical : fit.hybrid
    }
  }
}
