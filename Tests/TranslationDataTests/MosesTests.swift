import Testing

@testable import TranslationData

/// Every line of the fixture against sacremoses.
@Suite struct MosesFixtureTests {
  @Test(arguments: ["en", "de", "fr", "nl"]) func everyLineIsSplitAsSacremosesDoes(code: String) throws {
    let tokeniser = MosesTokeniser(try Language(code))
    let splitting = MosesTokeniser(try Language(code), splitsHyphens: true, escapes: true)
    for example in try #require(MosesCase.all[code]) {
      #expect(tokeniser.tokens(of: example.line).joined(separator: " ") == example.tokens)
      #expect(splitting.tokens(of: example.line).joined(separator: " ") == example.splitAndEscaped)
    }
  }

  @Test(arguments: ["en", "de", "fr", "nl"]) func everyLineIsNormalisedAsSacremosesDoes(code: String) throws {
    let punctuation = MosesPunctuation(try Language(code))
    for example in try #require(MosesCase.all[code]) {
      let normalised = String(scalars: punctuation.normalised(Array(example.line.unicodeScalars)))
      #expect(Spelling(stripped(normalised)) == Spelling(example.normalised))
    }
  }

  @Test(arguments: ["en", "de", "fr", "nl"]) func wordsAreJoinedAsSacremosesDoes(code: String) throws {
    let detokeniser = MosesDetokeniser(try Language(code))
    for example in try #require(MosesCase.all[code]) {
      #expect(detokeniser.text(of: example.words.spaceSeparated) == example.joined)
      #expect(detokeniser.text(of: example.splitAndEscaped.spaceSeparated) == example.detokenised)
    }
  }

  /// Without the spaces at the ends, as Python's `strip` sees spaces.
  private func stripped(_ text: String) -> String {
    let isSpace: (Unicode.Scalar) -> Bool = { $0.is(.space) }
    let start = text.unicodeScalars.drop(while: isSpace)
    return String(scalars: start.reversed().drop(while: isSpace).reversed())
  }
}

@Suite struct MosesTokeniserTests {
  private func split(_ line: String, _ language: Language, splitsHyphens: Bool = false) -> String {
    MosesTokeniser(language, splitsHyphens: splitsHyphens).tokens(of: line).joined(separator: " ")
  }

  @Test func apostrophesGoWithTheLanguage() {
    #expect(split("it's l'eau", .english) == "it 's l 'eau")
    #expect(split("it's l'eau", .french) == "it' s l' eau")
    #expect(split("it's l'eau", .german) == "it ' s l ' eau")
  }

  @Test func periodsStayInAbbreviationsOnly() {
    #expect(split("Dr. Who met him. Really.", .english) == "Dr. Who met him . Really .")
    #expect(split("No. 5 is no. No. Never", .english) == "No. 5 is no . No . Never")
  }

  @Test func commasStayInNumbersOnly() { #expect(split("1,000 men,women", .english) == "1,000 men , women") }

  @Test func dotsStayTogether() { #expect(split("well....then...", .english) == "well .... then ...") }

  @Test func hyphensAreSplitOnDemand() {
    #expect(split("well-known", .english) == "well-known")
    #expect(split("well-known", .english, splitsHyphens: true) == "well @-@ known")
  }

  @Test func nothingIsMadeOfNothing() {
    #expect(MosesTokeniser(.english).tokens(of: "").isEmpty)
    #expect(MosesTokeniser(.english).tokens(of: " \u{A0}\u{1}\t").isEmpty)
  }
}

@Suite struct MosesDetokeniserTests {
  @Test func quotesOpenAndCloseInTurn() {
    let words = ["He", "said", "\"", "go", "\"", "and", "\"", "stay", "\"", "."]
    #expect(MosesDetokeniser(.english).text(of: words) == "He said \"go\" and \"stay\".")
  }

  @Test func frenchSetsDoubleMarksApart() {
    #expect(MosesDetokeniser(.french).text(of: ["C'", "est", "vrai", "!"]) == "C'est vrai !")
    #expect(MosesDetokeniser(.german).text(of: ["Wahr", "!"]) == "Wahr!")
  }

  /// `&amp;lt;` is a written-out `&lt;`, not a bracket.
  @Test func entitiesAreUndoneOnce() { #expect(MosesDetokeniser(.english).text(of: ["&amp;lt;"]) == "&lt;") }

  @Test func aSentenceComesBackAsItWas() {
    let line = "The well-known man (aged 5) isn't here, is he?"
    let words = MosesTokeniser(.english, splitsHyphens: true, escapes: true).tokens(of: line)
    #expect(MosesDetokeniser(.english).text(of: words) == line)
  }
}
