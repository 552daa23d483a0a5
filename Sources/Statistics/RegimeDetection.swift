import Foundation

/// The states that a device went through while it was measured, seen from log residuals in run order.
///
/// A *regime* is a level: stretches of about the same ratio belong to one. The *main* regime is the level with the most rows.
public struct RegimeDetection: Sendable {
  /// Runs of rows with one level each.
  public var segments: [Segment]
  /// The scatter of rows about their level.
  public var deviation: Double
  /// The level of the main regime, and how far from it a level still belongs to it.
  public var mainLevel, mainHalfWidth: Double
  /// For every row the level of its segment.
  public var levels: [Double]

  /// Levels closer than this to the main one belong to it: no user acts on a change of one percent …
  private static let smallestHalfWidth = 0.01
  /// The least scatter that is believed: timers and kernels never repeat better.
  private static let smallestDeviation = 1e-3
  /// Correlation of the noise itself is looked for over so many rows, in series of at least so many.
  private static let correlationLags = 5
  private static let correlationMinimum = 100

  /// Whether `row` was measured in the main regime.
  public func isMain(_ row: Int) -> Bool { abs(levels[row] - mainLevel) <= mainHalfWidth + 1e-12 }

  /// Finds the regimes in `residuals`, in two passes: first with the scatter of successive differences, which no block
  /// disturbs; then with the scatter about the levels found, widened by the noise's own correlation, so that slow wander
  /// is not cut into steps.
  public init(residuals: [Double]) {
    let differences = zip(residuals.dropFirst(), residuals).map(-)
    let first =
      differences.count < 2
      ? 0.02 : max(differences.robustDeviation / 2.0.squareRoot(), Self.smallestDeviation)
    let rough = Self.analyse(residuals, ChangePoints.segments(of: residuals, sigma: first))
    let inflation = Self.varianceInflation(rough.scatter, rough.deviation)
    let fine = ChangePoints.segments(of: residuals, sigma: rough.deviation * inflation.squareRoot())
    let refined = Self.analyse(residuals, fine)
    segments = fine
    deviation = refined.deviation
    levels = refined.levels
    // … and so do levels closer than one row's scatter.
    mainHalfWidth = max(Self.smallestHalfWidth, refined.deviation)
    mainLevel = Self.mode(fine, halfWidth: mainHalfWidth)
  }

  private static func analyse(
    _ residuals: [Double], _ segments: [Segment]
  ) -> (levels: [Double], scatter: [Double], deviation: Double) {
    let levels = segments.flatMap { Array(repeating: $0.level, count: $0.rows.count) }
    let scatter = zip(residuals, levels).map(-)
    let deviation = max(
      scatter.robustDeviation * Self.freedomFactor(residuals.count), Self.smallestDeviation)
    return (levels, scatter, deviation)
  }

  /// In-sample scatter is too small by the half a dozen directions that a fit of our models typically spends.
  public static func freedomFactor(_ count: Int) -> Double {
    let rows = Double(count)
    return (rows / max(rows - 6, rows / 4)).squareRoot()
  }

  /// How much the variance of a mean exceeds that of independent noise: 1 + 2 Σ ρₖ over the leading significant lags.
  private static func varianceInflation(_ scatter: [Double], _ deviation: Double) -> Double {
    guard scatter.count >= correlationMinimum else { return 1 }
    let clipped = scatter.map { min(max($0, -3 * deviation), 3 * deviation) }
    let variance = clipped.map { $0 * $0 }.mean
    guard variance > 0 else { return 1 }
    var inflation = 1.0
    for lag in 1...correlationLags {
      let correlation = zip(clipped.dropFirst(lag), clipped).map(*).mean / variance
      guard correlation >= 2 / Double(scatter.count).squareRoot() else { break }
      inflation += 2 * correlation
    }
    return inflation
  }

  /// The level around which most rows lie.
  private static func mode(_ segments: [Segment], halfWidth: Double) -> Double {
    func support(_ level: Double) -> Double {
      segments.reduce(0) { $0 + Double($1.rows.count) * .biweight(($1.level - level) / (2 * halfWidth)) }
    }
    var level = segments.max { support($0.level) < support($1.level) }!.level
    for _ in 0..<2 {
      let near = segments.filter { abs($0.level - level) <= halfWidth + 1e-12 }
      let rows = near.reduce(0) { $0 + $1.rows.count }
      level = near.reduce(0) { $0 + $1.level * Double($1.rows.count) } / Double(rows)
    }
    return level
  }
}
