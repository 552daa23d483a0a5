import Quantities
import TransformerIR

/// What can go wrong while a search's choice is verified. Every message says what happened, why, and what to do next.
public enum VerificationError: Error, Hashable, Sendable {
  /// A measured latency that no machine can have.
  case impossibleMeasurement(latency: Seconds, design: SubTransformer)
  /// The measurement returned more or fewer latencies than there were designs.
  case measurementCountMismatch(designs: Int, latencies: Int)
  /// There is no design to choose from.
  case nothingEvaluated
}

extension VerificationError: CustomStringConvertible {
  /// The message for the user.
  public var description: String {
    switch self {
    case .impossibleMeasurement(let latency, let design):
      "measuring the design \(design) gave \(latency.value) s; latencies are positive and finite: "
        + "ask 'hatbench doctor' what is wrong with this machine, and measure again"
    case .measurementCountMismatch(let designs, let latencies):
      "measuring \(designs) designs gave \(latencies) latencies; return one per design, in order"
    case .nothingEvaluated:
      "no design was evaluated, so that none can be verified: search first"
    }
  }
}
