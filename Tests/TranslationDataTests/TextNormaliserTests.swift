import Foundation
import TestSupport
import Testing

@testable import TranslationData

@Suite struct TextNormaliserTests {
  private let plain = TextNormaliser(.english, normalisesPunctuation: false)

  @Test func spacesBecomePlainAndSingle() {
    #expect(plain.normalised("\u{FEFF}\ta\u{A0}b\u{2009}\u{3000}c\r\n") == "a b c")
  }

  @Test func invisibleMarksVanish() { #expect(plain.normalised("a\u{AD}b\u{200B}c\u{1}d\u{200E}") == "abcd") }

  /// Emoji and Persian are spelt with joiners.
  @Test func joinersStay() { #expect(plain.normalised("می\u{200C}خواهم").unicodeScalars.contains("\u{200C}")) }

  @Test func accentsAreComposed() {
    #expect(Array(plain.normalised("e\u{301}").unicodeScalars) == ["\u{E9}"])
  }

  @Test func punctuationIsLeftAloneUnlessAskedFor() {
    #expect(plain.normalised("“a” – b…") == "“a” – b…")
    #expect(TextNormaliser(.english).normalised("“a” – b…") == "\"a\" - b...")
  }

  @Test func quotesMoveWithTheLanguage() {
    #expect(TextNormaliser(.english).normalised("He said \"go\", then") == "He said \"go,\" then")
    #expect(TextNormaliser(.german).normalised("Er sagte \"geh,\" dann") == "Er sagte \"geh\", dann")
  }

  @Test func noBreakSpacesInNumbersBecomeTheirMarks() {
    #expect(TextNormaliser(.german).normalised("10\u{A0}000") == "10,000")
    #expect(TextNormaliser(.english).normalised("10\u{A0}000") == "10.000")
  }
}

@Suite struct TextLanguageTests {
  @Test func aLanguageIsItsCodeInFiles() throws {
    let languages = [Language.german, try Language("gsw")]
    let json = try JSONEncoder().encode(languages)
    #expect(String(decoding: json, as: UTF8.self) == "[\"de\",\"gsw\"]")
    #expect(try JSONDecoder().decode([Language].self, from: json) == languages)
  }

  @Test(arguments: ["", "e", "EN", "engl", "e1", "é"]) func otherCodesAreRefused(code: String) {
    #expect(throws: TranslationDataError.self) { try Language(code) }
    #expect(message { _ = try Language(code) }.contains("two or three small letters"))
  }
}
