import Profiler
import Quantities
import Testing

@Suite struct CounterSessionTests {
  private func session(_ name: String) throws -> CounterSession { CounterSession(try RecordedMachines.machine(name)) }

  @Test func countersThatWorkAreFoundByAddingThem() throws {
    let session = try session("xeon-two-sockets")
    #expect(session.hardwareEvents == ["PAPI_L3_TCM", "PAPI_SP_OPS", "PAPI_TOT_CYC", "PAPI_TOT_INS"])
    #expect(session.reason == nil)
  }

  /// Four events fit at once, and the kernel's are apart: the work runs twice.
  @Test func whatDoesNotFitAtOnceIsCountedInAnotherRun() throws {
    var runs = 0
    let reading = try session("xeon-two-sockets").count { runs += 1 }
    #expect(runs == 2)
    #expect(reading.flops == FLOPCount(2e9) && reading.counts[.instructions] == 4e8)
    #expect(reading.counts[.taskClock] == 5e7)
  }

  /// The recorded misses were counted for 75 % of the time.
  @Test func aCountOfTooLittleOfTheTimeIsDropped() throws {
    let reading = try session("xeon-two-sockets").count {}
    #expect(reading.counts[.lastCacheMisses] == nil && reading.memoryTraffic == nil)
  }

  /// Forty million vector instructions of four floats, each at most a fused multiply-add; 200,000 lines of 64 bytes.
  @Test func aCortexA72IsCheckedWithVectorInstructions() throws {
    let session = try session("raspberry-pi-4")
    let reading = session.count {}
    #expect(reading.flops == nil)
    #expect(reading.flopsAtMost(instructionSets: ["neon"]) == FLOPCount(320e6))
    #expect(reading.flopsAtMost(instructionSets: []) == nil)
    #expect(reading.memoryTraffic == ByteCount(12.8e6))
    #expect(
      session.reason == "this processor has no event for flops that can be added; "
        + "FLOPs are cross-checked with vector instructions")
  }

  @Test(arguments: [
    (#"{"notPermitted": {}}"#, "4", "perf_event_paranoid is 4 and this user lacks CAP_PERFMON: run 'sudo sysctl"),
    (#"{"noSystemCall": {}}"#, "2", "the kernel or the container has no perf_event_open"),
    (#"{"noHardware": {}}"#, "2", "the kernel has no driver for this processor's counters"),
    (#"{"library": {"_0": "broken"}}"#, "2", "PAPI cannot be used (broken)"),
    ("null", "2", "PAPI knows no event of this processor: install a newer PAPI"),
  ])
  func everyRefusalSaysWhatHelps(refusal: String, paranoia: String, expected: String) throws {
    let facts = machineFacts(counters: #"{"refusal": \#(refusal), "slots": 1, "counts": {}}"#)
    let files = ["machine.json": Optional(facts), "proc/sys/kernel/perf_event_paranoid": paranoia]
    try RecordedMachines.with("xeon-two-sockets", changing: files) { machine in
      let session = CounterSession(machine)
      #expect(session.hardwareEvents == [])
      #expect(session.reason?.hasPrefix(expected) == true)
    }
  }

  @Test func aVirtualMachineIsToldSo() throws {
    let facts = machineFacts(
      counters: #"{"refusal": {"noHardware": {}}, "slots": 1, "counts": {}}"#)
    let files = ["machine.json": Optional(facts), "sys/class/dmi/id/sys_vendor": "QEMU"]
    try RecordedMachines.with("xeon-two-sockets", changing: files) {
      #expect(CounterSession($0).reason?.hasPrefix("a virtual machine without a performance") == true)
    }
  }

  /// Whatever works here, the work runs, and what is counted is a number.
  @Test func thisMachineCountsWhatItCan() throws {
    let session = CounterSession(try Machine.current(watching: 0.05))
    var sum = 0
    let reading = session.count { for term in 0..<100_000 { sum &+= term &* term } }
    #expect(sum != 0)
    #expect(reading.counts.values.allSatisfy { $0 >= 0 })
    #expect(Set(reading.counts.keys).isSubset(of: session.events.keys))
    #expect((session.reason == nil) == CountedQuantity.allCases.allSatisfy { isCounted($0, session) })
    if session.events[.taskClock] != nil { #expect(try #require(reading.counts[.taskClock]) > 0) }
  }

  /// Vector instructions only stand in for FLOPs.
  private func isCounted(_ quantity: CountedQuantity, _ session: CounterSession) -> Bool {
    !quantity.needsHardware || session.events[quantity] != nil
      || quantity == .vectorInstructions && session.events[.flops] != nil
  }
}
