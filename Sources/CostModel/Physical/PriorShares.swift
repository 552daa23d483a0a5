import Foundation
import Statistics
import TransformerIR

/// What is believed of a profile's constants before its own measurements are seen: how a part's latency divides among its
/// terms at the reference design. The overall scale is left to the measurements.
struct PriorShares: Sendable {
  /// For each part, the expected share of every term and its spread.
  var parts: [PhysicalTerm.Part: RobustFit.Prior]

  /// Physics alone: dispatch dominates small products, streaming large ones; every share may well be off by its own size.
  static let generic = PriorShares(
    parts: Dictionary(
      uniqueKeysWithValues: PhysicalTerm.Part.allCases.map { part in
        let shares = PhysicalTerm.all.filter { $0.part == part }.map(\.priorShare)
        return (part, RobustFit.Prior(means: shares, spreads: shares))
      }))

  /// The shares that `model` was seen to have when it ran `workload`'s setting, held with the given firmness.
  ///
  /// A share keeps 35 % of itself as spread, and never less than a quarter of the generic one, so that a device that differs
  /// can still show it.
  init(of model: PhysicalModel, running workload: AveragedWorkload) {
    let reference = workload.atReferenceDesign
    parts = [:]
    for part in PhysicalTerm.Part.allCases {
      let constants = zip(PhysicalTerm.all, model.coefficients).filter { $0.0.part == part }.map(\.1)
      let costs = zip(constants, reference.amounts(part)).map(*)
      let total = costs.reduce(0, +)
      let generic = Self.generic.parts[part]!
      guard total > 0 else {
        parts[part] = generic
        continue
      }
      let shares = costs.map { $0 / total }
      let spreads = zip(shares, generic.means).map { max(Self.kept * $0, Self.floor * $1) }
      parts[part] = RobustFit.Prior(means: shares, spreads: spreads)
    }
  }

  private static let kept = 0.35
  private static let floor = 0.25

  private init(parts: [PhysicalTerm.Part: RobustFit.Prior]) { self.parts = parts }

  /// The prior of `part` in seconds: shares times the measurements' own median scale.
  func scaled(_ part: PhysicalTerm.Part, to data: FitData) -> RobustFit.Prior {
    let prior = parts[part]!
    let predicted = data.work[part]!.times(prior.means)
    let scale = zip(data.measured[part]!, predicted).map { $0 / max($1, 1e-12) }.median
    return RobustFit.Prior(means: prior.means.map { $0 * scale }, spreads: prior.spreads.map { $0 * scale })
  }

  /// Relative noise that measurements are taken to have when priors are compared.
  private static let evidenceNoise = 0.03

  /// The logarithm of how probable the decoder's latencies were under this prior, up to a constant: with normal noise and a
  /// normal prior, relative latencies are jointly normal. The decoder, because it is nearly all of the latency.
  func logEvidence(_ data: FitData) -> Double {
    let prior = scaled(.decoder, to: data)
    let (work, measured) = (data.work[.decoder]!, data.measured[.decoder]!)
    let count = data.count
    var covariance = [Double](repeating: 0, count: count * count)
    for first in 0..<count {
      for second in 0..<count {
        var sum = first == second ? Self.evidenceNoise * Self.evidenceNoise : 0
        for term in 0..<work.columns {
          sum +=
            work[first, term] * work[second, term] * prior.spreads[term] * prior.spreads[term]
            / (measured[first] * measured[second])
        }
        covariance[first * count + second] = sum
      }
    }
    let factor = LeastSquares.factor(covariance, size: count)
    let surprise = LeastSquares.substitute(
      factor, zip(work.times(prior.means), measured).map { 1 - $0 / $1 })
    let logVolume = (0..<count).reduce(0) { $0 + log(factor[$1 * count + $1]) }
    return -surprise.reduce(0) { $0 + $1 * $1 } / 2 - logVolume
  }
}
