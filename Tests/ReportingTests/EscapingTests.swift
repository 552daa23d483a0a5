import Foundation
import Testing

@testable import Reporting

@Suite struct EscapingTests {
  @Test func markupBecomesText() {
    #expect("<a href=\"x\">R&D's</a>".escapedForHTML == "&lt;a href=&quot;x&quot;&gt;R&amp;D&#39;s&lt;/a&gt;")
  }

  @Test func aLibraryCannotCloseItsScriptElement() {
    #expect("a='</Script>';b='<!--'".safeInScript == "a='\\x3C/script>';b='\\x3C!--'")
  }

  /// Nothing in the escaped text can open a tag, close an attribute or start an unknown entity.
  @Test(arguments: UInt64(0)..<200) func escapedTextHoldsNoMarkup(seed: UInt64) {
    var generator = HostileText(seed: seed)
    let entities = ["&amp;", "&lt;", "&gt;", "&quot;", "&#39;"]
    let rest = entities.reduce(generator.next().escapedForHTML) { $0.replacingOccurrences(of: $1, with: "") }
    #expect(!rest.unicodeScalars.contains { "<>\"'&\u{0}\u{1B}".unicodeScalars.contains($0) })
  }

  /// The escapes change the text and not the value: it parses back, and no `<` or line separator is left.
  @Test(arguments: UInt64(0)..<200) func embeddedJSONKeepsItsStringsAndHoldsNoMarkup(seed: UInt64) throws {
    var generator = HostileText(seed: seed)
    let names = [generator.next(), generator.next()]
    let json = String(decoding: try JSONEncoder().encode(names), as: UTF8.self).escapedForScriptJSON
    #expect(!json.unicodeScalars.contains { "<>&\u{2028}\u{2029}".unicodeScalars.contains($0) })
    #expect(try JSONDecoder().decode([String].self, from: Data(json.utf8)) == names)
  }
}
