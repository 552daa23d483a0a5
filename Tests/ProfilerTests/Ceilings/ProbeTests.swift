import Foundation
import Quantities
import Testing

@testable import Profiler

@Suite struct ProbeTests {
  @Test func aProcessorHasTheInstructionsOfItsArchitecture() {
    #if arch(x86_64)
      #expect(InstructionSet.available.first == .sse2 && !InstructionSet.available.contains(.neon))
    #else
      #expect(InstructionSet.available == [.neon])
    #endif
  }

  /// Every round grows every element a little: a run that left rounds out would end below the growth of all.
  @Test(arguments: InstructionSet.available, FloatFormat.allCases)
  func aPeakGrowsEveryElementInEveryRound(set: InstructionSet, format: FloatFormat) {
    let probe = PeakProbe(instructionSet: set, format: format, threads: 2)
    #expect(probe.run(1)[0] > 0)
    #expect(abs(probe.growth / M_E - 1) < 0.01)
    for worker in 0..<2 {
      let (before, after) = probe.elements(of: worker)
      // Each round is off by half a unit of the last place twice; the some 10,000 do not all go one way.
      let rounds = PeakProbe.flopsPerThread(set, format) / (4 * before.count)
      let tolerance = Double(rounds) * (format == .fp32 ? 6e-8 : 1.2e-16)
      for (before, after) in zip(before, after) { #expect(abs(after / (before * probe.growth) - 1) < tolerance) }
    }
  }

  /// Every pass adds Σx to the sum; x are multiples of 1/16, so that the sum is exact.
  @Test(arguments: [1, 3]) func readingSumsUpAllMemoryInEveryPass(threads: Int) {
    let probe = BandwidthProbe(access: .read, workingSet: ByteCount(8 << 20), threads: threads)
    let passes = BandwidthProbe.work(.read, ByteCount(8 << 20), threads: threads) / probe.set.bytes
    #expect(passes >= 8 && probe.run(1)[0] > 0)
    for (worker, sum) in probe.sums.enumerated() {
      #expect(Double(sum) == passes * probe.memory[0].arrays[worker].reduce(0) { $0 + Double($1) })
    }
  }

  /// Pass p writes a + p·b, so that what is left tells how many there were.
  @Test func aTriadWritesItsThirdArrayInEveryPass() {
    let probe = BandwidthProbe(access: .triad, workingSet: ByteCount(24 << 20), threads: 2)
    let passes = BandwidthProbe.work(.triad, ByteCount(24 << 20), threads: 2) / probe.set.bytes
    _ = probe.run(1)
    for worker in 0..<2 {
      let arrays = probe.memory.map { $0.arrays[worker] }
      #expect((0..<probe.set.count).allSatisfy { arrays[2][$0] == arrays[0][$0] + Float(passes) * arrays[1][$0] })
    }
  }

  @Test(arguments: [1, 2, 8, 64]) func computingOnMemoryDoesAllItsMultiplyAdds(flopsPerElement: Int) {
    let size = ByteCount(2 << 20)
    let probe = IntensityProbe(flopsPerElement: flopsPerElement, workingSet: size, threads: 2)
    let work = IntensityProbe.work(flopsPerElement: flopsPerElement, size, threads: 2)
    _ = probe.run(1)
    let factor = Double(IntensityProbe.factor)
    let growth = flopsPerElement == 1 ? 1 : factor * pow(1 + factor, Double(flopsPerElement / 2 - 1))
    let passes = work.value / Double(flopsPerElement * 2 * probe.set.count)
    for worker in 0..<2 {
      let memory = probe.memory.arrays[worker]
      let sum = memory.reduce(0) { $0 + Double($1) } * passes * growth
      // Rounding is a fraction of the sum of magnitudes.
      let magnitude = memory.reduce(0) { $0 + Double(abs($1)) } * passes * growth
      #expect(abs(Double(probe.sums[worker]) - sum) < 1e-4 * magnitude)
    }
  }

  @Test(arguments: DispatchProbe.Start.allCases) func startingWorkTakesTime(start: DispatchProbe.Start) {
    #expect(DispatchProbe(start, threads: 2).run(100)[0] > 0)
  }

  @Test func memoryIsRandomAndNeverDenormal() {
    let probe = BandwidthProbe(access: .read, workingSet: ByteCount(1 << 16), threads: 2)
    let values = probe.memory[0].arrays.flatMap { $0 }
    #expect(values.allSatisfy { abs($0) >= 1.0 / 16 && abs($0) <= 1 })
    #expect(Set(values).count == 32 && values.prefix(99) != values.suffix(8192).prefix(99))
  }

  /// 3 threads of 256 floats are 3 KiB: 10,000 bytes are three blocks each, and one byte is one.
  @Test func aWorkingSetIsMadeOfWholeBlocks() {
    #expect(WorkingSet(ByteCount(10_000), arrays: 1, threads: 3).bytes == ByteCount(9216))
    #expect(WorkingSet(ByteCount(1), arrays: 3, threads: 2).bytes == ByteCount(6 * 1024))
    #expect(WorkingSet(ByteCount(1 << 20), arrays: 1, threads: 1).passes() == 64)
    #expect(WorkingSet(ByteCount(1 << 30), arrays: 1, threads: 1).passes(flopsPerElement: 512) == 1)
  }
}
