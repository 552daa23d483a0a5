/// A Raspberry Pi's throttle word: what its firmware holds the processor back for, now and since it started.
///
/// Source: Raspberry Pi Documentation, "vcgencmd", get_throttled.
public struct ThrottleWord: Hashable, Sendable {
  /// The bits as the firmware gives them.
  public var bits: Int

  /// The word with these bits.
  public init(bits: Int) { self.bits = bits }

  /// Where the firmware's driver shows the word.
  static let path = "sys/devices/platform/soc/soc:firmware/get_throttled"

  /// Reads hexadecimal digits, with or without `0x`.
  init?(_ text: String) {
    guard let bits = Int(text.hasPrefix("0x") ? text.dropFirst(2) : text[...], radix: 16), bits >= 0 else { return nil }
    self.bits = bits
  }

  /// The reasons that hold now.
  public var now: Int { bits & 0xF }
  /// The reasons that held at some time since the firmware started, in the places of the present ones.
  public var sinceStart: Int { bits >> 16 & 0xF }

  /// What the low four bits of `reasons` mean.
  public static func meanings(_ reasons: Int) -> [String] {
    let names = ["under-voltage", "frequency capped", "throttled", "soft temperature limit"]
    return names.indices.filter { reasons >> $0 & 1 == 1 }.map { names[$0] }
  }

  /// The bits that were set at some time between this word and a later one: present ones, and newly remembered ones.
  public func raised(until later: ThrottleWord) -> Int {
    now | later.now | (later.bits & ~bits & 0xF_0000)
  }
}
