import Foundation
import TestSupport
import Testing

@testable import TranslationData

@Suite struct RecaserTests {
  private let recaser = Recaser.learn(
    from: [
      "Der Hund sieht den Weg .", "Er geht weg .", "Sie geht weg .", "Da läuft er weg .", "Hier sieht er den Weg .",
    ]
    .map(\.spaceSeparated) + [["Immer", "den", "Weg", "."]])

  private func recased(_ line: String) -> String { recaser.recased(line.spaceSeparated).joined(separator: " ") }

  @Test func nounsGetTheirCapitalsBack() { #expect(recased("der hund geht .") == "Der Hund geht .") }

  /// `weg` and `Weg` are equally frequent, so the small letter is usual; behind `den` it was `Weg` three times of three.
  @Test func theWordBeforeDecidesBetweenForms() {
    #expect(recased("er geht weg") == "Er geht weg")
    #expect(recased("er sieht den weg") == "Er sieht den Weg")
  }

  @Test func everySentenceStartsWithACapital() {
    #expect(recased("\" er sieht . er geht") == "\" Er sieht . Er geht")
    #expect(recased("3 er") == "3 er")
  }

  @Test func whatOnlyStartedSentencesKeepsItsFormThere() { #expect(recased("er geht immer") == "Er geht Immer") }

  @Test func aCompoundTakesAfterTheWordItEndsWith() {
    #expect(recased("der schäferhund") == "Der Schäferhund")
    #expect(recased("der haus-hund") == "Der Haus-Hund")
  }

  /// `schund` ends like `Hund`, but was seen with a small letter.
  @Test func aKnownWordIsNoCompound() {
    let recaser = Recaser.learn(from: [["Der", "Hund", "."], ["Das", "ist", "schund", "."]])
    #expect(recaser.recased(["da", "schund", "geschund"]) == ["Da", "schund", "geschund"])
  }

  @Test func unknownWordsStayAsTheyAre() { #expect(recased("er xyz") == "Er xyz") }

  @Test func aRecaserSurvivesItsFile() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("case.de.txt").path
      try recaser.write(to: file)
      #expect(try Recaser(file: file) == recaser)
    }
  }

  @Test(arguments: [
    ("", ":1: found ''"), ("Hund\n", ":1: found 'Hund'"), ("#case 1\na b c\n", ":2: found 'a b c'"),
    ("#case 1\nHund\n\n", ":3: found ''"),
  ]) func brokenFilesAreRefusedWithTheirLine(text: String, expected: String) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let file = folder.appendingPathComponent("case.de.txt")
      try Data(text.utf8).write(to: file)
      #expect(message { _ = try Recaser(file: file.path) }.contains(expected))
    }
  }
}
