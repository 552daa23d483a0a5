import Hardware

/// The figures of a ``FitExperiment``, as `hatbench fit --json` prints them.
public struct FitReport: Codable, Hashable, Sendable {
  /// The dataset's name.
  public var dataset: String
  /// Rows in all, fitted to, and judged on.
  public var rows, trainRows, testRows: Int
  /// The seed of the split.
  public var seed: UInt64
  /// The device's states over the whole file.
  public var regimes: [LatencyModel.Regime]
  /// The share of rows that are steady.
  public var steadyShare: Double
  /// Expected error of a perfect model of single repeats; nil where no spread was kept.
  public var noiseFloorPercent: Double?
  /// An upper bound of the noise floor from neighbouring rows.
  public var neighbourNoisePercent: Double?
  /// Whether the hybrid's learned correction was found to help; nil if the hybrid was not fitted.
  public var hasCorrection: Bool?
  /// Whether the prior of the base profile was used; nil without one.
  public var usedBase: Bool?
  /// The figures of each estimator.
  public var estimators: [String: Entry] = [:]

  enum CodingKeys: String, CodingKey {
    case dataset, rows, seed, regimes, estimators
    case trainRows = "train_rows"
    case testRows = "test_rows"
    case steadyShare = "steady_share"
    case noiseFloorPercent = "noise_floor_percent"
    case neighbourNoisePercent = "neighbour_noise_percent"
    case hasCorrection = "correction_accepted"
    case usedBase = "base_prior_used"
  }

  /// One estimator's figures.
  public struct Entry: Codable, Hashable, Sendable {
    /// On all test rows, on the steady ones, and on those of the main regime.
    public var all, steady, main: AccuracyReport
    /// The same estimator fitted to the first 80 % of the run, judged on the last 20 %.
    public var timeSplitAll, timeSplitSteady: AccuracyReport
    /// Wall time of the fit.
    public var fitSeconds: Double

    enum CodingKeys: String, CodingKey {
      case all, steady, main
      case timeSplitAll = "time_split_all"
      case timeSplitSteady = "time_split_steady"
      case fitSeconds = "fit_seconds"
    }
  }

  init(dataset: LatencyDataset, conditions: DatasetConditions, trainRows: Int, testRows: Int, seed: UInt64) {
    self.dataset = dataset.name
    rows = dataset.rows.count
    self.trainRows = trainRows
    self.testRows = testRows
    self.seed = seed
    regimes = conditions.regimes
    steadyShare = conditions.steadyShare
    noiseFloorPercent = dataset.noiseFloorPercent
    neighbourNoisePercent = conditions.neighbourNoisePercent
  }
}
