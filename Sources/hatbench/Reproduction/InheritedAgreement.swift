import CostModel

/// Whether quality with inherited weights ranks designs as training each from scratch does.
struct InheritedAgreement {
  /// How far two lists agree about order, from −1 to 1; nil for fewer than two designs or equal values.
  struct Correlation: Encodable {
    var designs: Int
    var kendall, spearman: Double?

    enum CodingKeys: String, CodingKey {
      case designs
      case kendall = "kendall_tau_b"
      case spearman = "spearman_rho"
    }

    init(_ pairs: [(Double, Double)]) {
      designs = pairs.count
      guard pairs.count > 1 else { return }
      let (inherited, scratch) = (pairs.map { $0.0 }, pairs.map { $0.1 })
      kendall = RankCorrelation.kendall(inherited, scratch)
      spearman = RankCorrelation.spearman(inherited, scratch)
    }
  }

  /// Of the losses, and of BLEU; 1 is the same order in both.
  let loss, bleu: Correlation

  init(_ comparison: DesignComparison) {
    loss = Correlation(
      comparison.rows.compactMap { row in
        guard let inherited = row.design.inherited?.loss, let scratch = row.design.scratch?.loss else { return nil }
        return (inherited, scratch)
      })
    bleu = Correlation(
      comparison.rows.compactMap { row in
        guard let inherited = row.inheritedBLEU, let scratch = row.scratchBLEU else { return nil }
        return (inherited, scratch)
      })
  }
}
