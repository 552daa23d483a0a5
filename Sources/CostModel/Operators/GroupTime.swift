import Quantities
import TransformerIR

/// The time of a group of operators in one translation.
public struct GroupTime: Hashable, Sendable {
  /// Which operators.
  public var group: OperatorTotals.Group
  /// How often they run, and their work.
  public var entry: OperatorTotals.Entry
  /// What they take for each unit of it.
  public var rates: OperatorRates

  /// Bytes that are streamed.
  var streamedBytes: Double { entry.work.streamedBytes(in: group.phase, of: group.kind).value }
  /// Starting the operators.
  public var overhead: Seconds { Seconds(rates.execution * entry.count) }
  /// Streaming what they stream.
  public var streaming: Seconds { Seconds(rates.streamed * streamedBytes) }
  /// All else.
  public var other: Seconds { Seconds(rates.other(entry.work)) }
  /// All of it.
  public var time: Seconds { overhead + streaming + other }
}
