import Quantities
import TransformerIR

/// What the operators of one group take for each unit of their work, in one workload on one machine.
///
/// The time of an operator is linear in its work, so the rates that say what a group takes also say what each of its nodes
/// takes, and the nodes' times add up to the group's.
public struct OperatorRates: Hashable, Sendable {
  /// Seconds for starting one.
  public var execution = 0.0
  /// Seconds for each FLOP.
  public var flop = 0.0
  /// Seconds for each byte that is streamed: weights, and cached keys and values.
  public var streamed = 0.0
  /// Seconds for each byte of activations.
  public var data = 0.0
  /// Seconds for each small matrix of a batched product.
  public var matrix = 0.0

  /// What `work` takes apart from starting and streaming it.
  func other(_ work: Work) -> Double {
    flop * work.flops.value + data * work.dataBytes.value + matrix * work.matrices
  }
}
