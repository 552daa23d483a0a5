import Foundation
import TestSupport
import Testing
import TranslationData

@Suite struct BatchPlanTests {
  /// The sentences that `facts.json` describes, and what fairseq made of them.
  private struct Facts: Decodable {
    struct Batching: Decodable {
      var src_sizes, tgt_sizes: [Int]
      var max_tokens, multiple: Int
      var numpy_seed: UInt32
      var batches: [[Int]]
    }
    var batching: Batching
  }

  @Test(.enabled(if: SharedFiles.golden("facts.json") != nil, "no golden numbers beside the checkout"))
  func theBatchesOfTrainingAreHATs() throws {
    let file = try #require(SharedFiles.golden("facts.json"))
    let facts = try JSONDecoder().decode(Facts.self, from: Data(contentsOf: file)).batching
    let plan = try BatchPlan(
      sourceLengths: facts.src_sizes, targetLengths: facts.tgt_sizes, maximumTokens: facts.max_tokens,
      multiple: facts.multiple, seed: facts.numpy_seed)
    #expect(plan.batches == facts.batches)
  }

  /// Ten sentences of length 2 fit into 20 tokens; the eleventh does not, eight go, two stay for the next batch.
  @Test func aFullBatchIsCutToAMultiple() throws {
    let lengths = [Int](repeating: 2, count: 12)
    let plan = try BatchPlan(sourceLengths: lengths, targetLengths: lengths, maximumTokens: 20)
    #expect(plan.batches.map(\.count) == [8, 4])
  }

  @Test(arguments: UInt32(0)..<20) func everyPairIsInOneBatch(seed: UInt32) throws {
    let lengths = (0..<97).map { 1 + ($0 * 7 + Int(seed)) % 23 }
    let targets = (0..<97).map { 1 + ($0 * 5) % 29 }
    let plan = try BatchPlan(sourceLengths: lengths, targetLengths: targets, maximumTokens: 64, seed: seed)
    #expect(plan.batches.flatMap { $0 }.sorted() == Array(0..<97))
  }

  /// `numpy.random.seed(1 + 2); x = list(range(12)); numpy.random.shuffle(x)` in NumPy 2.4.6.
  @Test func theOrderOfAnEpochIsFairseqs() throws {
    let lengths = [Int](repeating: 4, count: 12)
    let plan = try BatchPlan(sourceLengths: lengths, targetLengths: lengths, maximumTokens: 4)
    #expect(plan.order(epoch: 2, seed: 1) == [5, 4, 1, 2, 11, 6, 7, 0, 3, 9, 8, 10])
    #expect(plan.order(epoch: 3, seed: 1) != plan.order(epoch: 2, seed: 1))
  }

  @Test func aSentenceThatIsLongerThanABatchIsNamed() {
    let text = message { _ = try BatchPlan(sourceLengths: [3, 9], targetLengths: [3, 70], maximumTokens: 64) }
    #expect(text.hasPrefix("pair 1 has a sentence of 70 tokens, and a batch may have 64: allow more"))
    #expect(message { _ = try BatchPlan(sourceLengths: [], targetLengths: [], maximumTokens: 64) }.contains("no sent"))
  }
}
