import Hardware
import Quantities
import Testing

@testable import Profiler

@Suite struct CeilingPlanTests {
  private func plan(_ depth: CeilingPlan.Depth, threads: Int = 2, memory: ByteCount? = nil) -> CeilingPlan {
    CeilingPlan(
      environment: TestMachine.environment(threads: threads), depth: depth, instructionSets: [.sse2, .avx2],
      memory: memory)
  }

  private func workingSets(_ plan: CeilingPlan, _ wanted: MemoryAccess, threads: Int) -> [ByteCount] {
    plan.items.compactMap {
      if case .bandwidth(wanted, let bytes, threads) = $0 { bytes } else { nil }
    }
  }

  /// One thread reaches 32 KiB, 1 MiB and 16 MiB; two reach the first two twice and share the third.
  @Test func aLevelIsWhatSurelyLiesInACache() {
    let machine = TestMachine.environment()
    let one = CeilingLevel.levels(of: machine, threads: 1)
    #expect(one.map(\.name) == ["l1d", "l2", "l3", "dram"])
    #expect(one.map(\.capacity) == [ByteCount(32 << 10), ByteCount(1 << 20), ByteCount(16 << 20), nil])
    #expect(one[1].window == ByteCount(48 << 10)...ByteCount(768 << 10))
    let two = CeilingLevel.levels(of: machine, threads: 2)
    #expect(two.map(\.capacity) == [ByteCount(64 << 10), ByteCount(2 << 20), ByteCount(16 << 20), nil])
    #expect(two[3].window.lowerBound == ByteCount(24 << 20))
  }

  /// 2 MiB of second-level caches before 2 MiB of third leave no size that is surely in the third.
  @Test func aCacheNoLargerThanThoseBeforeItIsNoLevel() {
    var machine = TestMachine.environment()
    machine.caches[2].size = ByteCount(2 << 20)
    #expect(CeilingLevel.levels(of: machine, threads: 2).map(\.name) == ["l1d", "l2", "dram"])
  }

  @Test(arguments: CeilingPlan.Depth.allCases, MemoryAccess.allCases)
  func workingSetsGoFrom4KiBAThreadTo8TimesTheLastCache(depth: CeilingPlan.Depth, access: MemoryAccess) throws {
    let step = depth == .full ? 1.2 : 1.6
    for threads in [1, 2] {
      let sizes = workingSets(plan(depth), access, threads: threads)
      #expect(zip(sizes, sizes.dropFirst()).allSatisfy(<))
      #expect(try #require(sizes.first) < ByteCount(5000 * threads))
      #expect((ByteCount(127 << 20)...ByteCount(128 << 20)).contains(try #require(sizes.last)))
      // Whole blocks of 1 KiB for each thread and array make small steps uneven.
      let block = 1024 * Double(threads * access.arrays)
      #expect(zip(sizes, sizes.dropFirst()).allSatisfy { $1.value <= ($0.value + block) * step })
    }
  }

  @Test(arguments: CeilingPlan.Depth.allCases)
  func everyLevelHasSeveralSizesInsideAndOneIntensitySweep(depth: CeilingPlan.Depth) {
    let plan = plan(depth)
    for threads in [1, 2] {
      for level in CeilingLevel.levels(of: TestMachine.environment(), threads: threads) {
        #expect(workingSets(plan, .read, threads: threads).count(where: level.window.contains) >= 3)
        let sweeps = plan.items.compactMap { item -> ByteCount? in
          if case .intensity(level.name, _, let bytes, threads) = item { bytes } else { nil }
        }
        #expect(Set(sweeps).count == 1 && sweeps.allSatisfy(level.window.contains))
        #expect(sweeps.count == (depth == .full ? 10 : 6))
      }
    }
  }

  /// A level of 24 to 48 KiB is narrower than two quick steps.
  @Test func narrowLevelsGetSizesOfTheirOwn() {
    var machine = TestMachine.environment(threads: 1)
    machine.caches[1].size = ByteCount(80 << 10)
    let level = CeilingLevel.levels(of: machine, threads: 1)[1]
    let sizes = workingSets(CeilingPlan(environment: machine, depth: .quick, instructionSets: []), .read, threads: 1)
    #expect(level.window == ByteCount(48 << 10)...ByteCount(60 << 10))
    #expect(sizes.count(where: level.window.contains) >= 3)
  }

  @Test func memoryIsBoundedAndThePlanSaysSo() {
    let limit = ByteCount(20 << 20)
    let bounded = plan(.quick, memory: limit)
    #expect(
      bounded.items.allSatisfy { item in
        switch item {
        case .bandwidth(_, let bytes, _), .intensity(_, _, let bytes, _): bytes <= limit
        case .peak, .dispatch: true
        }
      })
    #expect(
      bounded.notes.first
        == "Working sets of 1 thread end at 20 MiB instead of 128 MiB, since no more memory "
        + "may be taken: main memory may look faster than it is.")
    #expect(plan(.quick).notes.isEmpty)
    // A quarter of 64 MiB.
    let small = CeilingPlan(environment: TestMachine.environment(memory: ByteCount(64 << 20)), depth: .quick)
    #expect(small.notes.count == 2 && small.notes[0].contains("end at 16 MiB"))
  }

  @Test func aMachineWithUnknownCachesIsSweptAllTheSame() {
    var machine = TestMachine.environment()
    machine.caches = []
    let plan = CeilingPlan(environment: machine, depth: .quick)
    #expect(
      plan.notes == ["The caches of this machine are not known: working sets end at 256 MiB, and all levels are one."])
    #expect(workingSets(plan, .read, threads: 1).last == ByteCount(256 << 20))
  }

  @Test func aFullPlanCoversOneToAllThreads() {
    #expect(CeilingPlan.threadCounts(upTo: 4, .full) == [1, 2, 3, 4])
    #expect(CeilingPlan.threadCounts(upTo: 40, .full) == [1, 2, 3, 4, 5, 6, 7, 8, 16, 32, 40])
    #expect(CeilingPlan.threadCounts(upTo: 40, .quick) == [1, 40] && CeilingPlan.threadCounts(upTo: 1, .quick) == [1])
    #expect(CeilingPlan.intensities(.full) == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512])
    #expect(CeilingPlan.intensities(.quick) == [1, 2, 8, 32, 128, 512])
  }

  @Test(arguments: CeilingPlan.Depth.allCases) func everyKeyIsUniqueAndReadsBack(depth: CeilingPlan.Depth) {
    let items = plan(depth, threads: 3).items
    #expect(Set(items.map(\.key)).count == items.count)
    #expect(items.map { CeilingItem(key: $0.key) } == items.map(Optional.some))
  }

  @Test func keysSayEverything() {
    #expect(CeilingItem.peak(.avx512f, .fp64, threads: 2).key == "ceiling/peak/avx512f/fp64/threads=2")
    #expect(
      CeilingItem.bandwidth(.triad, workingSet: ByteCount(3072), threads: 1).key
        == "ceiling/bandwidth/triad/bytes=3072/threads=1")
    #expect(
      CeilingItem.intensity(level: "l2", flopsPerElement: 8, workingSet: ByteCount(4096), threads: 1).key
        == "ceiling/intensity/l2/flops=8/bytes=4096/threads=1")
    #expect(CeilingItem.dispatch(.kernel, threads: 1).key == "ceiling/dispatch/kernel/threads=1")
  }

  @Test(arguments: [
    "", "ceiling", "ceiling/peak", "operator/linear/threads=1", "ceiling/peak/avx3/fp32/threads=1",
    "ceiling/peak/avx2/fp32/threads=0", "ceiling/peak/avx2/fp32/threads=+1", "ceiling/peak/avx2/fp32/x/threads=1",
    "ceiling/bandwidth/read/bytes=-1/threads=1", "ceiling/bandwidth/read/bytes=99999999999999999999/threads=1",
    "ceiling/intensity/l2/flops=3/bytes=4096/threads=1", "ceiling/dispatch/kernel/threads=1/", "ceiling////",
  ]) func whatIsNoKeyIsNil(text: String) {
    #expect(CeilingItem(key: text) == nil)
  }
}
