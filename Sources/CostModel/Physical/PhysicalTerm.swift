import TransformerIR

/// One kind of cost in the physical model: so many seconds for each unit of some work.
///
/// A latency is the sum of fourteen such costs, each a non-negative constant times an amount of work that is known exactly from
/// the design. Encoder and decoder have constants of their own, since they run differently shaped products. The constants are
/// few enough to be read: seconds per layer-step are the runtime's dispatch, seconds per byte a bandwidth, seconds per FLOP
/// a throughput.
public struct PhysicalTerm: Sendable {
  /// The stack whose time the cost is part of.
  public enum Part: String, CaseIterable, Sendable {
    case decoder, encoder
  }

  /// What is counted.
  public enum Measure: Sendable {
    /// Times that something runs, for costs that do not depend on its size.
    case executions
    /// Small matrices of batched products.
    case matrices
    case flops, weightBytes, dataBytes

    func amount(in entry: OperatorTotals.Entry) -> Double {
      switch self {
      case .executions: entry.count
      case .matrices: entry.work.matrices
      case .flops: entry.work.flops.value
      case .weightBytes: entry.work.weightBytes.value
      case .dataBytes: entry.work.dataBytes.value
      }
    }
  }

  /// The name in profiles.
  public let name: String
  /// The stack whose time it is part of.
  public let part: Part
  /// The unit of its constant in profiles.
  public let unit: String
  /// What is counted.
  public let measure: Measure
  /// The operators whose ``measure`` is the amount of work.
  public let counted: [OperatorTotals.Group]
  /// The operators that the time is spent in: the counted ones, or for an overhead all that it dispatches.
  public let charged: [OperatorTotals.Group]
  /// Where they stand in ``OperatorTotals/allGroups``.
  let chargedIndices: [Int]
  /// The share of its part's latency that the cost is expected to have in a middling design before any measurement is seen.
  let priorShare: Double

  /// Whether the cost is paid for running something at all, however small.
  public var isOverhead: Bool { measure == .executions }

  /// The amount of work in `totals`.
  public func amount(in totals: OperatorTotals) -> Double {
    counted.reduce(0) { $0 + measure.amount(in: totals[$1]) }
  }
}

extension PhysicalTerm {
  /// All terms, decoder first: the order of coefficient lists.
  public static let all: [PhysicalTerm] = decoder + encoder

  private static let decoder: [PhysicalTerm] = [
    overhead(
      "decoder_step", .decoder, "second_per_step", per: (.output, .linear), .decodeStep,
      roles: [.embedding, .output, .search], share: 0.08),
    overhead(
      "decoder_layer", .decoder, "second_per_layer_step", per: (.feedForward, .layerNorm), .decodeStep,
      roles: [.selfAttention, .crossAttention, .feedForward], share: 0.50),
    work(
      "decoder_projection_weights", .decoder, .weightBytes, .decodeStep, .linear,
      roles: [.selfAttention, .crossAttention], share: 0.06),
    work(
      "decoder_feed_forward_weights", .decoder, .weightBytes, .decodeStep, .linear, roles: [.feedForward], share: 0.08),
    work(
      "decoder_self_attention_heads", .decoder, .matrices, .decodeStep, .batchedProduct, .attention,
      roles: [.selfAttention],
      share: 0.01),
    work(
      "decoder_cross_attention_heads", .decoder, .matrices, .decodeStep, .batchedProduct, .attention,
      roles: [.crossAttention],
      share: 0.01),
    work(
      "decoder_cross_attention_cache", .decoder, .dataBytes, .decodeStep, .batchedProduct, .attention,
      roles: [.crossAttention],
      share: 0.04),
    work("decoder_cross_keys", .decoder, .flops, .crossKeys, .linear, roles: [.crossAttention], share: 0.02),
    work("decoder_output_weights", .decoder, .weightBytes, .decodeStep, .linear, roles: [.output], share: 0.20),
  ]

  private static let encoder: [PhysicalTerm] = [
    overhead(
      "encoder_pass", .encoder, "second_per_pass", per: (.embedding, .embedding), .encode, roles: [.embedding],
      share: 0.05),
    overhead(
      "encoder_layer", .encoder, "second_per_layer", per: (.feedForward, .layerNorm), .encode,
      roles: [.selfAttention, .feedForward], share: 0.70),
    work("encoder_projections", .encoder, .flops, .encode, .linear, roles: [.selfAttention], share: 0.10),
    work("encoder_feed_forward", .encoder, .flops, .encode, .linear, roles: [.feedForward], share: 0.13),
    work(
      "encoder_attention_heads", .encoder, .matrices, .encode, .batchedProduct, .attention, roles: [.selfAttention],
      share: 0.02),
  ]

  /// A cost for each execution of one operator, spent in all operators of `roles` in its phase.
  private static func overhead(
    _ name: String, _ part: Part, _ unit: String, per counted: (role: OperatorRole, kind: OperatorKind),
    _ phase: PhaseKind, roles: [OperatorRole], share: Double
  ) -> PhysicalTerm {
    let charged = roles.flatMap { role in
      OperatorKind.allCases.map { OperatorTotals.Group(phase: phase, role: role, kind: $0) }
    }
    return PhysicalTerm(
      name: name, part: part, unit: unit, measure: .executions,
      counted: [.init(phase: phase, role: counted.role, kind: counted.kind)], charged: charged,
      chargedIndices: indices(of: charged), priorShare: share)
  }

  /// A cost for each unit of work of one kind of operator, or of the kinds that stand for it in different runtimes.
  private static func work(
    _ name: String, _ part: Part, _ measure: Measure, _ phase: PhaseKind, _ kinds: OperatorKind...,
    roles: [OperatorRole], share: Double
  ) -> PhysicalTerm {
    let unit =
      switch measure {
      case .executions: "second_per_execution"
      case .matrices: "second_per_matrix"
      case .flops: "second_per_flop"
      case .weightBytes, .dataBytes: "second_per_byte"
      }
    let groups = roles.flatMap { role in kinds.map { OperatorTotals.Group(phase: phase, role: role, kind: $0) } }
    return PhysicalTerm(
      name: name, part: part, unit: unit, measure: measure, counted: groups, charged: groups,
      chargedIndices: indices(of: groups), priorShare: share)
  }

  private static func indices(of groups: [OperatorTotals.Group]) -> [Int] {
    let wanted = Set(groups)
    return OperatorTotals.allGroups.indices.filter { wanted.contains(OperatorTotals.allGroups[$0]) }
  }
}
