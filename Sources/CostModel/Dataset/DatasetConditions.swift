import Foundation
import Hardware
import Statistics

/// What the rows of a dataset say about the device while they were measured: properties of the whole file, not of any fit.
public struct DatasetConditions: Sendable {
  /// The device's states in run order; the main one has ratio 1.
  public let regimes: [LatencyModel.Regime]
  /// For each row, whether the fixed rule calls it steady.
  public let isSteady: [Bool]
  /// For each row, whether it was measured in the main regime.
  public let isMain: [Bool]
  /// For each row, ln(measured / physical fit).
  public let residuals: [Double]
  /// An upper bound of the noise floor, in percent: the mean difference of residuals between steady neighbours in run order,
  /// over √2. It holds what the physical model cannot explain as well as noise. Nil without such neighbours.
  public let neighbourNoisePercent: Double?

  /// Looks at all rows of `dataset`.
  ///
  /// - Throws: ``CostModelError/tooFewRows(found:needed:purpose:)`` below ``HybridFit/rowMinimum`` rows.
  public init(_ dataset: LatencyDataset) throws(CostModelError) {
    guard dataset.rows.count >= HybridFit.rowMinimum else {
      throw .tooFewRows(found: dataset.rows.count, needed: HybridFit.rowMinimum, purpose: "looking for regimes")
    }
    let data = FitData(dataset)
    let fit = PhysicalFit(data, prior: .generic)
    regimes = fit.detection.report(order: data.order)
    isSteady = fit.isSteady
    isMain = data.order.indices.map(fit.detection.isMain)
    residuals = fit.residuals
    let steady = fit.isSteady
    let steps = data.order.indices.dropFirst().filter { steady[$0] && steady[$0 - 1] }
      .map { abs(fit.residuals[$0] - fit.residuals[$0 - 1]) }
    neighbourNoisePercent = steps.isEmpty ? nil : 100 * steps.mean / 2.0.squareRoot()
  }

  /// The share of rows that are steady.
  public var steadyShare: Double { Double(isSteady.count(where: { $0 })) / Double(isSteady.count) }
}
