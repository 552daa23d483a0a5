/// A short name for a list of texts, the same in every run (FNV-1a): what makes two plans the same.
public enum Fingerprint {
  /// The name of `texts`, in their order.
  public static func of(_ texts: [String]) -> String {
    let hash = texts.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { hash, text in
      (text + "\n").utf8.reduce(hash) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
    return String(hash, radix: 16)
  }
}
