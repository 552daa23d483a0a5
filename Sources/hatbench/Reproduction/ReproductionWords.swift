import Foundation
import Quantities
import Reporting

/// A reproduction's findings as sentences, the same on a terminal and on a page. They say no more than the numbers do.
struct ReproductionWords {
  private let summary: ReproductionSummary

  init(_ summary: ReproductionSummary) { self.summary = summary }

  private var score: String { summary.comparison.score.name }

  // MARK: The claim

  /// Whether a found design is twice as fast and about as good, and how the winners stand to what was scaled by hand.
  var claim: [String] { [verdict, caution].compactMap { $0 } + rivalries }

  private var verdict: String {
    let claim = summary.claim
    let least = Self.times(HATClaim.leastSpeedUp)
    let question =
      "claim: a found design at least \(least) times as fast as the largest loses at most "
      + "\(Numeral.text(HATClaim.mostLoss)) BLEU"
    guard let winner = claim.winner, let largest = claim.largest, let speedUp = winner.speedUp,
      let difference = winner.difference
    else { return "\(question): not tested, because \(claim.reason ?? "a number is missing")" }
    return
      "\(question): \(claim.verdict.rawValue). \(winner.name) is measured \(Self.times(speedUp)) times as fast"
      + "\(spread(winner, largest)) and has \(score) \(bleu(winner)) against \(bleu(largest)): "
      + "\(Self.signed(difference))"
  }

  /// ` (2.1 to 2.3)`: the speed-up that the ends of both intervals give.
  private func spread(_ winner: DesignComparison.Row, _ largest: DesignComparison.Row) -> String {
    guard let own = winner.design.latency?.interval, let other = largest.design.latency?.interval,
      own.lowerBound > 0
    else { return "" }
    return " (\(Self.times(other.lowerBound / own.upperBound)) to \(Self.times(other.upperBound / own.lowerBound)))"
  }

  /// What the intervals do not allow to say.
  private var caution: String? {
    guard summary.claim.winner != nil else { return nil }
    guard let widest = summary.claim.uncertainty else {
      return "the evaluations have no bootstrap intervals, so how certain the difference is remains open"
    }
    guard widest > HATClaim.mostLoss else { return nil }
    return
      "each score alone is uncertain by ±\(Self.hundredths(widest)) (95 % bootstrap over sentences), more than the "
      + "\(Numeral.text(HATClaim.mostLoss)) in question: another text, or another seed of training, may decide otherwise"
  }

  private var rivalries: [String] {
    let close = summary.claim.rivalries.map { rivalry in
      "\(rivalry.winner.name) against \(rivalry.baseline.name), scaled by hand: "
        + "\(Self.times(rivalry.latencyRatio)) of its latency, \(score) \(bleu(rivalry.winner)) against "
        + "\(bleu(rivalry.baseline)): \(Self.judged(rivalry.difference))\(Self.overlap(rivalry))"
    }
    let far = summary.claim.nearest.map { rivalry in
      "\(rivalry.winner.name): no hand-scaled design takes about as long (within "
        + "\(Numeral.text(100 * HATClaim.closeness)) %); the nearest, \(rivalry.baseline.name), takes "
        + "\(Self.times(1 / rivalry.latencyRatio)) times as long; the winner is \(Self.judged(rivalry.difference))"
    }
    return close + far
  }

  /// `better by 0.52 BLEU`
  private static func judged(_ difference: Double) -> String {
    let told = (100 * difference).rounded()
    return told == 0
      ? "equal to a hundredth" : "\(told > 0 ? "better" : "worse") by \(hundredths(abs(difference))) BLEU"
  }

  private static func overlap(_ rivalry: HATClaim.Rivalry) -> String {
    guard let one = rivalry.winner.scratchInterval, let other = rivalry.baseline.scratchInterval else { return "" }
    return one.overlaps(other) ? " (the intervals overlap)" : " (the intervals do not overlap)"
  }

  // MARK: Inherited and from scratch

  /// Whether inherited weights rank designs as training from scratch does.
  var agreement: [String] {
    [line("loss", summary.agreement.loss), line("BLEU", summary.agreement.bleu)]
  }

  private func line(_ name: String, _ found: InheritedAgreement.Correlation) -> String {
    let count = "\(found.designs) \(found.designs == 1 ? "design has" : "designs have") both"
    guard let kendall = found.kendall, let spearman = found.spearman else {
      return "inherited against scratch, \(name): not known (\(count))"
    }
    return "inherited against scratch, \(name): Kendall τ-b \(Numeral.text(kendall, digits: 3)), Spearman ρ "
      + "\(Numeral.text(spearman, digits: 3)) (\(count))"
  }

  // MARK: Cost

  /// What the search cost, and what it is beside.
  var cost: [String] { [spent, spared, published, energy] }

  private var spent: String {
    let cost = summary.cost
    let parts = [
      "training the SuperTransformer \(cost.training.map(Self.duration) ?? "not known")",
      "\(cost.searches) \(cost.searches == 1 ? "search" : "searches") \(cost.searching.map(Self.duration) ?? "not known")",
    ]
    return "cost: \(cost.spent.map(Self.duration) ?? "not known") (\(parts.joined(separator: ", "))); the time of "
      + "verifying, measuring and profiling is not recorded"
  }

  private var spared: String {
    let cost = summary.cost
    guard let evaluated = cost.evaluated, let mean = cost.meanTraining, let spared = cost.spared else {
      return "training every evaluated design from scratch: not known, without searches or runs from scratch"
    }
    let ratio = cost.ratio.map { ", \(Self.span($0, digits: 3)) times the cost" } ?? ""
    let shared = evaluated.lowerBound < evaluated.upperBound ? " (searches may share designs)" : ""
    return "training each of \(Self.span(evaluated, digits: 1)) evaluated designs\(shared) from scratch: "
      + "\(Self.duration(Seconds(spared.lowerBound)))"
      + (spared.lowerBound < spared.upperBound ? " to \(Self.duration(Seconds(spared.upperBound)))" : "")
      + "\(ratio); by the mean of \(cost.trained) \(cost.trained == 1 ? "run" : "runs"), \(Self.duration(mean)); "
      + "computed, not done"
  }

  private var published: String {
    "HAT publishes 12,041 times less search cost than the Evolved Transformer: another comparison, of two methods' CO2 "
      + "and GPU-hours on WMT"
  }

  /// No profile knows the power that a machine draws.
  private var energy: String { "energy: not known; no power was measured" }

  // MARK: Numbers

  private func bleu(_ row: DesignComparison.Row) -> String {
    guard let value = row.scratchBLEU else { return "–" }
    return Self.hundredths(value)
      + (row.scratchInterval.map { " (\(Self.hundredths($0.lowerBound)) to \(Self.hundredths($0.upperBound)))" } ?? "")
  }

  /// `38.10`
  static func hundredths(_ value: Double) -> String { String(format: "%.2f", value) }

  /// `+0.52`, `-0.21`
  static func signed(_ value: Double) -> String { String(format: "%+.2f", value) }

  /// `2.13`
  static func times(_ value: Double) -> String { Numeral.text(value, digits: 3) }

  /// `12 s`, `41.2 min`, `5.3 h`, `12 days`
  static func duration(_ time: Seconds) -> String {
    let units: [(name: String, seconds: Double)] = [("days", 86400), ("h", 3600), ("min", 60)]
    let unit = units.first { time.value >= 1.5 * $0.seconds } ?? ("s", 1)
    return "\(Numeral.text(time.value / unit.seconds, digits: 3)) \(unit.name)"
  }

  /// `40`, `40 to 120`
  private static func span(_ range: ClosedRange<Double>, digits: Int) -> String {
    let ends = [range.lowerBound, range.upperBound].map { Numeral.text($0, digits: digits) }
    return ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])"
  }
}
