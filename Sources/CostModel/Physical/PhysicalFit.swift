import Foundation
import Hardware
import Quantities
import Statistics

/// The physical model fitted to measured rows, with the device's states while they were measured.
///
/// Fit and regimes take turns: the residuals of the fit show the regimes; with one scale per regime and part as nuisance, the
/// next fit is blind to them. Predictions are of the main regime and know nothing of time.
struct PhysicalFit: Sendable {
  /// The constants, scaled to the main regime.
  var model: PhysicalModel
  /// The regimes among the rows.
  var detection: RegimeDetection
  /// For every row, ln(measured / predicted), and the level of its regime on that scale.
  var residuals, levels: [Double]
  /// For every row, whether the fixed rule calls it steady.
  var isSteady: [Bool]
  /// Relative scatter shrinks as latency^−exponent; it is `detection.deviation` at the reference latency.
  var exponent: Double
  var reference: Seconds
  /// For every row, seconds predicted.
  var predicted: [Double]

  /// Fit and regimes take turns at most this often.
  private static let rounds = 6
  /// A regime's say in the overall level fades to nothing this far from the main level.
  static let levelReach = 0.07
  /// Rows of regimes beyond that reach still tell slopes, but count less.
  private static let farWeight = 0.25
  /// Before any residual is known, rows are taken to scatter by this.
  private static let firstDeviation = 0.05
  /// The least scatter of a part that is believed.
  private static let smallestDeviation = 0.002

  init(_ data: FitData, prior: PriorShares) {
    let rows = 0..<data.count
    var fits: [PhysicalTerm.Part: PartFit] = [:]
    for part in PhysicalTerm.Part.allCases { fits[part] = PartFit(data, part, prior, deviation: Self.firstDeviation) }
    var weights = [Double](repeating: 1, count: data.count)
    let total = data.total
    var detection: RegimeDetection?
    var exponent = 0.0
    var reference = 0.0
    var residuals: [Double] = []
    var predicted: [Double] = []
    var remaining = Self.rounds
    while true {
      for part in PhysicalTerm.Part.allCases { fits[part]!.solve(weights: weights) }
      predicted = rows.map { row in fits.values.reduce(0) { $0 + $1.predicted[row] } }
      residuals = zip(total, predicted).map { log($0 / $1) }
      if remaining == 0 { break }
      remaining -= 1
      let found = RegimeDetection(residuals: residuals)
      let main = rows.filter(found.isMain)
      reference = exp(main.map { log(predicted[$0]) }.mean)
      exponent = Self.noiseExponent(
        main.map { residuals[$0] - found.levels[$0] }, main.map { predicted[$0] })
      let relative = predicted.map { pow($0 / reference, -exponent) }
      for part in PhysicalTerm.Part.allCases {
        fits[part]!.absorb(found, main: main, relativeDeviations: relative, smallest: Self.smallestDeviation)
      }
      weights = found.levels.map { abs($0 - found.mainLevel) <= Self.levelReach ? 1 : Self.farWeight }
      if found.segments.map(\.rows) == detection?.segments.map(\.rows), remaining <= Self.rounds - 3 { remaining = 0 }
      detection = found
    }
    self.init(data, fits, detection!, residuals, predicted, exponent, reference, prior)
  }

  /// Settles the overall scale, so that the main regime has no bias.
  private init(
    _ data: FitData, _ fits: [PhysicalTerm.Part: PartFit], _ detection: RegimeDetection, _ residuals: [Double],
    _ predicted: [Double], _ exponent: Double, _ reference: Double, _ prior: PriorShares
  ) {
    var detection = detection
    for index in detection.segments.indices {
      let rows = detection.segments[index].rows
      detection.segments[index].level = Array(residuals[rows]).median
      for row in rows { detection.levels[row] = detection.segments[index].level }
    }
    let mainLevels = residuals.indices.filter(detection.isMain).map { detection.levels[$0] }
    if !mainLevels.isEmpty { detection.mainLevel = mainLevels.mean }
    let say = detection.levels.map { Double.biweight(($0 - detection.mainLevel) / Self.levelReach) }
    let shift = residuals.weightedMedian(say)
    let scale = exp(shift)
    var coefficients: [Double] = []
    for part in [PhysicalTerm.Part.decoder, .encoder] {
      coefficients += zip(fits[part]!.constants, data.reference[part]!).map { scale * $0 / $1 }
    }
    model = PhysicalModel(coefficients: coefficients)
    self.detection = detection
    self.residuals = residuals.map { $0 - shift }
    levels = detection.levels.map { $0 - shift }
    self.predicted = predicted.map { $0 * scale }
    self.exponent = exponent
    self.reference = Seconds(reference * scale)
    isSteady = SteadyRows.isSteady(Self.plainResiduals(data, prior))
  }

  /// Relative scatter at a predicted latency, as a multiple of that at the reference.
  func relativeDeviation(at latency: Double) -> Double { pow(latency / reference.value, -exponent) }

  /// How quickly scatter falls with latency: the slope of log |residual| on log latency, shrunk towards none as 50 rows
  /// without a slope would.
  private static func noiseExponent(_ residuals: [Double], _ latencies: [Double]) -> Double {
    let rows = Double(residuals.count)
    guard residuals.count >= 20 else { return 0 }
    let logs = latencies.map { log($0) }
    let center = logs.mean
    let sizes = residuals.map { log(max(abs($0), 1e-4)) }
    let middle = sizes.median
    let spread = logs.reduce(0) { $0 + ($1 - center) * ($1 - center) }
    guard spread > 1e-9 else { return 0 }
    let slope = zip(logs, sizes).reduce(0) { sum, pair in
      sum + (pair.0 - center) * min(max(pair.1, middle - 2), middle + 2)
    }
    return min(max(-slope / spread * rows / (rows + 50), 0), 1)
  }

  /// Log residuals of a robust fit of the whole latency that knows nothing of regimes: what "steady" is defined on.
  private static func plainResiduals(_ data: FitData, _ prior: PriorShares) -> [Double] {
    let (decoder, encoder) = (prior.scaled(.decoder, to: data), prior.scaled(.encoder, to: data))
    let work = FeatureMatrix(
      (0..<data.count).map { Array(data.work[.decoder]!.row($0)) + Array(data.work[.encoder]!.row($0)) },
      columns: decoder.means.count + encoder.means.count)
    let fit = RobustFit(
      work: work, measured: data.total,
      prior: .init(means: decoder.means + encoder.means, spreads: decoder.spreads + encoder.spreads))
    let (zeros, ones) = ([Double](repeating: 0, count: data.count), [Double](repeating: 1, count: data.count))
    var deviation = firstDeviation
    var constants: [Double]?
    var residuals = zeros
    for _ in 0..<4 {
      let solution = fit.solve(
        deviations: ones.map { $0 * deviation }, offsets: zeros, weights: ones, start: constants)
      residuals = zip(fit.measured, fit.predictions(solution)).map { log($0 / $1) }
      deviation = max(residuals.robustDeviation, smallestDeviation)
      constants = solution
    }
    return residuals
  }
}

/// The fit of one part between two looks at the regimes.
private struct PartFit {
  private let fit: RobustFit
  private var deviations, offsets: [Double]
  private(set) var constants: [Double] = []
  private(set) var predicted: [Double] = []

  init(_ data: FitData, _ part: PhysicalTerm.Part, _ prior: PriorShares, deviation: Double) {
    fit = RobustFit(work: data.work[part]!, measured: data.measured[part]!, prior: prior.scaled(part, to: data))
    deviations = Array(repeating: deviation, count: data.count)
    offsets = Array(repeating: 0, count: data.count)
  }

  mutating func solve(weights: [Double]) {
    constants = fit.solve(
      deviations: deviations, offsets: offsets, weights: weights, start: constants.isEmpty ? nil : constants)
    predicted = fit.predictions(constants)
  }

  /// Takes one scale per regime as nuisance, and the part's own scatter, from the regimes found in the whole.
  mutating func absorb(
    _ detection: RegimeDetection, main: [Int], relativeDeviations: [Double], smallest: Double
  ) {
    let residuals = zip(fit.measured, predicted).map { log($0 / $1) }
    let middle = main.map { residuals[$0] }.median
    var scatter: [Double] = []
    for segment in detection.segments {
      let level = Array(residuals[segment.rows]).median
      for row in segment.rows {
        offsets[row] = level - middle
        if detection.isMain(row) { scatter.append(residuals[row] - level) }
      }
    }
    let deviation =
      max(scatter.robustDeviation, smallest) * RegimeDetection.freedomFactor(residuals.count)
    deviations = relativeDeviations.map { $0 * deviation }
  }
}
