import Foundation
import Hardware
import Quantities
import Statistics
import TransformerIR

/// A learned correction of operator costs: physics first, and nothing where it does not help on shapes that were left out.
struct OperatorResidual: Hashable, Sendable {
  private let ensemble: ResidualEnsemble

  /// What one execution of an operator looks like to the networks.
  struct Execution {
    var phase: PhaseKind
    var kind: OperatorKind
    var work: Work
    var streamed: ByteCount
    var workingSet: Double

    fileprivate var inputs: [Double] {
      func size(_ value: Double) -> Double { log(1 + value) }
      return [
        size(work.flops.value), size(streamed.value), size(work.dataBytes.value), size(work.matrices),
        size(workingSet), phase == .decodeStep ? 1 : 0, kind == .linear ? 1 : 0,
      ]
    }
  }

  private static let inputCount = 7
  /// Fewer samples than this hold nothing that a network could tell from noise.
  private static let sampleMinimum = 60
  /// The least scatter that is believed.
  private static let smallestDeviation = 0.005

  /// Takes the networks of a profile.
  init(_ weights: LatencyModel.Residual, profile: String) throws(CostModelError) {
    guard weights.inputMeans.count == Self.inputCount else {
      throw .unusableModel(
        profile: profile,
        reason:
          "its correction of operators takes \(weights.inputMeans.count) inputs; this version gives \(Self.inputCount)")
    }
    ensemble = ResidualEnsemble(weights: weights)
  }

  /// By what the time of the operator is to be multiplied.
  func factor(_ execution: Execution) -> Double { exp(ensemble.correction(execution.inputs)) }

  /// Learns what `costs` leave unexplained of their own samples; nil if there is nothing to learn.
  static func learn(_ costs: OperatorCosts, seed: UInt64) -> LatencyModel.Residual? {
    // Samples of one operator are neighbours, so that a block leaves out whole operators.
    let cases = costs.samples.sorted { ($0.name, $0.workingSet) < ($1.name, $1.workingSet) }
      .compactMap { sample -> (inputs: [Double], residual: Double)? in
        guard let phase = PhaseKind(rawValue: sample.phase), let kind = OperatorKind(rawValue: sample.kind),
          let predicted = OperatorFit.predicted(sample, by: costs), predicted.value > 0
        else { return nil }
        let work = Work(flops: sample.flops.value, dataBytes: sample.data, matrices: sample.matrices)
        let execution = Execution(
          phase: phase, kind: kind, work: work, streamed: sample.streamed, workingSet: sample.workingSet.value)
        return (execution.inputs, log(sample.time / predicted))
      }
    guard cases.count >= sampleMinimum else { return nil }
    let residuals = cases.map(\.residual)
    return ResidualEnsemble.learn(
      cases.map(\.inputs), residuals, scatter: max(residuals.robustDeviation, smallestDeviation), seed: seed)?.weights
  }
}
