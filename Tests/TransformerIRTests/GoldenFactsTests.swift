import Foundation
import Randomness
import TestSupport
import Testing
import TransformerIR

/// Facts that HAT's own code printed: its sampler, genes and features (`golden/facts.json`).
@Suite(.enabled(if: SharedFiles.golden("facts.json") != nil, "no golden folder beside the checkout"))
struct GoldenFactsTests {
  struct Facts: Decodable {
    var sampledConfigsByPythonSeed: [Configuration]
    var featuresOfSampled: [[Double]]
    var geneOfSampled: [[Int]]
    var configOfGene: [Configuration]
    var geneChoices: [[Int]]
    var featureNames: [String]
    var space0SampledByPythonSeed0To19: [Configuration]
  }

  let facts: Facts

  /// The space that the facts were sampled from: the shape common to all golden models.
  let space = SearchSpace(
    name: "golden",
    architecture: Architecture(
      attentionWidth: 24, encoderEmbedding: 32, decoderEmbedding: 32, encoderLayers: 3, decoderLayers: 3,
      vocabulary: .init(source: 64, target: 64, sharesEmbeddings: true)),
    setting: InferenceSetting(sourceLength: 10, targetLength: 10),
    encoderEmbeddings: [32, 24], decoderEmbeddings: [32, 24], encoderLayers: [3], decoderLayers: [3, 2, 1],
    encoderFFNs: [64, 48, 32], decoderFFNs: [64, 48, 32], encoderHeads: [4, 2], decoderSelfHeads: [4, 2],
    decoderCrossHeads: [4, 2], attended: AttendedLayers.allCases)

  init() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    facts = try decoder.decode(Facts.self, from: Data(contentsOf: #require(SharedFiles.golden("facts.json"))))
  }

  @Test func samplingWithPythonsChoicesGivesHATsConfigurationsAndGenes() {
    for (seed, expected) in facts.sampledConfigsByPythonSeed.enumerated() {
      var python = PythonRandom(seed: UInt64(seed))
      let gene = space.sampleGene { python.index(below: $0) }
      #expect(gene.values == facts.geneOfSampled[seed])
      #expect(space.design(of: gene) == expected.design)
    }
  }

  @Test func samplingTheWMTSpaceGivesHATsConfigurations() {
    for (seed, expected) in facts.space0SampledByPythonSeed0To19.enumerated() {
      var python = PythonRandom(seed: UInt64(seed))
      #expect(SearchSpace.wmt.design(of: SearchSpace.wmt.sampleGene { python.index(below: $0) }) == expected.design)
    }
  }

  @Test func featuresAreHATs() {
    #expect(DesignAverages.featureNames == facts.featureNames)
    for (configuration, features) in zip(facts.sampledConfigsByPythonSeed, facts.featuresOfSampled) {
      #expect(DesignAverages(of: configuration.design).features == features)
    }
  }

  @Test func decodedGenesAreHATs() {
    for (gene, configuration) in zip(facts.geneOfSampled, facts.configOfGene) {
      #expect(space.design(of: Gene(gene)) == configuration.design)
    }
  }

  @Test func geneChoicesAreHATs() {
    #expect(space.geneChoices == facts.geneChoices)
  }
}

/// HAT's configuration dictionary, as its Python prints it.
struct Configuration: Decodable {
  struct Encoder: Decodable {
    var encoderEmbedDim, encoderLayerNum: Int
    var encoderFfnEmbedDim, encoderSelfAttentionHeads: [Int]
  }
  struct Decoder: Decodable {
    var decoderEmbedDim, decoderLayerNum: Int
    var decoderFfnEmbedDim, decoderSelfAttentionHeads, decoderEndeAttentionHeads, decoderArbitraryEndeAttn: [Int]
  }
  var encoder: Encoder
  var decoder: Decoder

  var design: SubTransformer {
    SubTransformer(
      encoder: .init(
        embedding: encoder.encoderEmbedDim,
        layers: (0..<encoder.encoderLayerNum).map {
          .init(ffn: encoder.encoderFfnEmbedDim[$0], heads: encoder.encoderSelfAttentionHeads[$0])
        }),
      decoder: .init(
        embedding: decoder.decoderEmbedDim,
        layers: (0..<decoder.decoderLayerNum).map {
          .init(
            ffn: decoder.decoderFfnEmbedDim[$0], selfHeads: decoder.decoderSelfAttentionHeads[$0],
            crossHeads: decoder.decoderEndeAttentionHeads[$0],
            attended: AttendedLayers(rawValue: decoder.decoderArbitraryEndeAttn[$0])!)
        }))
  }
}
