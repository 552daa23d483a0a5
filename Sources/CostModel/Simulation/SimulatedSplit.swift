import Quantities
import TransformerIR

/// Where a simulation says that the time goes, beside where it was measured to go.
public struct SimulatedSplit: Sendable {
  /// One kind of operator.
  public struct Row: Hashable, Sendable {
    /// The kind.
    public var kind: OperatorKind
    /// Its time in one translation.
    public var simulated, measured: Seconds
    /// Its share of all measured time.
    public var share: Double

    /// Simulated over measured, less one.
    public var error: Double { simulated / measured - 1 }
  }

  /// By kind, in the order of ``OperatorKind``; what was not both simulated and measured is left out.
  public let rows: [Row]

  /// The least share of the time from which a kind's error is judged.
  public static let judgedShare = 0.05

  /// Compares groups that both know; a group whose costs the profile does not know is not compared.
  ///
  /// - Parameters:
  ///   - measured: Seconds of each group of operators in one translation.
  ///   - stateRatio: How many times slower the machine was while it was measured than when it was profiled.
  public init(_ simulation: Simulation, measured: [OperatorTotals.Group: Seconds], stateRatio: Double = 1) {
    var simulated: [OperatorTotals.Group: Seconds] = [:]
    let groups = Dictionary(
      uniqueKeysWithValues: simulation.graph.phases.map { phase in
        (
          phase.kind,
          phase.nodes.map { OperatorTotals.Group(phase: phase.kind, role: $0.role, kind: $0.operation.kind) }
        )
      })
    for event in simulation.events { simulated[groups[event.phase]![event.node], default: .zero] += event.duration }
    var sums: [OperatorKind: (simulated: Seconds, measured: Seconds)] = [:]
    var all = Seconds.zero
    for (group, time) in measured {
      guard let own = simulated[group], own > .zero else { continue }
      let steady = time / stateRatio
      sums[group.kind, default: (.zero, .zero)].simulated += own
      sums[group.kind, default: (.zero, .zero)].measured += steady
      all += steady
    }
    rows = OperatorKind.allCases.compactMap { kind in
      sums[kind].map { Row(kind: kind, simulated: $0.simulated, measured: $0.measured, share: $0.measured / all) }
    }
  }

  /// The kinds that take at least ``judgedShare`` of the time.
  public var judged: [Row] { rows.filter { $0.share >= Self.judgedShare } }

  /// The error of the sum over all kinds.
  public var totalError: Double {
    let (simulated, measured) = rows.reduce((Seconds.zero, Seconds.zero)) { ($0.0 + $1.simulated, $0.1 + $1.measured) }
    return measured > .zero ? simulated / measured - 1 : 0
  }
}
