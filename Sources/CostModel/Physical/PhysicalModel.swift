import Quantities
import TransformerIR

/// Latency as a sum of physical costs: the constants of ``PhysicalTerm/all`` times the work of a design.
public struct PhysicalModel: Hashable, Sendable {
  /// Seconds per unit of work, in the order of ``PhysicalTerm/all``; none is negative.
  public var coefficients: [Double]

  /// Makes a model from its constants.
  ///
  /// - Precondition: there is one for each term.
  public init(coefficients: [Double]) {
    precondition(coefficients.count == PhysicalTerm.all.count, "\(coefficients.count) constants for the terms")
    self.coefficients = coefficients
  }

  /// The time of encoder and decoder of `workload`.
  public func seconds(_ workload: AveragedWorkload) -> Seconds {
    let totals = workload.totals
    var seconds = 0.0
    for (index, term) in PhysicalTerm.all.enumerated() {
      seconds += coefficients[index] * term.amount(in: totals)
    }
    return Seconds(seconds)
  }

  /// The time of one part of a translation whose work is `totals`.
  public func seconds(_ part: PhysicalTerm.Part, of totals: OperatorTotals) -> Seconds {
    Seconds(
      zip(PhysicalTerm.all, coefficients).reduce(0) { sum, pair in
        pair.0.part == part ? sum + pair.1 * pair.0.amount(in: totals) : sum
      })
  }
}

extension AveragedWorkload {
  /// The amounts of work behind every term of `part`.
  func amounts(_ part: PhysicalTerm.Part) -> [Double] {
    let totals = totals
    return PhysicalTerm.all.filter { $0.part == part }.map { $0.amount(in: totals) }
  }

  /// The middling design of HAT's latency datasets, run as this workload: the scale on which priors are stated.
  var atReferenceDesign: AveragedWorkload {
    var reference = self
    reference.averages = DesignAverages(features: [576, 6, 1664, 14.0 / 3, 576, 3.5, 1664, 14.0 / 3, 14.0 / 3, 2])
    return reference
  }
}
