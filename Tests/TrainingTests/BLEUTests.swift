import Foundation
import TestSupport
import Testing

@testable import Training

@Suite struct BLEUTests {
  private func words(_ text: String) -> [String] { text.split(separator: " ").map(String.init) }

  /// Of "the the the cat" against "the cat the dog", clipped: 3 of 4 words (the, the, cat), 1 of 3 pairs (the cat).
  @Test func matchesAreClippedToTheReference() {
    let counted = BLEUStatistics(system: words("the the the cat"), reference: words("the cat the dog"))
    #expect(counted.matches == SIMD4(3, 1, 0, 0))
    #expect(counted.totals == SIMD4(4, 3, 2, 1))
    #expect(counted.precisions()[..<2] == [75, 100.0 / 3])
    #expect(counted.score() == 0)
    let smoothed = counted.precisions(smoothing: .exponential)
    #expect(smoothed[2...] == [25, 25])
  }

  /// Four of five words in a row: (4/4·3/3·2/2·1/1) times exp(1 - 5/4).
  @Test func whatIsTooShortIsPunished() {
    let counted = BLEUStatistics(system: words("a b c d"), reference: words("a b c d e"))
    #expect(abs(counted.score() - 100 * exp(-0.25)) < 1e-12)
    #expect(BLEUStatistics(system: words("a b c d e"), reference: words("a b c d")).brevityPenalty == 1)
    #expect(BLEUStatistics(system: [], reference: ["a"]).brevityPenalty == 0)
  }

  @Test func anUnknownWordInTheReferenceMatchesNothing() {
    let (system, reference) = (words("a <unk> b <unk>"), words("a <unk> b c"))
    #expect(BLEUStatistics(system: system, reference: reference).matches == SIMD4(3, 2, 1, 0))
    #expect(BLEUStatistics(system: system, reference: reference, unknown: "<unk>").matches == SIMD4(2, 0, 0, 0))
  }

  @Test func composedAndDecomposedLettersDiffer() {
    #expect(BLEUStatistics(system: ["caf\u{E9}"], reference: ["cafe\u{301}"]).matches[0] == 0)
  }

  /// `perl -ple 's{(\S)-(\S)}{$1 ##AT##-##AT## $2}g'` of each word, by hand: a neighbour is used up by a match.
  @Test(arguments: [
    ("half-open", ["half", "##AT##-##AT##", "open"]), ("a-b-c", ["a", "##AT##-##AT##", "b-c"]),
    ("ab-cd-ef", ["ab", "##AT##-##AT##", "cd", "##AT##-##AT##", "ef"]), ("-", ["-"]), ("-a", ["-a"]), ("a-", ["a-"]),
    ("a--b", ["a", "##AT##-##AT##", "-b"]), ("é-é", ["é", "##AT##-##AT##", "é"]),
  ])
  func compoundsAreSplitAsByPerl(word: String, parts: [String]) {
    #expect(BLEU.compoundParts(word) == parts)
  }

  @Test func bothSidesAreSplitIfAsked() {
    let (system, reference) = ([["a", "half-open", "door"]], [["half-closed"]])
    let split = BLEU.tokenised(system, references: reference, splittingCompounds: true).statistics
    #expect(split.systemLength == 5 && split.referenceLength == 3)
    #expect(split.matches == SIMD4(2, 1, 0, 0))
    #expect(BLEU.tokenised(system, references: reference).statistics.matches == SIMD4(0, 0, 0, 0))
  }

  @Test func aCorpusIsTheSumOfItsSentences() {
    let (one, two) = (
      BLEUStatistics(system: words("a b c d"), reference: words("a b c d e")),
      BLEUStatistics(system: words("x y"), reference: words("x z"))
    )
    #expect((one + two).matches == SIMD4(5, 3, 2, 1))
    #expect((one + two).totals == SIMD4(6, 4, 2, 1))
    #expect((one + two).systemLength == 6 && (one + two).referenceLength == 7)
  }

  // MARK: Intervals

  private func corpus(every period: Int) -> BLEU {
    let reference = (0..<200).map { i in (0..<8).map { "w\((i * 5 + $0 * 3) % 11)" } }
    let system = reference.enumerated().map { $0 % period == 0 ? $1.dropLast(2) + ["x", "y"] : $1 }
    return BLEU.tokenised(system, references: reference)
  }

  @Test func anIntervalHoldsTheScoreAndASeedFixesIt() throws {
    let bleu = corpus(every: 3)
    let (wide, narrow) = (try #require(bleu.interval()), try #require(bleu.interval(level: 0.5)))
    #expect(wide.contains(bleu.score))
    #expect(wide.lowerBound < narrow.lowerBound && narrow.upperBound < wide.upperBound)
    #expect(wide == bleu.interval() && wide != bleu.interval(seed: 2))
    #expect(BLEU.tokenised([], references: []).interval() == nil)
  }

  @Test func theBetterSystemWinsMostDrawsAndItselfHalf() {
    let (better, worse) = (corpus(every: 5), corpus(every: 2))
    #expect(better.winShare(over: worse, resamples: 200) == 1)
    #expect(worse.winShare(over: better, resamples: 200) == 0)
    #expect(better.winShare(over: better, resamples: 200) == 0.5)
  }

  @Test func exactMatchesAreEqualToTheByte() {
    #expect(ExactMatch.percent(["a b", " a b ", "a  b", "A b"], references: ["a b", "a b", "a b", "a b"]) == 50)
    #expect(ExactMatch.percent(["", "caf\u{E9}"], references: ["  ", "cafe\u{301}"]) == 50)
    #expect(ExactMatch.percent([], references: []) == nil)
  }
}

/// HAT's own scorer and SacreBLEU, on words that tokenisation leaves alone.
@Suite(.enabled(if: SharedFiles.golden("bleu.json") != nil, "the golden files are not beside the checkout"))
struct GoldenBLEUTests {
  struct Corpus: Decodable {
    let name: String
    let system, reference: [String]
    let hat_bleu4, hat_brevity_penalty, sacrebleu_13a_exp: Double
    let hat_precisions: [Double]
    let hat_syslen, hat_reflen: Int
  }

  @Test func everyCorpusScoresAsInHAT() throws {
    let file = try #require(SharedFiles.golden("bleu.json"))
    let corpora = try JSONDecoder().decode([Corpus].self, from: Data(contentsOf: file))
    #expect(!corpora.isEmpty)
    for corpus in corpora {
      func words(_ lines: [String]) -> [[String]] { lines.map { $0.split(separator: " ").map(String.init) } }
      let tokenised = BLEU.tokenised(words(corpus.system), references: words(corpus.reference))
      let sacre = BLEU.sacreBLEU(corpus.system, references: corpus.reference)
      #expect(abs(tokenised.score - corpus.hat_bleu4) <= 1e-14 * corpus.hat_bleu4, "\(corpus.name)")
      #expect(zip(tokenised.precisions, corpus.hat_precisions).allSatisfy { abs($0 - $1) <= 1e-13 })
      #expect(tokenised.statistics.brevityPenalty == corpus.hat_brevity_penalty)
      #expect(tokenised.statistics.systemLength == corpus.hat_syslen)
      #expect(tokenised.statistics.referenceLength == corpus.hat_reflen)
      #expect(abs(sacre.score - corpus.sacrebleu_13a_exp) <= 1e-14 * corpus.sacrebleu_13a_exp, "\(corpus.name)")
    }
  }
}
