import Foundation
import GoldenSupport
import TestSupport
import Testing
import TransformerIR

@testable import Training

@Suite struct DesignSamplingTests {
  @Test func samplesAreAFunctionOfTheUpdate() {
    for sampling in [DesignSampling.uniform, .flops, .sandwich(random: 2)] {
      let lessons = (0..<20).map { sampling.lesson(update: $0, in: .tiny) }
      #expect(lessons == (0..<20).map { sampling.lesson(update: $0, in: .tiny) })
      #expect(Set(lessons).count > 10)
    }
  }

  /// HAT's sampler seeded with the update number, on WMT's space.
  @Test(.enabled(if: SharedFiles.golden("facts.json") != nil, "needs ../shared/golden"))
  func uniformDesignsAreHATs() throws {
    struct Facts: Decodable {
      let space0_sampled_by_python_seed_0_to_19: [GoldenDesign]
    }
    let facts = try JSONDecoder().decode(Facts.self, from: Data(contentsOf: #require(SharedFiles.golden("facts.json"))))
    #expect(facts.space0_sampled_by_python_seed_0_to_19.count == 20)
    for (update, golden) in facts.space0_sampled_by_python_seed_0_to_19.enumerated() {
      #expect(DesignSampling.uniform.lesson(update: update, in: .wmt).labelled == golden.design)
    }
  }

  /// Uniform choices leave the outer tenths of the range of sizes nearly empty; sizes drawn uniformly fill each with
  /// about a tenth.
  @Test func sizesAreSpreadOverTheWholeRange() throws {
    func sizes(_ sampling: DesignSampling) throws -> [Double] {
      let space = SearchSpace.tiny
      func size(_ design: SubTransformer) throws -> Double {
        try Workload(design: design, architecture: space.architecture, setting: space.setting)
          .teacherForcedFLOPs().value
      }
      let (least, most) = (try size(space.smallest), try size(space.largest))
      return try (0..<300).map {
        (try size(sampling.lesson(update: $0, in: space).labelled) - least) / (most - least)
      }
    }
    let (uniform, spread) = (try sizes(.uniform), try sizes(.flops))
    #expect(uniform.count { $0 > 0.85 } < 6)
    for tenth in 0..<10 {
      let share = spread.count { Int(min($0, 0.999) * 10) == tenth }
      #expect((12...60).contains(share), "tenth \(tenth): \(share) of 300")
    }
  }

  @Test func theSandwichHasBothEnds() {
    let lesson = DesignSampling.sandwich(random: 3).lesson(update: 7, in: .tiny)
    #expect(lesson.labelled == SearchSpace.tiny.largest)
    #expect(lesson.distilled.first == SearchSpace.tiny.smallest && lesson.distilled.count == 4)
  }

  @Test(arguments: ["", "sandwich:", "sandwich:-1", "sandwich:two", "uniform:2", "Uniform"])
  func otherNamesAreNotUnderstood(text: String) { #expect(DesignSampling(text) == nil) }
}
