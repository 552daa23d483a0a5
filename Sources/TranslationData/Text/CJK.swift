/// The characters of Chinese, Japanese and Korean, which are written without spaces between words.
///
/// Source: the blocks that `sacremoses.util.CJKChars` lists.
enum CJK {
  static func contains(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value >= 0x1100 && blocks.contains { $0.contains(scalar.value) }
  }

  private static let blocks: [ClosedRange<UInt32>] = [
    0x1100...0x11FF, 0x2E80...0xA4CF, 0xA840...0xA87F, 0xAC00...0xD7AF, 0xF900...0xFAFF, 0xFE30...0xFE4F,
    0xFF65...0xFFDC, 0x17000...0x18AFF, 0x1B000...0x1B12F, 0x1B170...0x1B2FF, 0x20000...0x2FFFF,
  ]
}
