import HATSearch
import Quantities
import Reporting

/// What a search spent and what it was spared, as plain numbers; nil is not known or of no meaning to the objective.
struct Spending {
  /// Designs that the objective was asked for.
  var evaluations: Int
  /// Those of them that were given up before all examples were seen, because they could not become the best.
  var abandoned: Int?
  /// Examples that all evaluations together would have looked at, and those that they did.
  var examplesAsked, examplesComputed: Int?
  /// Wall-clock time of the search.
  var elapsed: Seconds?
  /// Genes drawn, and those of them within the limit as drawn.
  var proposals, proposalsWithinLimit: Int
  /// Objectives and latencies that were known from before.
  var memoHits: Int

  /// The one place where the counts of a search become numbers of a report.
  init(_ counts: SearchCounts, elapsed: Seconds? = nil) {
    evaluations = counts.objectiveEvaluations
    proposals = counts.proposals
    proposalsWithinLimit = counts.proposalsWithinLimit
    memoHits = counts.objectiveMemoHits + counts.predictionMemoHits
    self.elapsed = elapsed
    guard counts.examplesAsked > 0 else { return }
    abandoned = counts.abandoned
    (examplesAsked, examplesComputed) = (counts.examplesAsked, counts.examplesComputed)
  }

  /// The share of the examples that was computed; nil if that is not known or nothing was asked.
  var computedShare: Double? {
    guard let examplesAsked, let examplesComputed, examplesAsked > 0 else { return nil }
    return Double(examplesComputed) / Double(examplesAsked)
  }

  /// The numbers that are known, with their names.
  var facts: [Page.Fact] {
    var facts = [Page.Fact("designs evaluated", Self.text(evaluations))]
    if let abandoned { facts.append(.init("abandoned early", Self.text(abandoned))) }
    if let computedShare, let examplesAsked {
      facts.append(
        .init("examples looked at", "\(Self.percent(computedShare)) of \(Self.text(examplesAsked))"))
    }
    if let elapsed { facts.append(.init("time", "\(elapsed)")) }
    facts.append(.init("designs drawn", Self.text(proposals)))
    if proposals > 0 {
      facts.append(
        .init("within the limit as drawn", Self.percent(Double(proposalsWithinLimit) / Double(proposals))))
    }
    facts.append(.init("answered from memory", Self.text(memoHits)))
    return facts
  }

  private static func text(_ count: Int) -> String { Numeral.text(Double(count), digits: 1) }

  private static func percent(_ share: Double) -> String { "\(Numeral.text(100 * share, digits: 3)) %" }
}
