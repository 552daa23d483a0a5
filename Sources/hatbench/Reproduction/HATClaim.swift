import Quantities

/// What HAT claims, held against a reproduction: a found design is at least twice as fast as the largest and translates
/// about as well, and better than designs of its speed that were scaled by hand.
struct HATClaim {
  /// How many times faster than the largest a winner must be measured.
  static let leastSpeedUp = 2.0
  /// How much BLEU it may lose.
  static let mostLoss = 0.3
  /// How far apart, as a ratio less one, latencies are about equal.
  static let closeness = 0.05

  /// Whether the claim holds.
  enum Verdict: String, Codable, Hashable {
    case holds
    case fails = "does not hold"
    case untested = "not tested"
  }

  /// A winner beside a design that was scaled by hand.
  struct Rivalry {
    var winner, baseline: DesignComparison.Row
    /// The winner's measured latency over the baseline's.
    var latencyRatio: Double
    /// The winner's BLEU less the baseline's.
    var difference: Double

    /// How far apart the latencies are: 1.05 for 5 %, either way.
    fileprivate var distance: Double { max(latencyRatio, 1 / latencyRatio) }
    /// Whether both take about equally long.
    var isClose: Bool { distance <= 1 + HATClaim.closeness }
  }

  let verdict: Verdict
  /// Why there is no verdict; nil if there is one.
  let reason: String?
  /// The best of the winners that are fast enough.
  let winner: DesignComparison.Row?
  let largest: DesignComparison.Row?
  /// Every winner beside every baseline that takes about equally long.
  let rivalries: [Rivalry]
  /// For each winner without such a baseline, the one that comes nearest.
  let nearest: [Rivalry]

  /// Half the width of the wider of both scores' 95 % intervals; nil without a winner or without intervals.
  var uncertainty: Double? {
    guard let winner else { return nil }
    return [winner, largest].compactMap { $0?.scratchInterval.map { ($0.upperBound - $0.lowerBound) / 2 } }.max()
  }

  init(_ comparison: DesignComparison) {
    largest = comparison.largest
    let winners = comparison.rows.filter { $0.design.role == .winner }
    let fast = winners.filter { ($0.speedUp ?? 0) >= Self.leastSpeedUp && $0.difference != nil }
    // Of equally good ones the faster.
    winner = fast.max { ($0.scratchBLEU ?? 0, $0.speedUp ?? 0) < ($1.scratchBLEU ?? 0, $1.speedUp ?? 0) }
    if let winner, let difference = winner.difference {
      // Scores are told to hundredths, and are judged as they are told.
      verdict = (100 * difference).rounded() >= -100 * Self.mostLoss ? .holds : .fails
      reason = nil
    } else {
      verdict = .untested
      reason = Self.reason(comparison, winners)
    }
    let pairs = comparison.isComparable ? Self.pairs(comparison, winners) : []
    rivalries = pairs.filter(\.isClose)
    let met = Set(rivalries.map(\.winner.name))
    nearest = winners.filter { !met.contains($0.name) }.compactMap { winner in
      pairs.filter { $0.winner.name == winner.name }.min { $0.distance < $1.distance }
    }
  }

  private static func pairs(_ comparison: DesignComparison, _ winners: [DesignComparison.Row]) -> [Rivalry] {
    let baselines = comparison.rows.filter { $0.design.role == .baseline }
    return winners.flatMap { winner in
      baselines.compactMap { baseline in
        guard let own = winner.design.latency, let other = baseline.design.latency, let good = winner.scratchBLEU,
          let hand = baseline.scratchBLEU
        else { return nil }
        return Rivalry(
          winner: winner, baseline: baseline, latencyRatio: own.median.value / other.median.value,
          difference: good - hand)
      }
    }
  }

  /// Why there is no winner to judge.
  private static func reason(_ comparison: DesignComparison, _ winners: [DesignComparison.Row]) -> String {
    if !comparison.isComparable { return "the evaluations were not made alike" }
    guard let largest = comparison.largest else { return "there is no design called 'largest'" }
    if largest.design.latency == nil { return "the largest design was not measured" }
    if largest.scratchBLEU == nil { return "the largest design has no BLEU from scratch" }
    let known = winners.filter { $0.speedUp != nil && $0.scratchBLEU != nil }
    guard let fastest = known.max(by: { ($0.speedUp ?? 0) < ($1.speedUp ?? 0) }), let speedUp = fastest.speedUp else {
      return "no winner was both measured and trained from scratch"
    }
    return "the fastest winner that was trained from scratch, \(fastest.name), is only "
      + "\(ReproductionWords.times(speedUp)) times as fast as the largest"
  }
}
