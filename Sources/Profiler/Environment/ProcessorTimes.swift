/// Processor time since the system started, by its own count, on some of its processors.
struct ProcessorTimes: Hashable, Sendable {
  /// Seconds of work by any program, and seconds that other virtual machines took.
  var busy = 0.0
  var stolen = 0.0

  /// The system counts in hundredths of a second, whatever the kernel's own tick is (`USER_HZ`).
  static let resolution = 0.01

  /// Adds up the lines of `processors` in the bytes of `/proc/stat`; others and all that is not understood count nothing.
  ///
  /// Reads bytes, not text: guards do this around every sample. Lines are `cpu3 user nice system idle iowait irq softirq
  /// steal guest guest_nice`; the guests' time is in user and nice already.
  init(_ bytes: UnsafeRawBufferPointer, processors: Set<Int>) {
    var rest = bytes[...]
    while rest.starts(with: "cpu".utf8) {
      rest = rest.dropFirst(3)
      let isOneProcessor = rest.first != UInt8(ascii: " ")
      let numbers = (0..<9).map { _ in Self.takeNumber(&rest) }
      if isOneProcessor, processors.contains(Int(numbers[0])) {
        busy += (numbers[1] + numbers[2] + numbers[3] + numbers[6] + numbers[7]) * Self.resolution
        stolen += numbers[8] * Self.resolution
      }
      rest = rest.drop { $0 != UInt8(ascii: "\n") }.dropFirst()
    }
  }

  /// Takes blanks and decimal digits from the front: their number, 0 if there are no digits.
  private static func takeNumber(_ bytes: inout Slice<UnsafeRawBufferPointer>) -> Double {
    bytes = bytes.drop { $0 == UInt8(ascii: " ") }
    let digits = bytes.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    bytes = bytes.dropFirst(digits.count)
    return digits.reduce(0) { min($0 * 10 + Double($1 - UInt8(ascii: "0")), 1e15) }
  }
}
