import Foundation
import Hardware
import Quantities
import Statistics
import TransformerIR

/// Predictions of one profile beside measurements: is the model true?
public struct Comparison: Sendable {
  /// One design, predicted and measured.
  public struct Case: Sendable {
    /// The design's name, or the row of a dataset.
    public var name: String
    /// Predicted and measured.
    public var pair: AccuracyReport.Case
  }

  /// The cases in the order of the file or folder.
  public var cases: [Case]
  /// How well they agree.
  public var all: AccuracyReport
  /// How well they agree on steady rows; nil for designs without an order.
  public var steady: AccuracyReport?
  /// Expected error of a perfect model; nil where no spread was kept.
  public var noiseFloorPercent: Double?
  /// What the rows say about the device; nil for designs without an order.
  public var conditions: DatasetConditions?
  /// What each term adds to predicted − measured in the mean; empty where there are too few rows to tell.
  public var contributions: [Contribution]

  /// The mean of what was measured.
  public var meanMeasured: Seconds { Seconds(cases.map(\.pair.measured.value).mean) }

  /// A term's part in the mean error.
  public struct Contribution: Sendable {
    /// The term, or what remains.
    public var name: String
    /// Predicted less measured, in the mean.
    public var error: Seconds
  }

  /// Fewer rows than this do not tell terms apart.
  private static let waterfallRows = 50

  /// Compares `device` with the rows of `dataset`.
  ///
  /// - Parameter anyRuntime: Whether rows of another runtime than the model's may be compared.
  /// - Throws: ``CostModelError/runtimeMismatch(measured:model:)``, or ``CostModelError/tooFewRows(found:needed:purpose:)``.
  public init(_ device: DeviceLatency, _ dataset: LatencyDataset, anyRuntime: Bool = false) throws(CostModelError) {
    if let measured = dataset.runtime, measured != device.model.runtime.rawValue, !anyRuntime {
      throw .runtimeMismatch(measured: measured, model: device.model.runtime.rawValue)
    }
    let conditions = try DatasetConditions(dataset)
    cases = dataset.rows.map { row in
      Case(
        name: "row \(row.order)",
        pair: .init(predicted: device.predict(dataset.workload(of: row)), measured: row.latency))
    }
    all = AccuracyReport(cases.map(\.pair))
    steady = AccuracyReport(zip(cases, conditions.isSteady).filter(\.1).map(\.0.pair))
    noiseFloorPercent = dataset.noiseFloorPercent
    contributions =
      if case .hybrid(let hybrid) = device.estimator { try Self.contributions(of: hybrid, dataset) } else { [] }
    self.conditions = conditions
  }

  /// Compares `device` with designs of `space` whose latency is known.
  ///
  /// - Throws: `TransformerIRError` if a design cannot be built in the space.
  public init(_ device: DeviceLatency, _ designs: [NamedDesigns.Item], space: SearchSpace) throws(TransformerIRError) {
    cases = []
    for item in designs {
      let workload = try Workload(design: item.design, architecture: space.architecture, setting: space.setting)
      let predicted = device.predict(AveragedWorkload(of: workload))
      cases.append(Case(name: item.name, pair: .init(predicted: predicted, measured: item.measured)))
    }
    all = AccuracyReport(cases.map(\.pair))
    contributions = []
  }

  /// What each term adds to the mean error: the time that the model gives it, less the time that a physical fit to these
  /// very rows gives it. Opposite errors that cancel in the total show here. Last comes what no term explains. Empty where
  /// there are too few rows to tell terms apart.
  public static func contributions(
    of hybrid: HybridEstimator, _ dataset: LatencyDataset
  ) throws(CostModelError) -> [Contribution] {
    guard dataset.rows.count >= waterfallRows else { return [] }
    let own = try HybridFit(dataset, learnsCorrection: false).physical.physical
    let totals = dataset.rows.map { dataset.workload(of: $0).totals }
    let predicted = dataset.rows.map { hybrid.predict(dataset.workload(of: $0)).latency.value }.mean
    var rest = predicted - dataset.meanLatency.value
    var contributions: [Contribution] = []
    for (index, term) in PhysicalTerm.all.enumerated() {
      let amount = totals.map { term.amount(in: $0) }.mean
      let error = amount * (hybrid.physical.coefficients[index] - own.coefficients[index])
      contributions.append(Contribution(name: term.name, error: Seconds(error)))
      rest -= error
    }
    return contributions + [Contribution(name: "correction and device states", error: Seconds(rest))]
  }
}
