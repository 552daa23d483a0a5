import Files
import Foundation
import TestSupport
import Testing

@testable import TranslationData

@Suite struct PreparedDataTests {
  /// A small corpus in a folder `raw`, and the place `ready` for its preparation.
  private struct Setting {
    let raw: URL
    let ready: String

    init(_ folder: URL) throws {
      raw = folder.appendingPathComponent("raw")
      ready = folder.appendingPathComponent("ready").path
      try FileManager.default.createDirectory(at: raw, withIntermediateDirectories: true)
      _ = try CorpusFiles.write("one two\n\nthree\ntwo two two two two two two\n", raw, "train.en")
      _ = try CorpusFiles.write("eins zwei\nzwei\ndrei\nzwei\n", raw, "train.de")
      for part in ["valid", "test"] {
        _ = try CorpusFiles.write("two\nthree one\n", raw, "\(part).en")
        _ = try CorpusFiles.write("zwei\ndrei eins\n", raw, "\(part).de")
      }
    }

    var settings: TextPipeline.Settings {
      get throws {
        var settings = TextPipeline.Settings(source: try Language("en"), target: try Language("de"))
        settings.tokenises = false
        settings.merges = 0
        return settings
      }
    }

    /// Prepares, and what progress was told.
    func prepare(
      _ change: (inout TextPipeline.Settings) -> Void = { _ in }, filter: CorpusFilter = CorpusFilter()
    ) throws -> (data: PreparedData, heard: [String]) {
      var settings = try settings
      change(&settings)
      var heard: [String] = []
      let data = try PreparedData.prepare(
        try DataSource(raw.path), settings: settings, filter: filter, folder: ready
      ) { heard.append($0) }
      return (data, heard)
    }
  }

  private func withCorpus(_ body: (Setting) throws -> Void) throws {
    try SharedFiles.withTemporaryFolder { try body(Setting($0)) }
  }

  /// Line 2 has an empty side, line 4 seven words for one.
  @Test func preparedSentencesAreThoseOfTheText() throws {
    try withCorpus { corpus in
      let data = try corpus.prepare().data
      #expect(data.train.count == 2 && data.valid.count == 2)
      #expect(data.pipeline.words(data.train.source(0), .source) == ["one", "two"])
      #expect(data.pipeline.words(data.train.target(1), .target) == ["drei"])
      #expect(data.train.source(0).last == 2)
      #expect(
        data.reports[.train]?.description == "4 pairs read, 2 kept; left out: 1 because a side is empty (line 2), "
          + "1 because the lengths differ too much (line 4)")
    }
  }

  @Test func theSamePreparationIsUsedAgain() throws {
    try withCorpus { corpus in
      let first = try corpus.prepare()
      let stamp =
        try FileManager.default.attributesOfItem(atPath: "\(corpus.ready)/prepared.json")[.systemFileNumber] as? Int
      let second = try corpus.prepare()
      #expect(first.heard.contains { $0.hasPrefix("Learning") })
      #expect(second.heard == ["The prepared data in '\(corpus.ready)' is used."])
      #expect(second.data.reports == first.data.reports)
      #expect(
        try FileManager.default.attributesOfItem(atPath: "\(corpus.ready)/prepared.json")[.systemFileNumber] as? Int
          == stamp)
      #expect(try PreparedData.open(folder: corpus.ready).train.source(1) == first.data.train.source(1))
    }
  }

  @Test func whatDiffersIsSaidAndPreparedAnew() throws {
    try withCorpus { corpus in
      _ = try corpus.prepare()
      #expect(
        try corpus.prepare { $0.sharesVocabulary = false }.heard[0].hasSuffix("because its text settings are others."))
      let filtered = try corpus.prepare({ $0.sharesVocabulary = false }, filter: CorpusFilter(maximumRatio: nil))
      #expect(filtered.heard[0].hasSuffix("because its filter is another."))
      #expect(filtered.data.train.count == 3)
      _ = try CorpusFiles.write("two\nthree two\n", corpus.raw, "valid.en")
      let changed = try corpus.prepare({ $0.sharesVocabulary = false }, filter: CorpusFilter(maximumRatio: nil))
      #expect(changed.heard[0].hasSuffix("because 'valid.en' has changed."))
      #expect(changed.data.pipeline.words(changed.data.valid.source(1), .source) == ["three", "two"])
    }
  }

  @Test func nothingHalfMadeIsLeft() throws {
    try withCorpus { corpus in
      // The training part has short lines enough, the validation part only one that is too long.
      let long = String(repeating: "one ", count: 9) + "\n"
      _ = try CorpusFiles.write(long, corpus.raw, "valid.en")
      _ = try CorpusFiles.write(long, corpus.raw, "valid.de")
      let text = message { _ = try corpus.prepare(filter: CorpusFilter(maximumLength: 5)) }
      #expect(text.hasPrefix("nothing is left of the valid part: 1 pair read, 0 kept"), "\(text)")
      #expect(!FileManager.default.fileExists(atPath: corpus.ready))
      #expect(!FileManager.default.fileExists(atPath: "\(corpus.ready).partial"))
    }
  }

  @Test func foldersWithOtherThingsAreLeftAlone() throws {
    try withCorpus { corpus in
      try FileManager.default.createDirectory(atPath: corpus.ready, withIntermediateDirectories: true)
      try WholeFile.write("mine", to: "\(corpus.ready)/thesis.tex")
      #expect(
        message { _ = try corpus.prepare() }.contains("holds other files (thesis.tex, …): name a folder that is empty"))
      try FileManager.default.removeItem(atPath: "\(corpus.ready)/thesis.tex")
      _ = try corpus.prepare()
      try WholeFile.write("mine", to: "\(corpus.ready)/thesis.tex")
      #expect(message { _ = try corpus.prepare { $0.sharesVocabulary = false } }.contains("also holds 'thesis.tex'"))
      #expect(try WholeFile.readText("\(corpus.ready)/thesis.tex", limit: 9) == "mine")
    }
  }

  @Test func partsOfDifferentPreparationsDoNotFit() throws {
    try withCorpus { corpus in
      _ = try corpus.prepare()
      let languages = (try Language("en"), try Language("de"))
      try BinaryCorpus.write(
        [([4, 2], [4, 2])], folder: corpus.ready, part: "train", source: languages.0, target: languages.1,
        vocabularySizes: (64, 64))
      let text = message { _ = try PreparedData.open(folder: corpus.ready) }
      #expect(text.contains("has 1 pairs, not the 2 that were prepared: remove the folder and prepare again"))
      let path = "\(corpus.ready)/prepared.json"
      let manifest = try WholeFile.readText(path, limit: 1 << 20)
      try WholeFile.write(manifest.replacingOccurrences(of: "\"pipeline\" : \"", with: "\"pipeline\" : \"9"), to: path)
      #expect(message { _ = try PreparedData.open(folder: corpus.ready) }.contains("is not the one that its corpus"))
      try WholeFile.write("{}", to: path)
      #expect(
        message { _ = try PreparedData.open(folder: corpus.ready) }.contains("prepared.json: found something else"))
    }
  }

  @Test func languagesMustBeTheCorpus() throws {
    try withCorpus { corpus in
      let french = try Language("fr")
      let text = message { _ = try corpus.prepare { $0.target = french } }
      #expect(text == "the text settings are for en to fr, the corpus is en to de")
    }
  }

  @Test func aFolderThatCannotBeMadeIsAnError() throws {
    try withCorpus { corpus in
      let text = message {
        _ = try PreparedData.prepare(
          try DataSource(corpus.raw.path), settings: corpus.settings, filter: CorpusFilter(), folder: "/proc/ready"
        ) { _ in }
      }
      #expect(text.hasPrefix("cannot write '/proc/ready.partial': "))
    }
  }

  /// What was prepared is itself preprocessed data, once more filtered: sentences of one word and the end symbol are left.
  @Test func preprocessedDataIsFilteredAndKeepsItsDictionary() throws {
    try withCorpus { corpus in
      let text = try corpus.prepare(filter: CorpusFilter(maximumRatio: nil)).data
      let again = "\(corpus.ready)2"
      let source = try DataSource(corpus.ready)
      let data = try PreparedData.prepare(
        source, settings: corpus.settings, filter: CorpusFilter(maximumLength: 3), folder: again
      ) { _ in }
      #expect(
        data.reports[.train]?.description == "3 pairs read, 2 kept; left out: 1 because a side is too long (line 3)")
      #expect(data.train.source(1) == text.train.source(1))
      #expect(data.pipeline.fingerprint == text.pipeline.fingerprint)
    }
  }

  /// Without `prepared.json` and `text.json` the folder is what fairseq's preprocessing leaves.
  @Test func fairseqsFoldersHaveOnlyDictionaries() throws {
    try withCorpus { corpus in
      let text = try corpus.prepare().data
      for name in ["prepared.json", "text.json"] {
        try FileManager.default.removeItem(atPath: "\(corpus.ready)/\(name)")
      }
      let data = try PreparedData.prepare(
        try DataSource(corpus.ready), settings: corpus.settings, filter: CorpusFilter(), folder: "\(corpus.ready)2"
      ) { _ in }
      #expect(data.pipeline.vocabularies.source == text.pipeline.vocabularies.source)
      #expect(data.train.target(0) == text.train.target(0))
    }
  }

  /// The space `tiny` has 512 words, and its designs are timed at lengths up to 16.
  @Test func theBuiltinCorpusFitsTheSpaceTiny() throws {
    try SharedFiles.withTemporaryFolder { folder in
      let data = try PreparedData.prepare(
        try DataSource("builtin:numbers"), settings: try BuiltinCorpus.numbersSettings, filter: CorpusFilter(),
        folder: folder.appendingPathComponent("ready").path
      ) { _ in }
      #expect(data.pipeline.vocabularies.source.count < 512)
      #expect((data.train.count, data.valid.count) == (18_000, 1_000))
      #expect(Double(data.train.tokens.target) / 18_000 < 14)
      let text = BuiltinCorpus.numbers(.test).target
      #expect(text.allSatisfy { data.pipeline.text(data.pipeline.tokens($0, .target), .target) == $0 })
    }
  }
}
