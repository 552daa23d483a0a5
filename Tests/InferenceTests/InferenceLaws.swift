import Inference
import Quantities
import Randomness
import TensorEngine
import Testing
import TransformerIR

/// Laws over random designs of the shipped spaces, shrunk.
@Suite struct InferenceLaws {
  static let spaces: [SearchSpace] = [.wmt, .iwslt, .tiny]

  /// Rounding of float32 sums against double ones, a few layers deep.
  static let tolerance: Float = 2e-4

  private func workload(
    _ model: RandomModel, _ design: SubTransformer, _ runtime: Runtime, search: Bool = false
  ) throws -> Workload {
    var setting = model.space.setting
    setting.batch = 3
    setting.beam = 4
    setting.includesSearch = search
    setting.runtime = runtime
    return try Workload(design: design, architecture: model.space.architecture, setting: setting)
  }

  private func texts(
    _ model: RandomModel, using generator: inout some RandomNumberGenerator
  ) -> (source: [[Int32]], target: [[Int32]]) {
    let vocabulary = model.space.architecture.vocabulary
    return (
      RandomModel.sentences([7, 1, 4], vocabulary: vocabulary.source, using: &generator),
      RandomModel.sentences([3, 6, 1], vocabulary: vocabulary.target, using: &generator)
    )
  }

  @Test(arguments: spaces) func backendsRuntimesAndStepsAgree(space: SearchSpace) throws {
    let model = RandomModel(space)
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<6 {
      let design = model.space.sample(using: &generator)
      let (source, target) = texts(model, using: &generator)
      let reference = try InferenceEngine(
        workload(model, design, .eager), parameters: model.parameters, backend: ReferenceBackend()
      ).logits(source, previousTarget: previous(target))
      for runtime in [Runtime.eager, .fused] {
        let engine = try InferenceEngine(
          workload(model, design, runtime), parameters: model.parameters, backend: CPUBackend())
        for other in [
          try engine.logits(source, previousTarget: previous(target)),
          try engine.stepwiseLogits(source, previousTarget: previous(target)),
        ] {
          for (one, two) in zip(reference, other) { #expect(distance(one, two) <= Self.tolerance, "\(design)") }
        }
      }
    }
  }

  @Test(arguments: spaces) func aBatchTranslatesAsItsSentencesAlone(space: SearchSpace) throws {
    let model = RandomModel(space)
    var generator = SeededGenerator(seed: 4)
    for _ in 0..<6 {
      let design = model.space.sample(using: &generator)
      let (source, _) = texts(model, using: &generator)
      let engine = try InferenceEngine(
        workload(model, design, .fused, search: true), parameters: model.parameters, backend: CPUBackend())
      for search in [BeamSearch.greedy, BeamSearch(beam: 3, lengthPenalty: 0.6), BeamSearch(beam: 4)] {
        let together = try engine.translate(source, search: search)
        let alone = try source.map { try engine.translate([$0], search: search)[0] }
        #expect(together.map { $0.map(\.tokens) } == alone.map { $0.map(\.tokens) })
        for (one, two) in zip(together.joined(), alone.joined()) { #expect(abs(one.score - two.score) <= 1e-5) }
      }
    }
  }

  /// The chosen words, scored as a known target, have the probabilities that the search gave them.
  @Test(arguments: spaces) func positionalScoresAreTheLogSoftmaxOfTeacherForcing(space: SearchSpace) throws {
    let model = RandomModel(space)
    var generator = SeededGenerator(seed: 5)
    for runtime in [Runtime.eager, .fused] {
      let design = model.space.sample(using: &generator)
      let (source, _) = texts(model, using: &generator)
      let engine = try InferenceEngine(
        workload(model, design, runtime, search: true), parameters: model.parameters, backend: CPUBackend())
      for (index, hypotheses) in try engine.translate(source, search: BeamSearch(beam: 4)).enumerated() {
        #expect(hypotheses.count == 4)
        for hypothesis in hypotheses {
          let loss = try engine.crossEntropy([source[index]], targets: [hypothesis.tokens])
          #expect(abs(Double(hypothesis.positionalScores.reduce(0, +)) + loss.nll) <= 1e-4)
          #expect(hypothesis.tokens.last == SpecialToken.end)
          #expect(!hypothesis.tokens.contains(SpecialToken.padding))
        }
        #expect(hypotheses.map(\.score) == hypotheses.map(\.score).sorted(by: >))
      }
    }
  }

  /// A vocabulary so large that the output layer works in several blocks.
  @Test func aLossInBlocksIsTheLossOfAllLogits() throws {
    var space = SearchSpace.tiny
    space.architecture.vocabulary = .init(source: 40, target: 40, sharesEmbeddings: false)
    var model = RandomModel(space)
    let width = model.space.architecture.decoderEmbedding
    let words = 300_000
    var parameters = Parameters()
    var generator = SeededGenerator(seed: 6)
    for name in model.parameters.names where name != "decoder.embed_out" && name != "decoder.embed_tokens.weight" {
      parameters.append(name, model.parameters[name])
    }
    for name in ["decoder.embed_out", "decoder.embed_tokens.weight"] {
      let row = (0..<width).map { _ in Float.random(in: -1...1, using: &generator) }
      // Every word has the same embedding, so that every word is equally probable.
      parameters.append(name, Tensor((0..<words).flatMap { _ in row }, shape: [words, width]))
    }
    model = RandomModel(space: model.space, parameters: parameters)
    var architecture = model.space.architecture
    architecture.vocabulary.target = words
    var setting = model.space.setting
    setting.batch = 6
    let engine = try InferenceEngine(
      Workload(design: model.space.smallest, architecture: architecture, setting: setting),
      parameters: parameters, backend: CPUBackend())
    let target = RandomModel.sentences([6, 6, 6, 5, 4, 3], vocabulary: words, using: &generator)
    let source = RandomModel.sentences([6, 6, 6, 5, 4, 3], vocabulary: 37, using: &generator)
    let timer = NodeTimer(engine.teacherForcedGraph)
    let loss = try engine.crossEntropy(source, targets: target, observer: timer)
    #expect(loss.tokens == 30)
    #expect(abs(loss.nll / 30 - 12.611537753638338) <= 1e-4)  // log 300 000.
    #expect(timer.records(of: .teacherForced).last?.record.count == 2)
  }
}
