import Foundation
import TestSupport
import Testing

@testable import Training

/// Against SacreBLEU 2.6.0; `Fixtures/make_sacrebleu.py` says how.
@Suite struct SacreBLEUTests {
  struct File: Decodable {
    let corpora: [Corpus]
  }

  struct Corpus: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let system, reference: [String]
    let tokens: [[String]]
    let cased, lowercased: Result

    var testDescription: String { name }
  }

  struct Result: Decodable, Sendable {
    let score, brevity_penalty: Double
    let precisions: [Double]
    let matches, totals: [Int]
    let system_length, reference_length: Int
    let signature: String
  }

  static let corpora: [Corpus] = {
    let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/sacrebleu.json")
    guard let data = try? Data(contentsOf: file), let read = try? JSONDecoder().decode(File.self, from: data) else {
      return []
    }
    return read.corpora
  }()

  @Test func theFixtureHoldsEveryCorpus() { #expect(Self.corpora.count == 10) }

  @Test(arguments: corpora) func wordsAreSplitAsSacreBLEUDoes(corpus: Corpus) {
    for (text, words) in zip(corpus.system, corpus.tokens) {
      #expect(Tokenisation13a.words(text).map { Array($0.utf8) } == words.map { Array($0.utf8) }, "\(text)")
    }
  }

  @Test(arguments: corpora, [true, false]) func scoresAreSacreBLEUs(corpus: Corpus, isCased: Bool) {
    let bleu = BLEU.sacreBLEU(corpus.system, references: corpus.reference, isCased: isCased)
    let expected = isCased ? corpus.cased : corpus.lowercased
    let counted = bleu.statistics
    #expect((0..<4).map { counted.matches[$0] } == expected.matches)
    #expect((0..<4).map { counted.totals[$0] } == expected.totals)
    #expect(counted.systemLength == expected.system_length)
    #expect(counted.referenceLength == expected.reference_length)
    #expect(abs(bleu.score - expected.score) <= 1e-12 * expected.score)
    #expect(zip(bleu.precisions, expected.precisions).allSatisfy { abs($0 - $1) <= 1e-12 * $1 })
    #expect(abs(counted.brevityPenalty - expected.brevity_penalty) <= 1e-15)
    #expect(bleu.signature == expected.signature)
  }
}
