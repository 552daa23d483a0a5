import CostModel
import Training
import TransformerIR
import TranslationData

/// The lengths of a corpus as the engine meets them: in word pieces, the end symbol counted on both sides.
///
/// With a checkpoint, text becomes the pieces that its model reads and writes. Without one, prepared data (a run's `data`, or
/// fairseq's) has its pieces, `builtin:numbers` has a pipeline of its own, and a folder of text is taken to be in pieces
/// already: what spaces separate is counted. Learning merges would take longer than all the rest.
struct CorpusLengths {
  /// What `--data` of the other commands says: `builtin:numbers`, or a folder of text or of prepared data.
  var data: String
  var part: Part = .test
  /// Which of several test parts.
  var test: String?
  /// The languages, where the corpus leaves them open and no checkpoint says them.
  var source, target: Language?
  /// The model that decides what a piece is.
  var checkpoint: TrainingCheckpoint?

  /// Counts the part's pairs of sentences.
  ///
  /// - Throws: What reading the corpus throws; `TransformerIRError` for a sentence that is too long to be predicted;
  ///   `CleanMessage` for languages that the checkpoint does not know.
  func mixture() throws -> LengthMixture {
    try checkLanguages()
    let languages = checkpoint.map { ($0.pipeline.settings.source, $0.pipeline.settings.target) }
    let place = try DataSource(data, source: languages?.0 ?? source, target: languages?.1 ?? target, test: test)
    guard case .preprocessed(let folder) = place.kind else { return try mixture(of: place) }
    let sizes = checkpoint?.pipeline.vocabularies
    // Without a dictionary to compare with any number will do: lengths do not depend on it.
    let corpus = try BinaryCorpus(
      folder: folder, part: place.preprocessedName(part), source: place.source, target: place.target,
      vocabularySizes: (sizes?.source.count ?? .max, sizes?.target.count ?? .max))
    return try LengthMixture(
      (0..<corpus.count).lazy.map {
        LengthMixture.Entry(source: corpus.sourceLength($0), target: corpus.targetLength($0))
      })
  }

  private func mixture(of place: DataSource) throws -> LengthMixture {
    let text = try place.text(part)
    if text.report.kept < text.report.read { Terminal.warn("\(part.rawValue) part: \(text.report)") }
    let pipeline = try pipeline(for: place, text)
    return try LengthMixture(
      zip(text.source, text.target).lazy.map {
        LengthMixture.Entry(source: pipeline.tokens($0, .source).count, target: pipeline.tokens($1, .target).count)
      })
  }

  private func pipeline(for place: DataSource, _ text: ParallelText) throws -> TextPipeline {
    if let checkpoint { return checkpoint.pipeline }
    if case .builtin = place.kind {
      let train = try place.text(.train)
      return try .learn(BuiltinCorpus.numbersSettings, source: train.source, target: train.target)
    }
    // Whole words, each a piece: no merges are learned, and which numbers words get does not matter.
    var settings = TextPipeline.Settings(source: place.source, target: place.target)
    settings.tokenises = false
    settings.merges = 0
    return try .learn(settings, source: text.source, target: text.target)
  }

  private func checkLanguages() throws {
    guard let settings = checkpoint?.pipeline.settings else { return }
    for (asked, known) in [(source, settings.source), (target, settings.target)] where asked ?? known != known {
      throw CleanMessage(
        "the checkpoint translates \(settings.source) to \(settings.target), and lengths of '\(asked ?? known)' were asked "
          + "for: leave the languages out, they follow from the checkpoint")
    }
  }
}
