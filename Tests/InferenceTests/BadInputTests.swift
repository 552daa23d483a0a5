import Inference
import Quantities
import TensorEngine
import TestSupport
import Testing
import TransformerIR

/// Whatever is handed in, an error says what, why and what to do.
@Suite struct BadInputTests {
  private let model = RandomModel(.iwslt)

  private func engine(
    search: Bool = true, parameters: Parameters? = nil, architecture: Architecture? = nil
  ) throws -> InferenceEngine {
    var setting = model.space.setting
    setting.batch = 2
    setting.beam = 3
    setting.includesSearch = search
    return try InferenceEngine(
      Workload(
        design: model.space.smallest, architecture: architecture ?? model.space.architecture, setting: setting),
      parameters: parameters ?? model.parameters, backend: ReferenceBackend())
  }

  private func translating(_ sentences: [[Int32]], _ search: BeamSearch = .greedy) -> String {
    message { _ = try engine().translate(sentences, search: search) }
  }

  @Test func sentencesThatDoNotFitThePlanAreNamed() {
    #expect(translating([]).contains("no sentence to run"))
    #expect(translating([[4, 2], []]).contains("sentence 1 has no tokens"))
    #expect(translating([[2], [2], [2]]).contains("3 sentences, but the engine was planned for 2"))
    #expect(translating([[4, 4, 4, 4, 4, 4, 4, 2]]).contains("source sentence 0 has 8 tokens"))
    #expect(
      translating([[4, 37, 2]]).contains("token 37 at position 1 of sentence 0 lies outside the vocabulary of 37"))
    #expect(translating([[-1, 2]]).contains("token -1"))
    #expect(translating([[4, 2], [1, 2]]).contains("position 0 of sentence 1 is padding"))
  }

  @Test func searchesThatCannotBeAreRefused() {
    #expect(translating([[2]], BeamSearch(beam: 0)).contains("a beam of 0"))
    #expect(translating([[2]], BeamSearch(beam: 4)).contains("planned for 3; plan a wider beam"))
    #expect(translating([[2]], BeamSearch(beam: 2, maximumLength: 6)).contains("plan a larger target length"))
    #expect(translating([[2]], BeamSearch(beam: 2, maximumLength: 3, minimumLength: 4)).contains("4 words at least"))
    #expect(translating([[2]], BeamSearch(beam: 2, lengthPenalty: .nan)).contains("a length penalty of nan"))
    #expect(
      message { _ = try engine(search: false).translate([[2]], search: .greedy) }.contains("set includesSearch"))
  }

  @Test func targetsMustPairUp() {
    #expect(
      message { _ = try engine().logits([[2]], previousTarget: [[2], [2]]) }.contains("1 source sentences and 2"))
    #expect(
      message { _ = try engine().crossEntropy([[2]], targets: [[4, 4, 4, 4, 4, 4, 2]]) }
        .contains("target sentence 0 has 7 tokens"))
    #expect(message { _ = try engine().crossEntropy([[2]], targets: [[2]], smoothing: 1) }.contains("0..<1"))
    #expect(
      message { _ = try engine().stepwiseLogits([[2]], previousTarget: [[2]]) }.contains("without includesSearch"))
  }

  @Test func parametersOfAnotherModelAreNamed() throws {
    var missing = Parameters()
    for name in model.parameters.names where name != "decoder.layers.0.fc1.bias" {
      missing.append(name, model.parameters[name])
    }
    #expect(message { try engine(parameters: missing).prepare() }.contains("no parameter 'decoder.layers.0.fc1.bias'"))
    var small = Parameters()
    for name in model.parameters.names {
      let isCut = name == "encoder.layers.0.fc2.weight"
      small.append(name, isCut ? Tensor(repeating: 0, shape: [8, 8]) : model.parameters[name])
    }
    #expect(
      message { try engine(parameters: small).prepare() }
        .contains("'encoder.layers.0.fc2.weight' has shape [8, 8], but the design needs [32, 32] or more"))
    var wider = model.space.architecture
    wider.attentionWidth = 16
    #expect(
      message { _ = try engine(architecture: wider) }.contains("in_proj_bias' has shape [96], but the design needs 48"))
    wider = model.space.architecture
    wider.vocabulary.target = 41
    #expect(message { _ = try engine(architecture: wider) }.contains("needs 41 rows"))
  }

  /// 65 536 sentences of 65 536 words by 65 536 hypotheses.
  @Test func aPlanBeyondAnyMachineIsRefused() throws {
    var setting = model.space.setting
    (setting.batch, setting.beam, setting.sourceLength, setting.targetLength) = (65_536, 65_536, 65_536, 65_536)
    let engine = try InferenceEngine(
      Workload(design: model.space.smallest, architecture: model.space.architecture, setting: setting),
      parameters: model.parameters, backend: ReferenceBackend())
    #expect(message { try engine.prepare() }.contains("plan a smaller batch, beam or length"))
  }

  /// The decoder's first word is the end symbol, number 2: without its row it would read beyond the table.
  @Test(arguments: 0...2) func aVocabularyWithoutTheEndSymbolIsRefused(words: Int) {
    var architecture = model.space.architecture
    architecture.vocabulary.target = words
    var parameters = Parameters()
    for name in model.parameters.names {
      let tensor = model.parameters[name]
      parameters.append(
        name, ["decoder.embed_tokens.weight", "decoder.embed_out"].contains(name) ? tensor[rows: 0..<words] : tensor)
    }
    #expect(
      message { _ = try engine(parameters: parameters, architecture: architecture) }.contains("lacks the end symbol"))
  }

  /// Weights that are not numbers give no translation, but no crash either; nor do words of an earlier one come back.
  @Test(arguments: [ReferenceBackend() as any Backend, CPUBackend()], [Runtime.eager, .fused])
  func notANumberGivesNoHypothesis(backend: any Backend, runtime: Runtime) throws {
    var broken = Parameters()
    for name in model.parameters.names {
      var tensor = model.parameters[name]
      // Word 5 has an embedding that is not a number: only sentences that contain it are lost.
      if name == "encoder.embed_tokens.weight" {
        for column in 0..<tensor.shape[1] { tensor[5, column] = .nan }
      }
      broken.append(name, tensor)
    }
    var setting = model.space.setting
    (setting.batch, setting.beam, setting.includesSearch, setting.runtime) = (2, 3, true, runtime)
    let engine = try InferenceEngine(
      Workload(design: model.space.smallest, architecture: model.space.architecture, setting: setting),
      parameters: broken, backend: backend)
    #expect(try engine.translate([[4, 2]], search: BeamSearch(beam: 3))[0].count == 3)
    #expect(try engine.translate([[5, 2]], search: BeamSearch(beam: 3)) == [[]])
    try engine.forcedDecode([[5, 2]], previousTarget: [[2, 4]])
  }
}
