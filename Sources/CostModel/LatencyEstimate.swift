import Quantities
import TransformerIR

/// A predicted latency with its split: which operators take it, and what holds each of them back.
public struct LatencyEstimate: Sendable {
  /// The whole with its 90 % interval.
  public var prediction: LatencyPrediction
  /// The two stacks; together the whole.
  public var encoder, decoder: Seconds
  /// The time of each group of operators; together the whole.
  public var operators: [OperatorTime]
  /// What most of the time is spent on.
  public var bound: Bound
  /// What to know before relying on it: features outside the fitted range, or another setting.
  public var warnings: [String]

  /// What keeps an operator from being faster.
  public enum Bound: Hashable, Sendable, CustomStringConvertible {
    /// Arithmetic.
    case compute
    /// The named level of memory.
    case memory(String)
    /// Starting the work, not doing it.
    case overhead

    /// `compute`, `memory:dram`, `overhead`.
    public var description: String {
      switch self {
      case .compute: "compute"
      case .memory(let level): "memory:\(level)"
      case .overhead: "overhead"
      }
    }
  }

  /// The time of the operators of one phase, role and kind.
  public struct OperatorTime: Sendable {
    /// Which operators.
    public var group: OperatorTotals.Group
    /// How often they run, and their work.
    public var entry: OperatorTotals.Entry
    /// The time they take, overhead included.
    public var time: Seconds
    /// What holds them back.
    public var bound: Bound
  }
}
