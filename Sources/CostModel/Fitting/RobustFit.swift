import Foundation
import Statistics

/// Finds the non-negative constants that explain positive measurements, come what may of single wild ones.
///
/// Minimises `Σ weightᵢ ρ((ln yᵢ − offsetᵢ − ln Aᵢθ)/σᵢ) + ½ Σ ((θⱼ − μⱼ)/τⱼ)²` over θ ≥ 0, where ρ is Tukey's bisquare:
/// Gauss–Newton steps on the logarithm, each a weighted non-negative least squares. Relative error, because a latency twice as
/// long may be off by twice as much.
///
/// Source: Holland, Welsch. "Robust regression using iteratively reweighted least-squares." Communications in Statistics 6(9),
/// 1977 (bisquare and its constant 4.685: 95 % efficiency under normal noise).
struct RobustFit {
  /// The work behind each measurement, `[measurements, constants]`, scaled so that constants are of like size.
  var work: FeatureMatrix
  /// The measurements.
  var measured: [Double]
  /// What is believed of the constants before any measurement, and how firmly: mean and spread.
  var prior: Prior

  /// Means and spreads of the constants.
  struct Prior: Sendable {
    var means: [Double]
    var spreads: [Double]
  }

  private static let bisquare = 4.685
  private static let iterations = 15
  /// From a cold start, so many steps weight residuals by their inverse size, which no outlier can lead astray.
  private static let cautiousIterations = 5
  /// A step of a Gauss–Newton iteration changes a prediction by at most this log ratio.
  private static let stepLimit = 0.5

  /// The constants, from `start` if there is one.
  ///
  /// - Parameters:
  ///   - deviations: The expected relative scatter σ of each measurement.
  ///   - offsets: The logarithm of what each measurement is known to be off by.
  ///   - weights: How much each measurement counts.
  func solve(deviations: [Double], offsets: [Double], weights: [Double], start: [Double]?) -> [Double] {
    var constants = start ?? scaledPrior(offsets: offsets, weights: weights)
    for iteration in 0..<Self.iterations {
      let predicted = predictions(constants)
      let residuals = zip(measured, zip(offsets, predicted)).map { log($0) - $1.0 - log($1.1) }
      let isCautious = iteration < Self.cautiousIterations && start == nil
      let robust = robustWeights(residuals, deviations, cautious: isCautious)
      let next = step(predicted, residuals, zip(robust, weights).map(*))
      let change = zip(next, constants).reduce(0) { max($0, abs($1.0 - $1.1)) }
      constants = next
      if iteration >= 6, change < 1e-6 * next.reduce(0, +) { break }
    }
    return constants
  }

  func predictions(_ constants: [Double]) -> [Double] {
    work.times(constants).map { max($0, 1e-12) }
  }

  private func scaledPrior(offsets: [Double], weights: [Double]) -> [Double] {
    let predicted = predictions(prior.means)
    let residuals = zip(measured, zip(offsets, predicted)).map { log($0) - $1.0 - log($1.1) }
    let scale = exp(residuals.weightedMedian(weights))
    return prior.means.map { $0 * scale }
  }

  /// Weights over squared deviations, so that they are those of least squares in units of measurements.
  private func robustWeights(_ residuals: [Double], _ deviations: [Double], cautious: Bool) -> [Double] {
    let sizes = zip(residuals, deviations).map { abs($0) / $1 }
    let scale = cautious ? max(1, 1.4826 * sizes.median) : 1
    return zip(sizes, deviations).map { size, deviation in
      let weight =
        cautious ? 1 / max(1, size / scale) / (scale * scale) : Double.biweight(size / Self.bisquare)
      return weight / (deviation * deviation)
    }
  }

  /// One Gauss–Newton step: non-negative least squares on relative errors, with the prior as further equations.
  private func step(_ predicted: [Double], _ residuals: [Double], _ weights: [Double]) -> [Double] {
    let scaledWeights = zip(weights, predicted).map { $0 / ($1 * $1) }
    let targets = zip(predicted, residuals).map { $0 * (1 + min(max($1, -Self.stepLimit), Self.stepLimit)) }
    var (gram, moment) = work.normalEquations(weights: scaledWeights, targets: targets)
    for index in moment.indices {
      let precision = 1 / (prior.spreads[index] * prior.spreads[index])
      gram[index * moment.count + index] += precision
      moment[index] += precision * prior.means[index]
    }
    return LeastSquares.solveNonNegative(gram: gram, moment: moment)
  }
}
