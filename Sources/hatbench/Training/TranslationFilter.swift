import Foundation
import Inference
import Training
import TranslationData

/// Lines in, translations out, in the same order.
struct TranslationFilter {
  private let translator: Translator
  private let pipeline: TextPipeline

  init(_ model: LoadedModel, search: BeamSearch) {
    pipeline = model.checkpoint.pipeline
    translator = Translator(
      model: model.checkpoint.model, parameters: model.parameters, design: model.design, search: search,
      threads: model.threads)
  }

  /// Translates standard input to its end, `buffer` lines at a time.
  func run(buffer: Int) throws {
    var first = 1
    while true {
      var lines: [String] = []
      while lines.count < buffer, let line = readLine() { lines.append(line) }
      if lines.isEmpty { return }
      try write(translations(of: lines, first: first))
      first += lines.count
    }
  }

  private func translations(of lines: [String], first: Int) throws -> [String] {
    let tokens = lines.map { pipeline.tokens($0, .source) }
    // A line of nothing but its end symbol is not a sentence.
    let places = tokens.indices.filter { tokens[$0].count > 1 }
    if let long = places.first(where: { tokens[$0].count > translator.longestSentence }) {
      throw CleanMessage(
        "line \(first + long) has \(tokens[long].count) tokens, and at most \(translator.longestSentence) can be translated "
          + "at once: split it")
    }
    var all = lines.map { _ in "" }
    for (place, translation) in zip(places, try translator.translate(places.map { tokens[$0] })) {
      all[place] = pipeline.text(translation, .target)
    }
    return all
  }

  private func write(_ lines: [String]) throws {
    try FileHandle.standardOutput.write(contentsOf: Data(lines.map { $0 + "\n" }.joined().utf8))
  }
}

extension TextPipeline {
  /// A text as an evaluator wants it.
  func evaluated(_ text: ParallelText) -> Evaluator.Text {
    Evaluator.Text(
      sources: text.source.map { tokens($0, .source) }, targets: text.target.map { tokens($0, .target) },
      referenceWords: text.target.map { words($0, .target) }, references: text.target)
  }
}
