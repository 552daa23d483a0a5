import TestSupport
import Testing
import TransformerIR

@Suite struct LengthMixtureTests {
  private typealias Entry = LengthMixture.Entry

  @Test func equalLengthsAreOneEntryAndEntriesAreSorted() throws {
    let mixture = try LengthMixture([
      Entry(source: 9, target: 2), Entry(source: 3, target: 8, count: 4), Entry(source: 3, target: 5),
      Entry(source: 9, target: 2, count: 6),
    ])
    #expect(
      mixture.entries == [
        Entry(source: 3, target: 5), Entry(source: 3, target: 8, count: 4), Entry(source: 9, target: 2, count: 7),
      ])
    #expect(mixture.sentences == 12)
  }

  /// (3·8 + 1·20) / 4 and (3·9 + 1·17) / 4.
  @Test func meansCountEverySentence() throws {
    let mixture = try LengthMixture([Entry(source: 8, target: 9, count: 3), Entry(source: 20, target: 17)])
    #expect(mixture.meanSource == 11 && mixture.meanTarget == 11)
  }

  @Test func theOrderOfEntriesSaysNothing() throws {
    let entries = (1...40).map { Entry(source: 1 + $0 * 7 % 11, target: 1 + $0 * 5 % 13, count: $0) }
    #expect(try LengthMixture(entries) == LengthMixture(entries.reversed()))
  }

  /// What a mixture allows, a setting allows.
  @Test func theLongestSentenceIsTheLongestOfASetting() throws {
    let longest = try LengthMixture([Entry(source: Limits.length, target: Limits.length)]).entries[0]
    try InferenceSetting(sourceLength: longest.source, targetLength: longest.target).validate()
    #expect(throws: TransformerIRError.self) { try LengthMixture([Entry(source: Limits.length + 1, target: 1)]) }
  }

  @Test(arguments: [
    (0, 5, 1, "impossible lengths: the source length of entry 2 is 0; it must lie between 1 and 65536"),
    (5, -1, 1, "impossible lengths: the target length of entry 2 is -1; it must lie between 1 and 65536"),
    (5, 5, 0, "impossible lengths: the count of entry 2 is 0; it must lie between 1 and 9007199254740992"),
    (
      5, 5, LengthMixture.sentenceLimit,
      "impossible lengths: there are more than 9007199254740992 sentences; scale the counts down"
    ),
  ])
  func anEntryOutOfRangeIsNamed(source: Int, target: Int, count: Int, expected: String) {
    let entries = [Entry(source: 1, target: 1), Entry(source: source, target: target, count: count)]
    #expect(message { _ = try LengthMixture(entries) } == expected)
  }

  @Test func noSentencesAreNoMixture() {
    #expect(
      message { _ = try LengthMixture([Entry]()) }
        == "impossible lengths: there are no sentences; give at least one pair of lengths")
  }
}
