/// A short name for contents: equal contents have equal names, and different ones almost surely different names.
///
/// It guards against mistakes, not against malice.
///
/// Source: Fowler, Noll, Vo: FNV-1a with 64 bits.
public enum Fingerprint {
  /// Sixteen hexadecimal digits of `bytes`.
  public static func of(_ bytes: some Sequence<UInt8>) -> String {
    var hash = Hash()
    hash.add(bytes)
    return hash.text
  }

  /// Sixteen hexadecimal digits of the names and texts of `files`.
  public static func of(_ files: [(name: String, text: String)]) -> String {
    var hash = Hash()
    for file in files {
      for text in [file.name, file.text] {
        hash.add(text.utf8)
        // No text holds this byte: it keeps apart what stands side by side.
        hash.add(CollectionOfOne(0xFF))
      }
    }
    return hash.text
  }

  /// A name for `texts`, in their order, each taken as a line.
  public static func of(_ texts: [String]) -> String {
    var hash = Hash()
    for text in texts { hash.add((text + "\n").utf8) }
    return String(hash.value, radix: 16)
  }

  private struct Hash {
    private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    mutating func add(_ bytes: some Sequence<UInt8>) {
      for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    }

    var text: String {
      let digits = String(value, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
  }
}
