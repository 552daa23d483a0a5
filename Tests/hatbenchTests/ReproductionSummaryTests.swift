import Foundation
import Quantities
import TestSupport
import Testing
import TransformerIR

@testable import hatbench

@Suite struct ReproductionSummaryTests {
  /// The summary of a reproduction that `change` has changed.
  private func summary(_ change: (inout SyntheticReproduction) throws -> Void = { _ in }) throws -> ReproductionSummary
  {
    try SharedFiles.withTemporaryFolder { folder in
      var reproduction = SyntheticReproduction(folder)
      try change(&reproduction)
      try reproduction.write()
      return ReproductionSummary(try reproduction.read())
    }
  }

  @Test func speedUpsAndDifferencesAreHeldAgainstTheLargest() throws {
    let rows = try summary().comparison.rows
    #expect(rows.map { $0.speedUp.map { ($0 * 1000).rounded() / 1000 } } == [1, 2.5, 1.25, 2.439, 1.667])
    #expect(rows.map { $0.difference.map { ($0 * 100).rounded() / 100 } } == [0, -0.2, -0.1, -0.9, -0.7])
    #expect(rows[1].scratchInterval == 37.3...40.3)
  }

  /// 2.5 times as fast for 0.2 BLEU; the other winner translates better but is not fast enough.
  @Test func theClaimIsJudgedByTheBestWinnerThatIsFastEnough() throws {
    let claim = try summary().claim
    #expect(claim.verdict == .holds && claim.winner?.name == "winner-50pc")
    #expect(claim.uncertainty == 1.5)
    let lost = try summary { $0.entries[1].scratch = (1.55, 38.69) }.claim
    #expect(lost.verdict == .fails)
    // Exactly 0.3 is allowed, whatever the last bit of the difference.
    #expect(try summary { $0.entries[1].scratch = (1.55, 38.7) }.claim.verdict == .holds)
  }

  @Test func whatCannotBeJudgedHasAReason() throws {
    let slow = try summary { $0.entries[1].milliseconds = 51 }.claim
    #expect(slow.verdict == .untested && slow.winner == nil)
    #expect(slow.reason?.contains("winner-50pc, is only 1.96 times") == true, "\(slow.reason ?? "")")
    #expect(try summary { $0.entries[0].milliseconds = nil }.claim.reason == "the largest design was not measured")
    #expect(try summary { $0.entries[0].scratch = nil }.claim.reason == "the largest design has no BLEU from scratch")
    #expect(try summary { $0.entries.removeFirst() }.claim.reason == "there is no design called 'largest'")
    let none = try summary { $0.entries.removeSubrange(1...2) }.claim
    #expect(none.reason == "no winner was both measured and trained from scratch")
  }

  /// 40 ms are 2.4 % less than 41 ms; 80 ms have no neighbour, and 60 ms are the nearest.
  @Test func winnersMeetWhatWasScaledByHandAtTheirSpeed() throws {
    let claim = try summary().claim
    #expect(claim.rivalries.map { "\($0.winner.name) \($0.baseline.name)" } == ["winner-50pc layers-50pc"])
    #expect(abs(claim.rivalries[0].latencyRatio - 40.0 / 41) < 1e-12)
    #expect(abs(claim.rivalries[0].difference - 0.7) < 1e-9)
    #expect(claim.nearest.map { "\($0.winner.name) \($0.baseline.name)" } == ["winner-75pc narrow-50pc"])
  }

  /// Scores of another text are not held against each other.
  @Test func evaluationsThatWereNotMadeAlikeAreNotCompared() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let reproduction = SyntheticReproduction(folder)
      try reproduction.write()
      try reproduction.put(
        reproduction.evaluation(reproduction.entries[1].design, (1.5, 39), sentences: 500), "scratch/winner-50pc.json")
      let summary = ReproductionSummary(try reproduction.read())
      #expect(summary.comparison.rows.allSatisfy { $0.difference == nil })
      #expect(summary.claim.verdict == .untested && summary.claim.rivalries.isEmpty)
      #expect(summary.found.doubts.contains { $0.contains("cannot be compared") })
    }
  }

  /// The invented losses and scores rank alike but for one pair: (largest, winner-75pc, winner-50pc, narrow, layers) in
  /// both, so that τ and ρ are 1; after a swap of one pair of neighbours in five, τ is 1 − 2·1/10.
  @Test func ranksOfInheritedAndScratchAreCorrelated() throws {
    let same = try summary().agreement
    #expect(same.loss.designs == 5 && same.loss.kendall == 1 && same.loss.spearman == 1 && same.bleu.kendall == 1)
    let swapped = try summary { $0.entries[0].inherited = (1.66, 36.4) }.agreement
    #expect(abs((swapped.loss.kendall ?? 0) - 0.8) < 1e-12 && abs((swapped.bleu.kendall ?? 0) - 0.8) < 1e-12)
    let few = try summary { for place in 1...4 { $0.entries[place].inherited = nil } }.agreement
    #expect(few.loss.designs == 1 && few.loss.kendall == nil && few.bleu.spearman == nil)
  }

  /// An hour of training and two searches of 90 s, beside 60 to 120 designs at 24 minutes.
  @Test func theCostIsHeldAgainstTrainingEveryDesign() throws {
    let cost = try summary().cost
    #expect(cost.searches == 2 && cost.spent == Seconds(3780) && cost.meanTraining == Seconds(1440))
    #expect(cost.evaluated == 60...120 && cost.spared == 86400...172_800)
    #expect(cost.ratio == 86400.0 / 3780...172_800.0 / 3780)
    let words = ReproductionWords(try summary()).cost.joined(separator: "\n")
    #expect(words.contains("22.9 to 45.7 times the cost") && words.contains("energy: not known"), "\(words)")
    #expect(words.contains("12,041") && words.contains("another comparison"))
  }

  /// Without SacreBLEU in one evaluation, all are told in the other kind.
  @Test func oneKindOfBLEUIsTold() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let reproduction = SyntheticReproduction(folder)
      try reproduction.write()
      let text = reproduction.evaluation(reproduction.entries[1].design, (1.5, 39))
        .replacing("\"sacrebleu\": 39.0,", with: "")
      try reproduction.put(text, "scratch/winner-50pc.json")
      let comparison = ReproductionSummary(try reproduction.read()).comparison
      #expect(comparison.score == .words)
      #expect(comparison.rows[0].scratchBLEU == 39.4 && comparison.rows.allSatisfy { $0.scratchInterval == nil })
    }
  }

  @Test func sentencesSayWhatTheNumbersDo() throws {
    let words = ReproductionWords(try summary())
    #expect(words.claim[0].contains("holds. winner-50pc is measured 2.5 times as fast"), "\(words.claim)")
    #expect(words.claim[0].hasSuffix("38.80 (37.30 to 40.30) against 39.00 (37.50 to 40.50): -0.20"))
    #expect(words.claim[1].contains("uncertain by ±1.50"))
    #expect(words.claim[2].contains("0.976 of its latency") && words.claim[2].contains("better by 0.70 BLEU"))
    #expect(words.claim[2].hasSuffix("(the intervals overlap)"))
    #expect(words.claim[3].hasPrefix("winner-75pc: no hand-scaled design takes about as long (within 5 %)"))
    #expect(words.agreement[0].hasSuffix("Kendall τ-b 1, Spearman ρ 1 (5 designs have both)"))
  }

  @Test(arguments: [(5.0, "5 s"), (89, "89 s"), (90, "1.5 min"), (5400, "1.5 h"), (172_800, "2 days")])
  func durationsHaveAUnitThatSuitsThem(seconds: Double, text: String) {
    #expect(ReproductionWords.duration(Seconds(seconds)) == text)
  }
}
