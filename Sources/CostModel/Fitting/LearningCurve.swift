/// How an estimator's error falls as it is given more rows.
public struct LearningCurve: Sendable {
  /// Error on steady test rows after fitting to so many rows, over several splits.
  public struct Point: Sendable {
    /// Rows fitted to.
    public var rows: Int
    /// Mean absolute error in percent: its mean, least and greatest over the splits.
    public var mean, least, greatest: Double
  }

  /// The row counts of the curves in reports.
  public static let rowCounts = [10, 20, 30, 50, 100, 200, 400, 800, 1600]

  /// The points, by rising row count.
  public var points: [Point]

  /// Fits `estimator` to growing parts of `experiment`'s dataset, for seeds 0 up to `seeds`.
  public init(
    _ estimator: FitExperiment.Estimator, _ experiment: FitExperiment, isSteady: [Bool], seeds: UInt64 = 3
  ) throws(CostModelError) {
    points = []
    let most = DataSplit(rowCount: experiment.dataset.rows.count, seed: 0).train.count
    for rows in Self.rowCounts where rows <= most {
      var errors: [Double] = []
      for seed in 0..<seeds {
        var trial = experiment
        trial.seed = seed
        let split = DataSplit(rowCount: experiment.dataset.rows.count, seed: seed)
        let model = try trial.model(estimator, train: Array(split.train.prefix(rows)), calibration: split.validation)
        if let error = trial.accuracy(model, split.test.filter { isSteady[$0] }).mape { errors.append(error) }
      }
      guard !errors.isEmpty else { continue }
      points.append(Point(rows: rows, mean: errors.mean, least: errors.min()!, greatest: errors.max()!))
    }
  }
}
