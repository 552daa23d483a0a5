import Hardware
import Quantities
import Testing
import TransformerIR

@testable import Profiler

@Suite struct QualityTests {
  private func measurements(
    noise: NoiseFloor?, quarantined: Int = 0, disturbed: Int = 0, violations: [String] = [], sessions: Int = 1
  ) -> ProfileMeasurements {
    ProfileMeasurements(
      plan: ProfilePlan(space: "tiny", runtime: .fused, threads: 1, seed: 0, budget: Seconds(60), items: [:]),
      environment: Environment(
        processor: "none", cores: 1, hardwareThreads: 1, system: "none", kernel: "none", compiler: "none",
        build: "release", threads: 1, date: "none"), ceilings: MeasuredCeilings(), operators: [], counted: [],
      designs: [], nodes: [], drift: Drift(references: []), regimes: [], noise: noise, noiseOfMedians: nil,
      reference: .init(name: "none", time: Seconds(1), interval: []), quarantined: quarantined, counterDifferences: [],
      samples: 100, disturbed: disturbed,
      sessions: sessions, violations: violations)
  }

  private func noise(_ share: Double) -> NoiseFloor? { NoiseFloor(visitMedians: [[1 - share, 1 + share]]) }

  @Test func aQuietRunIsAnA() {
    let quality = measurements(noise: noise(0.005)).quality
    #expect(quality.grade == .a)
    #expect(quality.reasons.contains { $0.contains("0.5 %") })
  }

  @Test func everyWeaknessLowersTheGradeAndIsTold() {
    let quiet = noise(0.005)
    #expect(measurements(noise: noise(0.02)).quality.grade == .b)
    #expect(measurements(noise: noise(0.05)).quality.grade == .c)
    #expect(measurements(noise: noise(0.2)).quality.grade == .d)
    #expect(measurements(noise: nil).quality.grade == .c)
    let drifted = measurements(noise: quiet, quarantined: 20).quality
    #expect(drifted.grade == .c && drifted.reasons.contains { $0.contains("20.0 %") && $0.contains("state") })
    #expect(measurements(noise: quiet, disturbed: 40).quality.grade == .c)
    let contradicted = measurements(noise: quiet, violations: ["fp64 is above fp32"]).quality
    #expect(contradicted.grade == .b && contradicted.reasons.contains { $0.contains("fp64") })
    #expect(measurements(noise: quiet, sessions: 3).quality.grade == .b)
  }

  @Test func countersThatDifferAreNamed() {
    let right = CountedOperator(
      name: "product", flops: 1e6, countedFLOPs: 1.05e6, streamedBytes: 1e6, countedBytes: nil)
    #expect(right.differences.isEmpty)
    let wrong = CountedOperator(
      name: "product", flops: 1e6, countedFLOPs: 2e6, streamedBytes: 1e6, countedBytes: 1.5e6)
    #expect(wrong.differences.count == 2 && wrong.differences[0].contains("+100"))
    let small = CountedOperator(name: "norm", flops: 0, countedFLOPs: 5000, streamedBytes: 100, countedBytes: 9000)
    #expect(small.differences.isEmpty)
  }
}
