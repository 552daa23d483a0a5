/// Seeded strings made of what breaks HTML, JSON, JavaScript, Markdown and terminals, with plain text between.
struct HostileText {
  private static let pieces = [
    "</script>", "</SCRIPT >", "<script>alert(1)</script>", "<!--", "-->", "]]>", "\"", "'", "`", "\\", "&amp;", "&#0;",
    "<img src=x onerror=alert(1)>", "\u{2028}", "\u{2029}", "\u{0}", "\u{1B}[31m", "\u{7F}", "\u{85}", "\r\n", "\t",
    "|",
    "|\u{301}", "${x}", "\u{202E}", "\u{FEFF}", "🤖", "é", "plain", " ",
  ]
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  /// A string of up to six pieces.
  mutating func next() -> String {
    (0..<draw(7)).map { _ in Self.pieces[draw(Self.pieces.count)] }.joined()
  }

  /// A number below `bound`. Source: Knuth's linear congruential generator MMIX, upper bits.
  private mutating func draw(_ bound: Int) -> Int {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    return Int(state >> 33) % bound
  }
}
