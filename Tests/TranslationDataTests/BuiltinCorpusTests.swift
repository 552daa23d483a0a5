import Files
import Foundation
import Randomness
import Testing

@testable import TranslationData

@Suite struct BuiltinCorpusTests {
  /// Written by hand.
  @Test(arguments: [
    (0, "zero", "null"), (1, "one", "eins"), (16, "sixteen", "sechzehn"), (17, "seventeen", "siebzehn"),
    (21, "twenty-one", "einundzwanzig"), (30, "thirty", "dreißig"), (100, "one hundred", "einhundert"),
    (101, "one hundred and one", "einhunderteins"), (117, "one hundred and seventeen", "einhundertsiebzehn"),
    (1000, "one thousand", "eintausend"), (1001, "one thousand and one", "eintausendeins"),
    (101_000, "one hundred and one thousand", "einhunderteintausend"),
    (
      342_501, "three hundred and forty-two thousand five hundred and one",
      "dreihundertzweiundvierzigtausendfünfhunderteins"
    ),
    (
      777_077, "seven hundred and seventy-seven thousand and seventy-seven",
      "siebenhundertsiebenundsiebzigtausendsiebenundsiebzig"
    ),
  ]) func cardinalsAreWrittenRight(number: Int, english: String, german: String) {
    #expect(EnglishNumbers.cardinal(number) == english)
    #expect(GermanNumbers.cardinal(number) == german)
  }

  @Test(arguments: [
    (1, "first", "erst"), (2, "second", "zweit"), (3, "third", "dritt"), (5, "fifth", "fünft"), (7, "seventh", "siebt"),
    (8, "eighth", "acht"), (9, "ninth", "neunt"), (12, "twelfth", "zwölft"), (17, "seventeenth", "siebzehnt"),
    (19, "nineteenth", "neunzehnt"), (20, "twentieth", "zwanzigst"), (23, "twenty-third", "dreiundzwanzigst"),
    (31, "thirty-first", "einunddreißigst"), (88, "eighty-eighth", "achtundachtzigst"), (90, "ninetieth", "neunzigst"),
  ]) func ordinalsAreWrittenRight(number: Int, english: String, german: String) {
    #expect(EnglishNumbers.ordinal(number) == english)
    #expect(GermanNumbers.ordinalStem(number) == german)
  }

  @Test(arguments: [
    (1100, "eleven hundred", "elfhundert"), (1901, "nineteen oh one", "neunzehnhunderteins"),
    (1984, "nineteen eighty-four", "neunzehnhundertvierundachtzig"), (2000, "two thousand", "zweitausend"),
    (2009, "two thousand and nine", "zweitausendneun"), (2019, "twenty nineteen", "zweitausendneunzehn"),
  ]) func yearsAreWrittenRight(year: Int, english: String, german: String) {
    #expect(EnglishNumbers.year(year) == english)
    #expect(GermanNumbers.year(year) == german)
  }

  @Test(arguments: [
    (0, 0, "twelve o'clock at night", "zwölf Uhr nachts"), (1, 0, "one o'clock in the morning", "ein Uhr nachts"),
    (0, 45, "quarter to one at night", "Viertel vor eins nachts"),
    (5, 1, "one minute past five in the morning", "eine Minute nach fünf morgens"),
    (11, 50, "ten to twelve in the morning", "zehn vor zwölf vormittags"),
    (12, 30, "half past twelve in the afternoon", "halb eins mittags"),
    (18, 23, "twenty-three minutes past six in the evening", "dreiundzwanzig Minuten nach sechs abends"),
    (19, 30, "half past seven in the evening", "halb acht abends"),
    (16, 35, "twenty-five to five in the afternoon", "fünf nach halb fünf nachmittags"),
    (23, 59, "one minute to twelve at night", "eine Minute vor zwölf nachts"),
  ]) func timesAreSaidRight(hour: Int, minute: Int, english: String, german: String) {
    let time = NumbersGrammar.time(60 * hour + minute)
    #expect(time.source == english)
    #expect(time.target == german)
  }

  /// Twelve hours on one clock and two halves of a day: the two forms of every minute differ, and so do their translations.
  @Test func everyMinuteHasAPhraseOfItsOwn() {
    #expect(Set((0..<1440).map { NumbersGrammar.time($0).source }).count == 1440)
  }

  @Test func everyCardinalHasAWordOfItsOwn() {
    let numbers = Array(0..<20_000) + stride(from: 20_000, to: 1_000_000, by: 977)
    #expect(Set(numbers.map(EnglishNumbers.cardinal)).count == numbers.count)
    #expect(Set(numbers.map(GermanNumbers.cardinal)).count == numbers.count)
  }

  /// Drawing long enough to meet each sentence several times: it always has the same translation.
  @Test func theTranslationIsAFunctionOfTheSentence() {
    var generator = SeededGenerator(seed: 9)
    var translations: [String: String] = [:]
    for family in NumbersGrammar.families {
      for _ in 0..<20_000 {
        let pair = family.draw(&generator)
        #expect(translations.updateValue(pair.target, forKey: pair.source) ?? pair.target == pair.target)
      }
    }
    #expect(translations.count < 120_000)
  }

  @Test func everySentenceIsInOnePartOnce() {
    let parts = Part.allCases.map { BuiltinCorpus.numbers($0) }
    #expect(parts.map(\.source.count) == [18_000, 1_000, 1_000])
    #expect(Set(parts.flatMap(\.source)).count == 20_000)
  }

  /// A fingerprint of everything: the same corpus on every machine, and in every release, because
  /// trained models belong to it.
  @Test func theCorpusIsAlwaysTheSame() {
    let parts = Part.allCases.map { BuiltinCorpus.numbers($0) }
    let text = parts.flatMap { $0.source + $0.target }.joined(separator: "\n")
    #expect(Fingerprint.of(text.utf8) == "3bd22b477943d355")
    #expect(BuiltinCorpus.numbers(.test, seed: 2).source != parts[2].source)
  }

  /// What the test asks for was met in training, word by word; only the sentences are new.
  @Test func everyEnglishWordOfTheTestIsInTheTraining() {
    func words(_ part: Part) -> Set<Substring> {
      Set(BuiltinCorpus.numbers(part).source.flatMap { $0.split(separator: " ") })
    }
    #expect(words(.test).subtracting(words(.train)).isEmpty)
  }

  @Test func familiesAddUpToTheCorpus() {
    #expect(NumbersGrammar.families.reduce(0) { $0 + $1.share } == 20)
  }
}
