import TestSupport
import Testing

@testable import TranslationData

@Suite struct PipelineTests {
  private static let english = [
    "A small dog runs.", "The small dogs don't run!", "A well-known man sees the dog.", "The dog sees a man, too.",
  ]
  private static let german = [
    "Ein kleiner Hund rennt.", "Die kleinen Hunde rennen nicht!", "Ein bekannter Mann sieht den Hund.",
    "Der Hund sieht auch einen Mann.",
  ]

  private func pipeline(
    _ change: (inout TextPipeline.Settings) -> Void = { _ in }
  ) throws -> TextPipeline {
    var settings = TextPipeline.Settings(source: .english, target: .german)
    settings.merges = 40
    change(&settings)
    return try TextPipeline.learn(settings, source: Self.english, target: Self.german)
  }

  @Test(arguments: [0, 10, 40, 1000], [true, false])
  func trainingTextComesBackAsItWas(merges: Int, shares: Bool) throws {
    let pipeline = try pipeline {
      $0.merges = merges
      $0.sharesVocabulary = shares
    }
    for (line, side) in Self.english.map({ ($0, Side.source) }) + Self.german.map({ ($0, Side.target) }) {
      let tokens = pipeline.tokens(line, side)
      #expect(tokens.last == Vocabulary.end)
      #expect(!tokens.contains(Vocabulary.unknown))
      #expect(pipeline.text(tokens, side) == line)
      #expect(pipeline.words(tokens, side) == pipeline.words(line, side))
      #expect(pipeline.tokens(ofWords: pipeline.words(line, side), side) == tokens)
    }
  }

  @Test func lowerCasedTargetGetsItsCapitalsBack() throws {
    let pipeline = try pipeline { $0.lowercases = true }
    let line = Self.german[0]
    #expect(pipeline.words(line, .target) == ["ein", "kleiner", "hund", "rennt", "."])
    #expect(pipeline.text(pipeline.tokens(line, .target), .target) == line)
    #expect(pipeline.text(pipeline.tokens("A dog.", .source), .source) == "a dog.")
  }

  @Test func hyphensComeTogetherAgain() throws {
    let pipeline = try pipeline { $0.splitsHyphens = true }
    #expect(pipeline.words("well-known", .source) == ["well", "@-@", "known"])
    #expect(pipeline.text(pipeline.tokens(Self.english[2], .source), .source) == Self.english[2])
  }

  /// Words of numbers as a corpus may make them up: nothing is normalised, split or joined.
  @Test func textOfWordsIsTakenAsItIs() throws {
    var settings = TextPipeline.Settings(source: .english, target: .german)
    settings.tokenises = false
    settings.merges = 0
    let pipeline = try TextPipeline.learn(settings, source: ["7 don't  ;", "7"], target: ["sieben , x.", "7"])
    #expect(pipeline.words("7 don't  ;", .source) == ["7", "don't", ";"])
    // Shared: 7 comes twice, once on each side; the rest once, by code points.
    #expect(pipeline.tokens("7 don't ;", .source) == [4, 7, 6, 2])
    #expect(pipeline.text([4, 3, 7, 1, 2], .target) == "7 <unk> don't")
    #expect(pipeline.vocabularies.source == pipeline.vocabularies.target)
  }

  @Test func rarePiecesHaveNoNumber() throws {
    let pipeline = try pipeline {
      $0.merges = 0
      $0.vocabularyThreshold = 2
    }
    #expect(pipeline.tokens("known", .source) == [Vocabulary.unknown, Vocabulary.end])
    #expect(pipeline.tokens("dog", .source).first != Vocabulary.unknown)
  }

  @Test func textThatCannotBeLearnedFromIsRefused() {
    let settings = TextPipeline.Settings(source: .english, target: .german)
    #expect(throws: TranslationDataError.self) { try TextPipeline.learn(settings, source: ["a"], target: []) }
    #expect(message { _ = try TextPipeline.learn(settings, source: [" "], target: ["x"]) }.contains("no words"))
    var twice = settings
    twice.target = .english
    twice.sharesVocabulary = false
    #expect(message { _ = try TextPipeline.learn(twice, source: ["a"], target: ["a"]) }.contains("share"))
  }

  @Test func theCacheServesManyThreadsAlike() async throws {
    let pipeline = try pipeline()
    let expected = Self.english.map { pipeline.tokens($0, .source) }
    let fresh = try self.pipeline()
    await withTaskGroup(of: [[Int32]].self) { group in
      for _ in 0..<8 { group.addTask { Self.english.map { fresh.tokens($0, .source) } } }
      for await tokens in group { #expect(tokens == expected) }
    }
  }
}
