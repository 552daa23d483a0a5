import Hardware
import Quantities
import Testing

@testable import Profiler

@Suite struct CeilingGatesTests {
  private let machine = TestMachine.environment()

  private func violations(_ change: (inout MeasuredCeilings) -> Void = { _ in }) -> [String] {
    let plan = CeilingPlan(environment: machine, depth: .quick, instructionSets: [.sse2, .avx2])
    var ceilings = MeasuredCeilings(summaries: TestMachine.summaries(plan))
    change(&ceilings)
    return CeilingGates(ceilings, environment: machine).violations
  }

  /// Changes the peaks that `isMeant` by `factor`.
  private func scale(
    _ ceilings: inout MeasuredCeilings, by factor: Double, where isMeant: (MeasuredCeilings.Peak) -> Bool
  ) {
    for index in ceilings.peaks.indices where isMeant(ceilings.peaks[index]) {
      ceilings.peaks[index].throughput = Throughput(
        perSecond: ceilings.peaks[index].throughput.perSecond * factor)
    }
  }

  @Test func aMachineThatObeysTheRooflinePasses() {
    #expect(violations() == [])
    #expect(CeilingGates(MeasuredCeilings(), environment: machine).violations == [])
  }

  @Test func noiseIsNoViolation() {
    #expect(violations { scale(&$0, by: 1.09) { $0.threads == 1 && $0.precision == "fp32" } } == [])
  }

  @Test func aWiderInstructionSetMayNotBeSlower() {
    #expect(
      violations { scale(&$0, by: 0.45) { $0.instructionSet == "avx2" && $0.precision == "fp64" && $0.threads == 1 } }
        == [
          "The fp64 peak of avx2 with 1 thread is 22.5 GFLOP/s, less than the 25.0 GFLOP/s of sse2: wider vectors should "
            + "not be slower."
        ])
  }

  @Test func doublesMayNotBeFasterThanSingles() {
    let found = violations { scale(&$0, by: 3) { $0.precision == "fp64" && $0.threads == 2 } }
    #expect(found.count == 2 && found.allSatisfy { $0.contains("a vector holds half as many") })
  }

  @Test func aSizeBeyondALevelMayNotBeFasterThanTheLevel() throws {
    let found = violations { ceilings in
      let last = ceilings.bandwidths[0].points.count - 1
      ceilings.bandwidths[0].points[last].bandwidth = Bandwidth(perSecond: ByteCount(120e9))
    }
    #expect(
      found == [
        "The read with 1 thread of 128 MiB reaches 120.0 GB/s, more than the 100.0 GB/s of l3, which it does not "
          + "fit into."
      ])
  }

  @Test func computingMayNotExceedMemoryNorPeak() {
    let found = violations { ceilings in
      let sweep = ceilings.intensities.firstIndex { $0.level == "dram" && $0.threads == 1 }
      guard let index = sweep else { return }
      ceilings.intensities[index].points[1].throughput = Throughput(perSecond: FLOPCount(30e9))
      ceilings.intensities[index].points[5].throughput = Throughput(perSecond: FLOPCount(130e9))
    }
    #expect(
      found == [
        "Computing from dram with 1 thread reaches 30.0 GFLOP/s at 0.5 FLOP/byte, more than what 40.0 GB/s allow at 0.5 "
          + "FLOP/byte, 20.0 GFLOP/s.",
        "Computing from dram with 1 thread reaches 130.0 GFLOP/s at 128.0 FLOP/byte, more than the peak, 100.0 GFLOP/s.",
      ])
  }

  @Test func aPeakThatNoComputationReachesIsDoubted() {
    let found = violations { scale(&$0, by: 2) { $0.precision == "fp32" } }
    #expect(
      found.first
        == "The highest fp32 peak with 1 thread is 200.0 GFLOP/s, but computing on memory reaches no more than 100.0 GFLOP/s "
        + "at any intensity.")
    #expect(found.count == 2)
  }

  @Test func moreThreadsMayNotBeSlower() {
    let found = violations { ceilings in
      scale(&ceilings, by: 0.4) { $0.threads == 2 && $0.precision == "fp64" }
      for index in ceilings.bandwidths[2].points.indices.suffix(3) {
        ceilings.bandwidths[2].points[index].bandwidth = Bandwidth(perSecond: ByteCount(30e9))
      }
    }
    #expect(
      found.filter { $0.contains("peak") } == [
        "The fp64 peak of sse2 with 2 threads is 20.0 GFLOP/s, less than the 25.0 GFLOP/s with 1 thread.",
        "The fp64 peak of avx2 with 2 threads is 40.0 GFLOP/s, less than the 50.0 GFLOP/s with 1 thread.",
      ])
    #expect(
      found.contains("The read with 2 threads reaches 30.0 GB/s in dram, less than the 40.0 GB/s with 1 thread."))
  }
}
