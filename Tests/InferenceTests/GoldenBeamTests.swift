import Foundation
import GoldenSupport
import Inference
import Quantities
import TensorEngine
import TestSupport
import Testing
import TransformerIR

/// Beam searches that fairseq's own generator did with HAT's models.
@Suite(
  .enabled(if: SharedFiles.golden("beam.json") != nil, "the golden files are not beside the checkout"))
struct GoldenBeamTests {
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
    let decoder_steps: Int
    let sentences: [[Found]]
  }

  struct Found: Decodable {
    let tokens: [Int32]
    let score: Float
    let positional_scores: [Float]
  }

  struct Untrained: Decodable {
    let beam, max_len_b, min_len: Int
    let lenpen: Double
    let hypotheses: [String: [[Found]]]
  }

  /// Double-precision sums differ from HAT's single-precision ones by 1.2e-5 on these sharply trained models.
  static let wordTolerance: Float = 2e-5

  private func read<Content: Decodable>(_ name: String) throws -> Content {
    let file = try #require(SharedFiles.golden(name))
    return try JSONDecoder().decode(Content.self, from: Data(contentsOf: file))
  }

  private func engine(
    _ parameters: Parameters, _ design: SubTransformer, batch: Int, beam: Int, words: Int, _ runtime: Runtime
  ) throws -> InferenceEngine {
    let setting = InferenceSetting(
      sourceLength: 12, targetLength: words + 1, batch: batch, beam: beam, includesSearch: true, runtime: runtime)
    return try InferenceEngine(
      Workload(design: design, architecture: Golden.model(of: parameters).architecture, setting: setting),
      parameters: parameters, backend: CPUBackend())
  }

  /// Going on while a better hypothesis is under way never finds a worse one than stopping early, and on these models, which
  /// are very sure, finds a better one somewhere.
  @Test func aSearchThatDoesNotStopEarlyFindsNothingWorse() throws {
    let file: File = try read("beam.json")
    let parameters = try Golden.parameters(#require(SharedFiles.golden(file.weights)))
    let sentences = file.src_tokens.map { $0.filter { $0 != SpecialToken.padding } }
    var gains: [Float] = []
    for golden in file.configs.values {
      let engine = try engine(parameters, golden.design, batch: sentences.count, beam: 5, words: 30, .fused)
      for beam in 2...5 {
        let early = try engine.translate(sentences, search: BeamSearch(beam: beam))
        let late = try engine.translate(sentences, search: BeamSearch(beam: beam, stopsEarly: false))
        for (early, late) in zip(early, late) {
          #expect(late.count == beam && late.map(\.score) == late.map(\.score).sorted(by: >))
          gains.append(late[0].score - early[0].score)
        }
      }
    }
    #expect(gains.allSatisfy { $0 >= -1e-6 }, "\(gains.min() ?? 0)")
    #expect(gains.contains { $0 > 1e-3 }, "\(gains.max() ?? 0)")
  }

  private func compare(_ found: [[Hypothesis]], _ expected: [[Found]], _ what: String) {
    #expect(found.count == expected.count)
    for (sentence, (ours, theirs)) in zip(found, expected).enumerated() {
      #expect(ours.map(\.tokens) == theirs.map(\.tokens), "\(what), sentence \(sentence)")
      #expect(distance(ours.map(\.score), theirs.map(\.score)) <= 1e-5, "\(what), sentence \(sentence)")
      for (one, other) in zip(ours, theirs) {
        #expect(
          distance(one.positionalScores, other.positional_scores) <= Self.wordTolerance, "\(what), sentence \(sentence)"
        )
      }
    }
  }

  @Test(arguments: [Runtime.eager, .fused]) func trainedModelsTranslateAsInFairseq(runtime: Runtime) throws {
    let file: File = try read("beam.json")
    let parameters = try Golden.parameters(#require(SharedFiles.golden(file.weights)))
    let source = file.src_tokens.map { $0.filter { $0 != SpecialToken.padding } }
    for run in file.runs {
      for (name, result) in run.results {
        let design = try #require(file.configs[name]).design
        let engine = try engine(
          parameters, design, batch: source.count, beam: run.beam, words: run.max_len_b, runtime)
        let timer = NodeTimer(engine.graph)
        let search = BeamSearch(
          beam: run.beam, lengthPenalty: run.lenpen, maximumLength: run.max_len_b, minimumLength: run.min_len)
        let found = try engine.translate(source, search: search, observer: timer)
        compare(found, result.sentences, "\(name), beam \(run.beam), at most \(run.max_len_b)")
        #expect(timer.records(of: .decodeStep).allSatisfy { $0.record.count == result.decoder_steps })
      }
    }
  }

  @Test(
    .enabled(if: SharedFiles.golden("shared_beam_init.json") != nil, "the golden files are not beside the checkout"),
    arguments: [Runtime.eager, .fused])
  func untrainedModelsRunToTheLimit(runtime: Runtime) throws {
    let run: Untrained = try read("shared_beam_init.json")
    let family = try #require(try GoldenFamily("shared"))
    for (name, expected) in run.hypotheses {
      let design = try #require(family.designs[name])
      let engine = try engine(
        family.parameters, design, batch: family.source.count, beam: run.beam, words: run.max_len_b, runtime)
      let found = try engine.translate(
        family.source,
        search: BeamSearch(
          beam: run.beam, lengthPenalty: run.lenpen, maximumLength: run.max_len_b, minimumLength: run.min_len))
      compare(found, expected, name)
    }
  }
}
