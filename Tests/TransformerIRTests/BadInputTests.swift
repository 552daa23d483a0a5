import Foundation
import TestSupport
import Testing
import TransformerIR

/// Every kind of bad design or space file gets an error that names the place.
@Suite struct BadInputTests {
  /// A design file with one text replaced by another.
  func design(_ text: String = "", by replacement: String = "") throws -> (SubTransformer, [String]) {
    let yaml = SearchSpace.wmt.largest.yaml
    let changed = text.isEmpty ? yaml : yaml.replacingOccurrences(of: text, with: replacement)
    let result = try SubTransformer.parse(yaml: changed, name: "d.yml")
    return (result.design, result.warnings)
  }

  @Test func aDesignSurvivesItsFile() throws {
    #expect(try design().0 == SearchSpace.wmt.largest)
    #expect(try design().1.isEmpty)
  }

  @Test(arguments: [
    (
      "decoder-layer-num-subtransformer: 6", "decoder-layer-num-subtransformer: six",
      "d.yml:6: key 'decoder-layer-num-subtransformer': found 'six', expected a whole number"
    ),
    ("decoder-layer-num-subtransformer: 6", "decoder-layer-num-subtransformer: 0", "found 0, expected 1 to 256 layers"),
    (
      "decoder-layer-num-subtransformer: 6", "decoder-layer-num-subtransformer: 7",
      "found a list of 6, expected a value for each of 7 layers"
    ),
    (
      "decoder-layer-num-subtransformer: 6", "decoder-layer-num-subtransformer: 9999999999999999999",
      "expected a whole number"
    ),
    ("decoder-layer-num-subtransformer: 6", "", "key 'decoder-layer-num-subtransformer': found nothing"),
    ("[2, 2, 2, 2, 2, 2]", "[2, 2, 2, 2, 2, 3]", "found 3, expected -1, 1 or 2"),
    ("[2, 2, 2, 2, 2, 2]", "2", "expected a list of whole numbers"),
    ("[2, 2, 2, 2, 2, 2]", "[2, 2", "not valid YAML"),
    ("encoder-embed-dim-subtransformer: 640", "encoder-embed-dim-subtransformer: {a: 1}", "found a mapping"),
    ("encoder-embed-dim-subtransformer", "decoder-embed-dim-subtransformer", "expected all keys to be unique"),
  ])
  func aDesignFileThatCannotBeUnderstoodSaysWhere(text: String, replacement: String, expected: String) {
    let message = message { _ = try design(text, by: replacement) }
    #expect(message.contains(expected), "\(message)")
  }

  @Test func unknownKeysAreWarnings() throws {
    let (_, warnings) = try design(
      "encoder-embed-dim-subtransformer: 640", by: "encoder-embed-dim-subtransformer: 640\ncolour: red")
    #expect(warnings == ["d.yml:2: key 'colour' is not known here and was ignored"])
  }

  @Test(arguments: [
    "", "- 1\n- 2", "just words", "\u{0}", "a: &a [*a]", String(repeating: "[", count: 5000),
    String(repeating: "- ", count: 5000), String(repeating: "a: {", count: 500), String(repeating: "x", count: 100_000),
    "? - ? - 1", "a: !!binary zzz", "%YAML 9.9\n---\na: 1",
  ])
  func textThatIsNoDesignIsRefused(text: String) {
    #expect(throws: TransformerIRError.self) { try SubTransformer.parse(yaml: text, name: "d.yml") }
    #expect(throws: TransformerIRError.self) { try SearchSpace.parse(yaml: text, name: "s.yml") }
  }

  @Test func aMissingFileAndAFileThatIsNotTextSaySo() throws {
    #expect(
      message { _ = try SubTransformer.load(file: "/no/such.yml") }
        == "cannot read '/no/such.yml': there is no such file or folder")
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("bad.yml")
      try Data([0xFF, 0xFE, 0x00]).write(to: file)
      #expect(message { _ = try SubTransformer.load(file: file.path) }.hasSuffix("it is not UTF-8 text"))
    }
  }

  @Test func impossibleDesignsAreRefused() {
    func refusal(_ change: (inout SubTransformer) -> Void) -> String {
      var design = SearchSpace.wmt.largest
      change(&design)
      return message { try design.validate(in: SearchSpace.wmt.architecture) }
    }
    #expect(refusal { $0.encoder.embedding = 641 }.contains("encoder embedding is 641"))
    #expect(refusal { $0.decoder.layers[2].ffn = 0 }.contains("FFN width of decoder layer 2 is 0"))
    #expect(refusal { $0.decoder.layers[1].crossHeads = 5 }.contains("5 heads; the inner attention width 512"))
    #expect(refusal { $0.encoder.layers[0].heads = 0 }.contains("0 heads"))
    #expect(refusal { $0.decoder.layers = [] }.contains("decoder layer count is 0"))
    #expect(refusal { $0.encoder.layers += $0.encoder.layers }.contains("encoder layer count is 12"))
  }

  @Test func impossibleSpacesAndSettingsAreRefused() {
    func refusal(_ change: (inout SearchSpace) -> Void) -> String {
      var space = SearchSpace.wmt
      change(&space)
      return message { try space.validate() }
    }
    #expect(refusal { $0.encoderFFNs = [] }.contains("no encoder FFN choice"))
    #expect(refusal { $0.encoderHeads = [8, 8] }.contains("repeat a value"))
    #expect(refusal { $0.decoderCrossHeads = [3] }.contains("3 heads do not divide"))
    #expect(refusal { $0.decoderLayers = [7] }.contains("decoder layer count is 7"))
    #expect(refusal { $0.architecture.vocabulary.target = 5 }.contains("embeddings are shared"))
    #expect(refusal { $0.setting.beam = 0 }.contains("beam is 0"))
    #expect(refusal { $0.setting.targetLength = 1 << 20 }.contains("target length"))
  }
}
