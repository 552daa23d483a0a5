import Hardware
import Quantities
import Testing
import TransformerIR

@testable import CostModel

@Suite struct OperatorOrderTests {
  private let device = PlantedOperators()

  private func names(_ samples: [OperatorSample]) -> [String] {
    OperatorFit.worthTimingAgain(
      samples, streaming: PlantedOperators.streaming, space: device.space, runtime: .fused, sampled: 10)
  }

  @Test func operatorsThatAreWellExplainedNeedNoMoreTiming() throws {
    #expect(names(try device.samples()).isEmpty)
    #expect(names([]).isEmpty)
  }

  /// The product that most time goes to, half as slow again, comes before an embedding that takes four times its time.
  @Test func whatLatencyDependsOnComesBeforeWhatErrsMore() throws {
    var samples = try device.samples()
    let product = try #require(
      samples.filter { $0.phase == "decode-step" && $0.kind == "linear" && $0.roles == ["feed-forward"] }
        .max { $0.flops < $1.flops }?.name)
    let embedding = try #require(samples.first { $0.phase == "encode" && $0.kind == "embedding" }?.name)
    for index in samples.indices {
      if samples[index].name == product { samples[index].time = 1.5 * samples[index].time }
      if samples[index].name == embedding { samples[index].time = 4 * samples[index].time }
    }
    let ranked = names(samples)
    #expect(ranked.contains(product))
    #expect(Set(ranked).count == ranked.count)
    if let place = ranked.firstIndex(of: embedding) {
      #expect(try #require(ranked.firstIndex(of: product)) < place)
    }
  }

  /// A sample that says of itself that it is off by a fifth counts, however well the fit agrees with it.
  @Test func uncertainSamplesAreWorthTimingAgain() throws {
    var samples = try device.samples()
    for index in samples.indices {
      samples[index].interval = [0.8 * samples[index].time, 1.2 * samples[index].time]
    }
    #expect(!names(samples).isEmpty)
  }
}
