import Foundation
import Profiler
import Quantities
import Testing

@Suite struct GuardTests {
  private func reading(_ change: (inout GuardReading) -> Void) -> GuardReading {
    var reading = GuardReading()
    change(&reading)
    return reading
  }

  /// The counters of a quiet 50 ms on two cores: a tick here, a daemon there.
  @Test func aQuietSamplePasses() {
    let quiet = reading {
      ($0.others, $0.steal, $0.involuntarySwitches, $0.minorFaults) = (0.01, 0.01, 3, 200)
      ($0.voluntarySwitches, $0.runnable, $0.temperature, $0.throttleBits) = (40, 5, 60, 0)
    }
    #expect(quiet.disturbances(duration: Seconds(0.05), threads: 2) == [])
    #expect(GuardReading().disturbances(duration: Seconds(1e-6), threads: 1) == [])
  }

  @Test(arguments: [
    ("steal", 0.041, true), ("steal", 0.039, false), ("others", 0.041, true), ("others", 0.039, false),
  ])
  func aFiftiethOfTheTimeIsTolerated(what: String, seconds: Double, isDisturbed: Bool) {
    let reading = reading { if what == "steal" { $0.steal = seconds } else { $0.others = seconds } }
    #expect(reading.disturbances(duration: Seconds(1), threads: 2).isEmpty != isDisturbed)
  }

  /// One thread on two processors leaves one second to others.
  @Test func othersMayHaveWhatIsIdle() {
    let busy = reading { $0.others = 1 }
    #expect(busy.disturbances(duration: Seconds(1), threads: 1, processors: 2) == [])
    #expect(busy.disturbances(duration: Seconds(1), threads: 2, processors: 2).count == 1)
  }

  @Test func everyKindOfDisturbanceIsNamed() {
    let bad = reading {
      ($0.others, $0.steal, $0.involuntarySwitches, $0.majorFaults, $0.minorFaults) = (1, 1, 100, 1, 100_000)
      $0.throttleBits = 0x8_0004
    }
    let reasons = bad.disturbances(duration: Seconds(0.1), threads: 1)
    let words = ["virtual machines", "other processes", "taken 100 times", "disk", "first time", "held"]
    for (reason, word) in zip(reasons, words) { #expect(reason.contains(word), "\(reason)") }
    #expect(reasons.count == words.count)
    #expect(reasons.last == "the firmware held the processor back: throttled, soft temperature limit")
  }

  /// A million first touches of 4 KiB pages cannot be missed.
  @Test func touchingMemoryIsSeen() throws {
    let guards = SystemGuards(try Machine.current(watching: 0.05))
    guards.begin()
    let bytes = 64 << 20
    let memory = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    let words = try #require(memory == MAP_FAILED ? nil : memory)
    madvise(words, bytes, MADV_NOHUGEPAGE)
    for offset in stride(from: 0, to: bytes, by: 4096) { words.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self) }
    munmap(words, bytes)
    let reading = guards.end()
    #expect(reading.minorFaults >= bytes >> 16, "one fault for each page of at most 64 KiB")
    #expect(reading.runnable.map { $0 > 0 } ?? true)
  }

  @Test func whatTheSystemDoesNotShowStaysUnknown() throws {
    let guards = SystemGuards(try RecordedMachines.machine("xeon-two-sockets"))
    guards.begin()
    let reading = guards.end()
    #expect(reading.throttleBits == nil && reading.temperature == 43 && reading.runnable == 1)
  }

  @Test func aThrottledPiIsSeen() throws {
    let guards = SystemGuards(try RecordedMachines.machine("raspberry-pi-4-throttled"))
    guards.begin()
    let reading = guards.end()
    #expect(reading.throttleBits == 0x5 && reading.temperature == 82.3)
    #expect(reading.disturbances(duration: Seconds(1), threads: 4).count == 1)
  }
}
