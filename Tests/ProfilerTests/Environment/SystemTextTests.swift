import Testing

@testable import Profiler

/// The small languages that Linux writes its state in.
@Suite struct SystemTextTests {
  @Test(arguments: [("0-3", [0, 1, 2, 3]), ("0,2-3,8", [0, 2, 3, 8]), ("5", [5]), ("", [])])
  func listsOfProcessorsAreRead(text: String, expected: [Int]) { #expect(ProcessorList.parse(text) == expected) }

  @Test(arguments: ["a", "3-1", "1-2-3", "-1", "0-99999999", "1,,x"])
  func whatIsNoListIsNil(text: String) { #expect(ProcessorList.parse(text) == nil) }

  /// Processors 0 and 2: user, nice, system, irq and softirq are work, 0.01 s each.
  @Test func processorTimesAreAddedUp() {
    let text = """
      cpu  100 100 100 100 100 100 100 100 100 100
      cpu0 1 2 3 1000 50 4 5 6 0 0
      cpu1 900 900 900 900 900 900 900 900 0 0
      cpu2 10 0 0 0 0 0 0 7
      intr 1 2 3
      """
    let times = Array(text.utf8).withUnsafeBytes { ProcessorTimes($0, processors: [0, 2]) }
    #expect(abs(times.busy - 0.25) < 1e-12 && abs(times.stolen - 0.13) < 1e-12)
  }

  @Test(arguments: ["", "cpu", "cpu3", "intr 1\ncpu0 1 2 3 4 5 6 7 8", "cpu0 x y z"])
  func whatIsNotUnderstoodCountsNothing(text: String) {
    let times = Array(text.utf8).withUnsafeBytes { ProcessorTimes($0, processors: [0, 3]) }
    #expect(times.busy == 0 && times.stolen == 0)
  }

  /// Bits 0 and 2 hold now, and were remembered.
  @Test func theThrottleWordIsHexadecimal() {
    #expect(ThrottleWord("50005")?.now == 0b101 && ThrottleWord("0x50005")?.sinceStart == 0b101)
    #expect(ThrottleWord("0")?.bits == 0)
    for text in ["x", "-1", ""] { #expect(ThrottleWord(text) == nil) }
    #expect(ThrottleWord.meanings(0b1010) == ["frequency capped", "soft temperature limit"])
  }

  /// What was remembered before is not news; what held at either end, or is newly remembered, is.
  @Test func onlyNewThrottlingIsRaised() {
    let before = ThrottleWord(bits: 0x1_0001)
    #expect(before.raised(until: ThrottleWord(bits: 0x1_0000)) == 0x1)
    #expect(before.raised(until: ThrottleWord(bits: 0x5_0000)) == 0x4_0001)
    #expect(ThrottleWord(bits: 0x1_0000).raised(until: ThrottleWord(bits: 0x1_0000)) == 0)
  }
}
