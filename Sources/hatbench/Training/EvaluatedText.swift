import Training
import TransformerIR
import TranslationData

/// What a model is evaluated on.
struct EvaluatedText {
  let text: Evaluator.Text
  /// Whether the references are what people wrote; if not, they are words joined by spaces, and SacreBLEU, which splits plain
  /// text itself, would count something else.
  let isPlain: Bool

  /// A part of what `--data` names, in the languages that `checkpoint` knows.
  init(_ data: String, _ part: Part, test: String?, for checkpoint: TrainingCheckpoint) throws {
    let pipeline = checkpoint.pipeline
    let (source, target) = (pipeline.settings.source, pipeline.settings.target)
    let place = try DataSource(data, source: source, target: target, test: test)
    guard case .preprocessed(let folder) = place.kind else {
      text = try pipeline.evaluated(place.text(part))
      isPlain = true
      return
    }
    let corpus = try BinaryCorpus(
      folder: folder, part: place.preprocessedName(part), source: source, target: target,
      vocabularySizes: (pipeline.vocabularies.source.count, pipeline.vocabularies.target.count))
    let targets = (0..<corpus.count).map(corpus.target)
    let words = targets.map { pipeline.words($0, .target) }
    text = Evaluator.Text(
      sources: (0..<corpus.count).map(corpus.source), targets: targets, referenceWords: words,
      references: words.map { $0.joined(separator: " ") })
    isPlain = false
  }
}

extension TextPipeline {
  /// A text as an evaluator wants it.
  /// - Throws: `CleanMessage` if a sentence is too long.
  fileprivate func evaluated(_ text: ParallelText) throws -> Evaluator.Text {
    let sources = text.source.map { tokens($0, .source) }
    let targets = text.target.map { tokens($0, .target) }
    for (side, sentences) in [("source", sources), ("target", targets)] {
      guard let long = sentences.firstIndex(where: { $0.count > Validation.longestSentence }) else { continue }
      throw CleanMessage(
        "line \(text.lineNumbers[long]) of the \(side) has \(sentences[long].count) tokens, and at most "
          + "\(Validation.longestSentence) can be evaluated: split it")
    }
    return Evaluator.Text(
      sources: sources, targets: targets, referenceWords: text.target.map { words($0, .target) },
      casedReferenceWords: settings.lowercases ? text.target.map { casedWords($0, .target) } : nil,
      references: text.target)
  }
}
