import Foundation
import Hardware
import Quantities
import Testing

@testable import Profiler

@Suite struct CeilingAssemblyTests {
  private let machine = TestMachine.environment()

  private var ceilings: MeasuredCeilings {
    let plan = CeilingPlan(environment: machine, depth: .quick, instructionSets: [.sse2, .avx2])
    return MeasuredCeilings(summaries: TestMachine.summaries(plan))
  }

  private func close(_ left: Double, _ right: Double) -> Bool { abs(left / right - 1) < 1e-9 }

  @Test func timesBecomeTheRatesThatTheMachineHas() throws {
    let ceilings = ceilings
    #expect(ceilings.peaks.count == 2 * 2 * 2)
    let peak = try #require(
      ceilings.peaks.first { $0.instructionSet == "avx2" && $0.precision == "fp64" && $0.threads == 2 })
    #expect(close(peak.throughput.perSecond.value, 100e9))
    // The longest time is the lowest rate.
    #expect(close(peak.interval[0].perSecond.value, 100e9 / 1.02))
    #expect(close(peak.interval[1].perSecond.value, 100e9 / 0.99))
    #expect(ceilings.bandwidths.map { "\($0.access) \($0.threads)" } == ["read 1", "triad 1", "read 2", "triad 2"])
    for curve in ceilings.bandwidths {
      for point in curve.points {
        #expect(
          close(
            point.bandwidth.perSecond.value, TestMachine.bandwidth(point.workingSet, threads: curve.threads)))
      }
      #expect(zip(curve.points, curve.points.dropFirst()).allSatisfy { $0.workingSet < $1.workingSet })
    }
  }

  /// 512 FLOPs for 4 bytes are 128 FLOP/byte; 2 FLOPs are 0.5, and 40 GB/s allow 20 GFLOP/s there.
  @Test func intensitiesAreFLOPsForEachByteRead() throws {
    let sweep = try #require(ceilings.intensities.first { $0.level == "dram" && $0.threads == 2 })
    #expect(sweep.points.map(\.intensity) == [0.25, 0.5, 2, 8, 32, 128])
    #expect(close(sweep.points[1].throughput.perSecond.value, 20e9))
    #expect(close(sweep.points[5].throughput.perSecond.value, 200e9))
  }

  @Test func bothRuntimesStartKernelsAlikeAndOneThreadSharesNothingOut() {
    let dispatch = ceilings.dispatch
    #expect(dispatch.map(\.threads) == [1, 1, 2, 2] && dispatch.map(\.runtime) == [.eager, .fused, .eager, .fused])
    #expect(dispatch.map(\.kernel) == Array(repeating: Seconds(1e-6), count: 4))
    #expect(dispatch.map(\.sharing) == [Seconds(0), Seconds(0), Seconds(3e-6), Seconds(3e-6)])
  }

  @Test func whatIsNoCeilingAndWhatIsNoTimeArePassedOver() {
    let nothing = MeasuredCeilings(summaries: [
      "operator/linear": (1, 1...1), "ceiling/peak/avx2/fp32/threads=1": (0, 0...0),
      "ceiling/dispatch/kernel/threads=1": (.nan, 1...2), "ceiling/bandwidth/read/bytes=4096/threads=1": (1, 0...2),
    ])
    #expect(nothing == MeasuredCeilings())
  }

  @Test func aProfileHoldsPeaksAndPlateausThatSayWhereTheyComeFrom() throws {
    let profile = HardwareProfile.Ceilings(ceilings, environment: machine)
    let peak = try #require(profile.peakThroughput["fp32"])
    #expect(close(peak.value.perSecond.value, 200e9))
    #expect(peak.provenance == Provenance(.measured, source: "avx2, 2 threads"))
    #expect(profile.memory.map(\.level) == ["l1d", "l2", "l3", "dram"])
    let rates = profile.memory.compactMap { $0.bandwidth?.value.perSecond.value }
    #expect(rates.count == 4 && zip(rates, [800e9, 400e9, 200e9, 40e9]).allSatisfy { close($0, $1) })
    #expect(profile.memory.allSatisfy { $0.bandwidth?.provenance.kind == .measured })
    #expect(profile.memory[1].capacity?.value == ByteCount(1 << 20))
    #expect(profile.memory[1].capacity?.provenance.source == "as the processor reports it: one of 2, of one core")
    #expect(profile.memory[3].capacity?.value == ByteCount(8 << 30))
  }

  @Test func withoutMeasurementsAProfileHasCapacitiesOnly() {
    let profile = HardwareProfile.Ceilings(MeasuredCeilings(), environment: machine)
    #expect(profile.peakThroughput.isEmpty && profile.memory.count == 4)
    #expect(profile.memory.allSatisfy { $0.bandwidth == nil && $0.capacity != nil })
  }
}
