import Quantities
import Testing

@Suite struct SecondsTextTests {
  @Test(arguments: [
    ("350ms", 0.35), ("5s", 5), ("1.5 s", 1.5), ("80us", 80e-6), ("80µs", 80e-6), ("7 ns", 7e-9), ("1e3ms", 1),
  ])
  func aDurationIsANumberWithItsUnit(text: String, seconds: Double) {
    #expect(Seconds(text) == Seconds(seconds))
  }

  @Test(arguments: [
    "", "s", "ms", "5", "5 m", "5h", "0s", "-1s", "infs", "nans", "1e999s", "five s", "5s ", " 5s", "5  s", "1,5s",
    "5S",
    "1e-320ns",
  ])
  func whatIsNotAPositiveDurationIsNothing(text: String) {
    #expect(Seconds(text) == nil)
  }

  @Test func partsOfATextAreRead() {
    #expect(Seconds("design@350ms".split(separator: "@")[1]) == Seconds("350ms"))
  }

  @Test(arguments: [
    (5.0132, "5.013 s"), (1, "1 s"), (0, "0 s"), (0.1379, "137.9 ms"), (0.999949, "999.9 ms"), (80e-6, "80 µs"),
    (1.5e-9, "1.5 ns"), (61.25, "61.25 s"), (123.44, "123.4 s"), (98765.4, "98765 s"), (-0.25, "-250 ms"),
  ])
  func aDurationIsPrintedWithFourDigits(seconds: Double, text: String) {
    #expect(Seconds(seconds).description == text)
  }

  @Test(arguments: [Double.infinity, -.infinity, .nan, .greatestFiniteMagnitude, .leastNonzeroMagnitude])
  func extremesArePrintedAndDoNotCrash(seconds: Double) {
    #expect(!Seconds(seconds).description.isEmpty)
  }

  /// Four digits leave at most half a unit of the fourth: 0.05 % of a number that begins with 1.
  @Test(arguments: UInt64(0)..<50) func whatIsPrintedReadsBackToFourDigits(seed: UInt64) throws {
    // An irrational step through the decades from 1 ns to 10,000 s.
    let decade = (Double(seed) * 0.6180339887).truncatingRemainder(dividingBy: 1) * 13 - 9
    var value = 1.0
    for _ in 0..<Int(abs(decade)) { value *= decade < 0 ? 0.1 : 10 }
    let duration = Seconds(value * (1 + Double(seed) / 7))
    let read = try #require(Seconds(duration.description))
    #expect(abs(read / duration - 1) < 0.0005001)
  }
}
