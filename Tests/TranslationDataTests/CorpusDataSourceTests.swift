import Files
import Foundation
import TestSupport
import Testing
import TranslationData

@Suite struct CorpusDataSourceTests {
  /// Runs `body` with a folder that has one line in each of `names`.
  private func withFiles<Result>(_ names: [String], _ body: (String) throws -> Result) throws -> Result {
    try SharedFiles.withTemporaryFolder { folder in
      for name in names { _ = try CorpusFiles.write("\(name)\n", folder, name) }
      return try body(folder.path)
    }
  }

  private func language(_ code: String) throws -> Language { try Language(code) }

  @Test func theBuiltinCorpusIsKnownByName() throws {
    let source = try DataSource("builtin:numbers")
    #expect((source.source.code, source.target.code) == ("en", "de"))
    #expect(source.test == "test")
    #expect(try source.text(.valid).source.count == 1000)
    #expect(
      message { _ = try DataSource("builtin:letters") }
        == "there is no built-in corpus 'letters'; there is builtin:numbers")
  }

  @Test func twoLanguagesNeedNotBeNamed() throws {
    try withFiles(["train.de", "train.en.gz", "val.de", "val.en", "README.md", "codes.txt"]) { folder in
      let source = try DataSource(folder)
      #expect(source.kind == .text(folder: folder))
      #expect((source.source.code, source.target.code) == ("en", "de"))
      #expect((source.tests, source.test) == ([], nil))
      let other = try DataSource(folder, source: language("de"))
      #expect((other.source.code, other.target.code) == ("de", "en"))
    }
    try withFiles(["train.fr", "train.de"]) { folder in
      let source = try DataSource(folder)
      #expect((source.source.code, source.target.code) == ("de", "fr"))
    }
  }

  @Test func threeLanguagesMustBeChosenFrom() throws {
    try withFiles(["train.de", "train.en", "train.fr"]) { folder in
      #expect(message { _ = try DataSource(folder) }.contains("has the languages de, en, fr: say which to translate"))
      #expect(message { _ = try DataSource(folder, source: language("en")) }.contains("say which to translate"))
      let source = try DataSource(folder, source: language("fr"), target: language("en"))
      #expect((source.source.code, source.target.code) == ("fr", "en"))
      #expect(
        message { _ = try DataSource(folder, source: language("it"), target: language("en")) }.contains(
          "nothing in 'it'"))
      #expect(
        message { _ = try DataSource(folder, source: language("en"), target: language("en")) }.contains("to itself"))
    }
  }

  @Test(arguments: ["valid", "val", "dev"]) func theValidPartHasManyNames(name: String) throws {
    try withFiles(["train.de", "train.en", "\(name).en", "\(name).de"]) { folder in
      let text = try DataSource(folder).text(.valid)
      #expect(text.target == ["\(name).de"])
    }
  }

  @Test func oneOfSeveralTestsMustBeNamed() throws {
    let parts = ["train", "test_2016", "test_2017"].flatMap { ["\($0).de", "\($0).en"] }
    try withFiles(parts) { folder in
      let source = try DataSource(folder)
      #expect(source.tests == ["test_2016", "test_2017"] && source.test == nil)
      #expect(message { _ = try source.text(.test) }.contains("name one of them: test_2016, test_2017"))
      #expect(try DataSource(folder, test: "test_2017").text(.test).source == ["test_2017.en"])
      #expect(message { _ = try DataSource(folder, test: "test_2018") }.contains("it has test_2016, test_2017"))
    }
  }

  @Test func whatIsMissingIsNamed() throws {
    #expect(message { _ = try DataSource("/none") } == "cannot read '/none': there is no such folder")
    try withFiles(["notes.md"]) { folder in
      #expect(message { _ = try DataSource(folder) }.contains("has neither text (train.en"))
    }
    try withFiles(["train.en", "train.de", "val.en"]) { folder in
      #expect(message { _ = try DataSource(folder).text(.valid) }.contains("'val' is not there in both en and de"))
      #expect(message { _ = try DataSource(folder).text(.test) }.contains("it has no test part"))
    }
  }

  @Test func preprocessedDataHasADirection() throws {
    let names = ["train", "valid", "test"].map { "\($0).de-en.de.idx" } + ["train.de-en.en.idx", "dict.en.txt"]
    try withFiles(names) { folder in
      let source = try DataSource(folder)
      #expect(source.kind == .preprocessed(folder: folder))
      #expect((source.source.code, source.target.code, source.test) == ("de", "en", "test"))
      let text = message { _ = try DataSource(folder, source: language("en"), target: language("de")) }
      #expect(text.contains("was made for de to en, not for en to de"))
      #expect(message { _ = try source.text(.train) }.contains("it has token numbers, no text"))
    }
  }
}
