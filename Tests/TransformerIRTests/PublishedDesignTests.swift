import Foundation
import TestSupport
import Testing
import TransformerIR

/// The SubTransformers that HAT published, with the counts that HAT's own code gives them.
@Suite(
  .enabled(
    if: SharedFiles.golden("published_subtransformers.json") != nil && SharedFiles.data("hat-subtransformers") != nil,
    "no golden folder or no published designs beside the checkout"))
struct PublishedDesignTests {
  struct Published: Decodable {
    var name, task: String
    var params: Int
    var readmeParamsM, readmeGflops, linearAttentionGflops: Double
    var features: [Double]
    var config: Configuration

    var space: SearchSpace { task.contains("IWSLT") ? .iwslt : .wmt }
  }

  let published: [Published]

  init() throws {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    published = try decoder.decode(
      [Published].self, from: Data(contentsOf: #require(SharedFiles.golden("published_subtransformers.json"))))
  }

  @Test func everyFileLoadsAsItsConfigurationWithoutAWarning() throws {
    #expect(published.count == 22)
    for entry in published {
      let file = try #require(SharedFiles.data("hat-subtransformers/\(entry.name).yml"))
      let (design, warnings) = try SubTransformer.load(file: file.path)
      #expect(design == entry.config.design)
      #expect(DesignAverages(of: design).features == entry.features)
      #expect(entry.space.contains(design))
      #expect(warnings.isEmpty)
    }
  }

  @Test func parametersEqualHATsCountToTheDigit() throws {
    for entry in published {
      let workload = try Workload(
        design: entry.config.design, architecture: entry.space.architecture, setting: entry.space.setting)
      #expect(workload.parameterCount() == entry.params, "\(entry.name)")
    }
  }

  /// The README rounds to 0.01 G and was traced; ours counts every product, so 0.01 G covers both.
  @Test func flopsEqualTheREADMEWithinItsRounding() throws {
    for entry in published {
      let workload = try Workload(
        design: entry.config.design, architecture: entry.space.architecture, setting: entry.space.setting)
      let flops = workload.teacherForcedFLOPs().value / 1e9
      #expect(abs(flops - entry.linearAttentionGflops) < 1e-9, "\(entry.name)")
      #expect(abs(flops - entry.readmeGflops) <= 0.01, "\(entry.name)")
    }
  }
}

@Suite(.enabled(if: SharedFiles.data("hat-configs") != nil, "no HAT configurations beside the checkout"))
struct HATConfigurationTests {
  @Test func space0AndSpace1LoadUnchangedAsTheShippedSpaces() throws {
    for (file, shipped) in [
      ("wmt14.en-de__supertransformer__space0.yml", SearchSpace.wmt),
      ("iwslt14.de-en__supertransformer__space1.yml", SearchSpace.iwslt),
      ("wmt14.en-de__latency_dataset__cpu_raspberrypi.yml", SearchSpace.wmtLatency),
    ] {
      var (space, warnings) = try SearchSpace.load(file: #require(SharedFiles.data("hat-configs/\(file)")).path)
      space.name = shipped.name
      #expect(space == shipped)
      #expect(warnings.isEmpty)
    }
  }
}
