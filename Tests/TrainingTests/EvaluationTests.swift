import Foundation
import GoldenSupport
import Inference
import Randomness
import TensorEngine
import TestSupport
import Testing
import TransformerIR
import TransformerModel

@testable import Training

@Suite struct EvaluationTests {
  static let model = SuperTransformer(
    Architecture(
      attentionWidth: 16, encoderEmbedding: 24, decoderEmbedding: 24, encoderLayers: 2, decoderLayers: 2,
      vocabulary: .init(source: 40, target: 30, sharesEmbeddings: false)), encoderFFN: 32, decoderFFN: 32)
  static let parameters = model.initialParameters(seed: 3)
  static let design = SubTransformer(
    encoder: .init(embedding: 16, layers: Array(repeating: .init(ffn: 24, heads: 2), count: 2)),
    decoder: .init(embedding: 24, layers: [.init(ffn: 32, selfHeads: 2, crossHeads: 4, attended: .lastTwo)]))

  static func sentences(_ count: Int, vocabulary: Int32, seed: UInt64) -> [[Int32]] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let length = generator.index(below: 20)
      return (0..<length).map { _ in Int32.random(in: 4..<vocabulary, using: &generator) } + [SpecialToken.end]
    }
  }

  static let sources = sentences(50, vocabulary: 40, seed: 1)
  static let targets = sentences(50, vocabulary: 30, seed: 2)

  static func translator(threads: Int = 1, limit: LengthLimit = LengthLimit(perToken: 0, constant: 12)) -> Translator {
    Translator(
      model: model, parameters: parameters, design: design, search: BeamSearch(beam: 3), limit: limit,
      threads: threads)
  }

  // MARK: Translating

  /// Each sentence by itself, in one engine: whom it is translated with must not matter.
  @Test(arguments: [1, 2, 3]) func translationsComeInOrderWhateverTheThreads(threads: Int) throws {
    let engine = try InferenceEngine(
      Workload(
        design: Self.design, architecture: Self.model.architecture,
        setting: InferenceSetting(
          sourceLength: 20, targetLength: 13, beam: 3, includesSearch: true, runtime: .fused)),
      parameters: Self.parameters, backend: CPUBackend())
    let alone = try Self.sources.map { sentence in
      Array(try engine.translate([sentence], search: BeamSearch(beam: 3, maximumLength: 12))[0][0].tokens.dropLast())
    }
    #expect(try Self.translator(threads: threads).translate(Self.sources) == alone)
    #expect(Set(alone).count > 1)
  }

  @Test func theLimitGrowsWithTheSentence() throws {
    let limit = LengthLimit(perToken: 0.5, constant: 1)
    #expect([1, 2, 3, 10].map(limit.words) == [1, 2, 2, 6])
    #expect(LengthLimit.hat.words(for: 1000) == 200)
    let translations = try Self.translator(limit: limit).translate([Self.sources[1]])
    #expect(translations[0].count <= limit.words(for: Self.sources[1].count))
  }

  @Test func progressReachesTheNumberOfSentences() throws {
    var seen: [Int] = []
    _ = try Self.translator(threads: 2).translate(Self.sources) { seen.append($0) }
    #expect(seen == seen.sorted() && seen.last == Self.sources.count)
    #expect(try Self.translator().translate([]).isEmpty)
  }

  @Test func errorsNameTheSentenceByItsPlace() {
    var translator = Self.translator()
    translator.longestSentence = 30
    func said(_ bad: [Int32]) -> String {
      message { _ = try translator.translate(Self.sources + [bad]) }
    }
    #expect(said([]).contains("sentence 50 has no tokens"))
    #expect(said(Array(repeating: 5, count: 31)).contains("source sentence 50 has 31 tokens"))
    #expect(said([4, 40, 2]).contains("token 40 at position 1 of sentence 50"))
    #expect(said([4, 1, 2]).contains("position 1 of sentence 50 is padding"))
    let unpaired = message {
      _ = try Validation.loss(
        model: Self.model, parameters: Self.parameters, design: Self.design, sources: Self.sources, targets: [[2]])
    }
    #expect(unpaired.contains("50 source sentences and 1 target"))
  }

  @Test func aDesignThatIsNoPartOfTheModelIsSaidToBe() {
    var wide = Self.design
    wide.encoder.embedding = 512
    let translator = Translator(model: Self.model, parameters: Self.parameters, design: wide)
    #expect(message { _ = try translator.translate(Self.sources) }.contains("512"))
  }

  // MARK: Losses

  /// The tape computes the same loss in another way; both sum thousands of single-precision terms.
  @Test(arguments: [1, 3], [24, 100, 4096]) func theLossIsTheTapes(threads: Int, maximumTokens: Int) throws {
    var expected = CrossEntropy()
    _ = Tape().evaluate(Self.parameters) { tape in
      Self.model.loss(
        TranslationBatch(source: Self.sources, target: Self.targets), as: Self.design, smoothing: 0.1, scale: 1,
        on: tape, sums: &expected)
    }
    let found = try Validation.loss(
      model: Self.model, parameters: Self.parameters, design: Self.design, sources: Self.sources,
      targets: Self.targets, maximumTokens: maximumTokens, threads: threads)
    #expect(found.tokens == expected.tokens)
    #expect(abs(found.loss - expected.loss) < 1e-6 * expected.loss)
    #expect(abs(found.nll - expected.nll) < 1e-6 * expected.nll)
  }

  /// Four tokens of 2 nats, that is e² even guesses; a smoothed loss of 4·ln 2 nats is one bit each.
  @Test func meansCanBeCheckedByHand() throws {
    let sums = CrossEntropy(loss: 4 * 0.6931471805599453, nll: 8, tokens: 4)
    #expect(sums.nllPerToken == 2)
    #expect(abs(try #require(sums.perplexity) - 7.38905609893065) < 1e-12)
    #expect(sums.smoothedBitsPerToken == 1)
    #expect(CrossEntropy().perplexity == nil && CrossEntropy().smoothedBitsPerToken == nil)
  }

  // MARK: Evaluating

  static func word(_ token: Int32) -> String { "W\(token)" }

  /// References that are the design's own translations, in upper case; every other one in lower case.
  @Test func ownTranslationsAreAllRightUpToCase() throws {
    let own = try Self.translator().translate(Self.sources).map { $0.map(Self.word) }
    let references = own.enumerated().map { $0 % 2 == 0 ? $1 : $1.map { $0.lowercased() } }
    let evaluator = Evaluator(
      model: Self.model, parameters: Self.parameters, design: Self.design, search: BeamSearch(beam: 3),
      limit: LengthLimit(perToken: 0, constant: 12), threads: 2)
    let (result, translations) = try evaluator.evaluate(
      Evaluator.Text(
        sources: Self.sources, targets: Self.targets, referenceWords: references,
        references: references.map { $0.joined(separator: " ") }),
      words: { $0.map(Self.word) }, text: { $0.map(Self.word).joined(separator: " ") })
    #expect(translations.map { $0.map(Self.word) } == own)
    #expect(abs(try #require(result.bleuLowercased) - 100) < 1e-9)
    #expect(abs(try #require(result.sacreBLEULowercased) - 100) < 1e-9)
    let (cased, interval) = (try #require(result.sacreBLEU), try #require(result.sacreBLEUInterval))
    #expect(cased < 90 && interval[0] < cased && cased < interval[1])
    #expect(try #require(result.bleu) < 90)
    #expect(result.exactMatchPercent == 50)
    #expect(result.sentences == 50 && result.tokens == Self.targets.reduce(0) { $0 + $1.count })
    let loss = try #require(result.loss)
    #expect(abs(try #require(result.perplexity) - exp(loss)) < 1e-9)
  }

  @Test func theResultsKeysAreTheContracts() throws {
    let result = EvaluationResult(
      loss: 1, perplexity: 2, smoothedLossBits: 3, bleu: 4, bleuSignature: "b", bleuLowercased: 5, bleuCased: 5,
      sacreBLEU: 6, sacreBLEULowercased: 7, sacreBLEUInterval: [5, 7], signature: "s", exactMatchPercent: 8,
      sentences: 9, tokens: 10, unknownSourcePercent: 0, unknownTargetPercent: 1, beam: 11, lengthPenalty: 12,
      stopsEarly: true, lengthLimit: "1.2·n + 10", design: "d")
    let data = try JSONEncoder().encode(result)
    let object = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    #expect(
      Set(object.keys) == [
        "loss", "perplexity", "smoothed_loss_bits", "bleu", "bleu_lowercased", "sacrebleu", "sacrebleu_lowercased",
        "sacrebleu_interval", "signature", "exact_match_percent", "sentences", "tokens", "beam", "length_penalty",
        "design", "bleu_signature", "bleu_cased", "unknown_source_percent", "unknown_target_percent", "length_limit",
        "stop_early",
      ])
    #expect(try JSONDecoder().decode(EvaluationResult.self, from: data) == result)
  }

  /// Half of the source's tokens, end symbols not among them, are unknown.
  @Test func unknownTokensAreCounted() throws {
    let unknown = SpecialToken.unknown
    let result = try Evaluator(model: Self.model, parameters: Self.parameters, design: Self.design).evaluate(
      Evaluator.Text(
        sources: [[unknown, unknown, 7, SpecialToken.end]], targets: [[5, SpecialToken.end]], referenceWords: [["x"]],
        references: ["x"]), words: { _ in [] }, text: { _ in "" }
    ).result
    #expect(result.unknownSourcePercent == 50 && result.unknownTargetPercent == 0)
  }

  @Test func weightsThatAreNoNumbersAreRefused() {
    var broken = Self.parameters
    broken["encoder.layers.0.fc1.bias"] = Tensor(repeating: .nan, shape: [32])
    let evaluator = Evaluator(model: Self.model, parameters: broken, design: Self.design)
    let text = message {
      _ = try evaluator.evaluate(
        Evaluator.Text(sources: [[7, 2]], targets: [[5, 2]], referenceWords: [["x"]], references: ["x"]),
        words: { _ in [] }, text: { _ in "" })
    }
    #expect(text.contains("no finite loss"), "\(text)")
  }

  @Test func anEmptyTextHasNoScores() throws {
    let result = try Evaluator(model: Self.model, parameters: Self.parameters, design: Self.design).evaluate(
      Evaluator.Text(sources: [], targets: [], referenceWords: [], references: []), words: { _ in [] },
      text: { _ in "" }
    ).result
    #expect(result.bleu == nil && result.sacreBLEU == nil && result.loss == nil && result.exactMatchPercent == nil)
    #expect(result.sentences == 0 && result.tokens == 0)
  }
}

/// Translations that fairseq's own generator found with HAT's models.
@Suite(.enabled(if: SharedFiles.golden("beam.json") != nil, "the golden files are not beside the checkout"))
struct GoldenTranslatorTests {
  struct File: Decodable {
    let weights: String
    let configs: [String: GoldenDesign]
    let src_tokens: [[Int32]]
    let runs: [Run]
  }

  struct Run: Decodable {
    let beam, max_len_b, min_len: Int
    let lenpen: Double
    let results: [String: Result]
  }

  struct Result: Decodable {
    let sentences: [[Found]]
  }

  struct Found: Decodable {
    let tokens: [Int32]
  }

  @Test(arguments: [1, 2]) func theBestTranslationsAreFairseqs(threads: Int) throws {
    let golden = try #require(SharedFiles.golden("beam.json"))
    let file = try JSONDecoder().decode(File.self, from: Data(contentsOf: golden))
    let parameters = try Golden.parameters(#require(SharedFiles.golden(file.weights)))
    let sources = file.src_tokens.map { $0.filter { $0 != SpecialToken.padding } }
    for run in file.runs {
      for (name, expected) in run.results {
        let translator = Translator(
          model: Golden.model(of: parameters), parameters: parameters, design: try #require(file.configs[name]).design,
          search: BeamSearch(beam: run.beam, lengthPenalty: run.lenpen, minimumLength: run.min_len),
          limit: LengthLimit(perToken: 0, constant: run.max_len_b), threads: threads)
        // Several of each, so that there are batches to share out.
        let many = Array(repeating: sources, count: 8).flatMap(\.self)
        let found = try translator.translate(many)
        let best = expected.sentences.map { Array($0[0].tokens.dropLast()) }
        #expect(found == Array(repeating: best, count: 8).flatMap(\.self), "\(name), beam \(run.beam)")
      }
    }
  }
}
