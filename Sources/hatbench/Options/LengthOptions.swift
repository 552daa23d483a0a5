import ArgumentParser
import CostModel
import Training
import TransformerIR
import TranslationData

/// Which sentence lengths a design is run on: a histogram, or those of a corpus; neither for the one length of the space.
struct LengthOptions: ParsableArguments {
  @Option(
    help: "Lengths to run on: a CSV file with the columns source, target and count, in tokens, end symbols counted.")
  var lengths: String?
  @Option(help: "Or the lengths of this corpus: a folder of text or of prepared data, or builtin:numbers.")
  var lengthsOf: String?
  @Option(
    help: """
      A checkpoint, whose word pieces are counted; without one the text is taken to be in pieces that spaces separate, if \
      it is not prepared.
      """)
  var lengthsCheckpoint: String?
  @Option(help: "Which part of the corpus: train, valid or test (by default).")
  var lengthsPart: Part?
  @Option(help: "Which of several test sets, by the name of its files.")
  var lengthsTest: String?
  @Option(help: "Source language of the corpus, where it holds more than two.")
  var lengthsSource: Language?
  @Option(help: "Target language of the corpus.")
  var lengthsTarget: Language?

  func validate() throws {
    guard lengths == nil || lengthsOf == nil else {
      throw ValidationError("--lengths gives lengths, and so does --lengths-of: give one of them")
    }
    let orphans = [
      ("--lengths-checkpoint", lengthsCheckpoint != nil), ("--lengths-part", lengthsPart != nil),
      ("--lengths-test", lengthsTest != nil), ("--lengths-source", lengthsSource != nil),
      ("--lengths-target", lengthsTarget != nil),
    ]
    if lengthsOf == nil, let orphan = orphans.first(where: \.1) {
      throw ValidationError("\(orphan.0) belongs to --lengths-of: say which corpus is meant")
    }
    if lengthsTest != nil, let lengthsPart, lengthsPart != .test {
      throw ValidationError("--lengths-test names a test set, and --lengths-part is \(lengthsPart.rawValue)")
    }
  }

  /// The lengths that were asked for; nil if none were.
  func load() throws -> LengthMixture? {
    if let lengths { return try LengthMixture.load(csv: lengths) }
    guard let lengthsOf else { return nil }
    let corpus = CorpusLengths(
      data: lengthsOf, part: lengthsPart ?? .test, test: lengthsTest, source: lengthsSource, target: lengthsTarget,
      checkpoint: try lengthsCheckpoint.map { try TrainingCheckpoint($0) })
    return try corpus.mixture()
  }
}
