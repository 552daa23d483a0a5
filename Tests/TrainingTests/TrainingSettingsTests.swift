import Foundation
import TestSupport
import Testing
import TransformerIR

@testable import Training

@Suite struct TrainingSettingsTests {
  /// What HAT's files say is what the shipped spaces are trained with.
  @Test(
    .enabled(if: SharedFiles.data("hat-configs") != nil, "needs ../shared/data"),
    arguments: [
      ("wmt14.en-de__supertransformer__space0", "wmt", false), ("wmt14.en-de__subtransformer__common", "wmt", true),
      ("iwslt14.de-en__supertransformer__space1", "iwslt", false),
      ("iwslt14.de-en__subtransformer__common", "iwslt", true),
    ])
  func hatsFilesAreTheShippedSettings(file: String, space: String, isSingle: Bool) throws {
    let path = try #require(SharedFiles.data("hat-configs/\(file).yml")).path
    var settings = try TrainingFile(path).settings
    let shipped = try #require(TrainingSettings.shipped(for: space, single: isSingle))
    // A single design's epochs are counted as HAT's file says, which for WMT gives other intervals.
    settings.saveInterval = shipped.saveInterval
    settings.validateInterval = shipped.validateInterval
    #expect(settings == shipped)
  }

  @Test(.enabled(if: SharedFiles.data("hat-configs") != nil, "needs ../shared/data"))
  func hatsFilesSayWhichText() throws {
    let path = try #require(SharedFiles.data("hat-configs/iwslt14.de-en__supertransformer__space1.yml")).path
    let file = try TrainingFile(path)
    #expect(file.data == "data/binary/iwslt14_de_en" && file.source == "de" && file.target == "en")
  }

  /// HAT trains a design with a file that has the SuperTransformer's sizes and no choices.
  @Test(.enabled(if: SharedFiles.data("hat-configs") != nil, "needs ../shared/data"))
  func aFileWithoutChoicesServesForADesign() throws {
    let path = try #require(SharedFiles.data("hat-configs/wmt14.en-de__subtransformer__common.yml")).path
    let design = SearchSpace.wmt.smallest
    let (space, warnings) = try SearchSpace.load(file: path, for: design)
    #expect(space.largest == design && warnings.isEmpty)
    #expect(space.architecture == SearchSpace.wmt.architecture)
    #expect(message { _ = try SearchSpace.load(file: path) }.contains("expected this key to be given"))
  }

  @Test(arguments: [
    ("optimizer: sgd", "'adam'"), ("criterion: cross_entropy", "'label_smoothed_cross_entropy'"),
    ("adam-betas: 0.9", "two numbers"), ("lr-scheduler: step", "cosine or inverse_sqrt"),
    ("sampling: often", "uniform, flops"), ("lr: fast", "a number"), ("max-tokens: many", "a whole number"),
  ])
  func aValueThatIsNotUnderstoodIsNamed(line: String, expected: String) throws {
    try SharedFiles.withTemporaryFolder { folder in
      let path = folder.appendingPathComponent("settings.yml").path
      try "dropout: 0.1\n\(line)\n".write(toFile: path, atomically: true, encoding: .utf8)
      let text = message { _ = try TrainingFile(path) }
      #expect(text.contains("settings.yml:2") && text.contains(expected), "\(text)")
    }
  }

  @Test func impossibleNumbersAreRefused() {
    let changes: [(WritableKeyPath<TrainingSettings, Float>, String)] = [
      (\.dropout, "dropout"), (\.labelSmoothing, "label smoothing"), (\.squareDecay, "β₂"),
    ]
    for (key, name) in changes {
      var settings = TrainingSettings()
      settings[keyPath: key] = 1
      #expect(message { try settings.validate() }.contains("\(name) of 1.0"))
      settings[keyPath: key] = .nan
      #expect(message { try settings.validate() }.contains(name))
    }
  }

  @Test func aSpaceComesBackFromItsYAML() throws {
    for space in SearchSpace.shipped {
      var (read, warnings) = try SearchSpace.parse(yaml: space.yaml, name: "x")
      read.name = space.name
      #expect(read == space && warnings.isEmpty)
    }
  }
}
