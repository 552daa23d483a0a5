import Quantities
import Training

/// The compared designs side by side, each held against the largest.
struct DesignComparison {
  /// One design's line.
  struct Row {
    var design: Reproduction.Design
    /// How many times faster than the largest it was measured.
    var speedUp: Double?
    /// BLEU with inherited weights, and from scratch with its interval.
    var inheritedBLEU, scratchBLEU: Double?
    var scratchInterval: ClosedRange<Double>?
    /// BLEU from scratch less that of the largest: negative is worse.
    var difference: Double?

    var name: String { design.name }
  }

  /// Which BLEU is told.
  let score: BLEUScore
  /// Whether the evaluations may be held against each other; if not, differences are nil.
  let isComparable: Bool
  /// One per design, in the order of the reproduction.
  let rows: [Row]

  init(_ designs: [Reproduction.Design]) {
    let score = BLEUScore(of: designs.flatMap { [$0.inherited, $0.scratch].compactMap { $0 } })
    let isComparable = Comparability(designs).holds
    let largest = designs.first { $0.role == .largest }
    self.score = score
    self.isComparable = isComparable
    rows = designs.map { design in
      let own = score.value(design.scratch)
      return Row(
        design: design, speedUp: Self.quotient(largest?.latency?.median, design.latency?.median),
        inheritedBLEU: score.value(design.inherited), scratchBLEU: own,
        scratchInterval: score.interval(design.scratch),
        difference: isComparable ? Self.difference(own, score.value(largest?.scratch)) : nil)
    }
  }

  /// The row of the largest design.
  var largest: Row? { rows.first { $0.design.role == .largest } }

  private static func quotient(_ one: Seconds?, _ other: Seconds?) -> Double? {
    guard let one, let other else { return nil }
    return one.value / other.value
  }

  private static func difference(_ one: Double?, _ other: Double?) -> Double? {
    guard let one, let other else { return nil }
    return one - other
  }
}
