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
    var input = LineReader(STDIN_FILENO)
    var first = 1
    while let lines = try input.next(buffer) {
      let tokens = lines.map { pipeline.tokens($0, .source) }
      let tooLong = tokens.firstIndex { $0.count > translator.longestSentence }
      try write(translations(of: Array(tokens[..<(tooLong ?? tokens.endIndex)])))
      if let tooLong {
        throw CleanMessage(
          "line \(first + tooLong) has \(tokens[tooLong].count) tokens, and at most \(translator.longestSentence) can be "
            + "translated at once: split it. The lines before it are translated")
      }
      first += lines.count
    }
    if let report = input.report { Terminal.warn(report) }
  }

  private func translations(of tokens: [[Int32]]) throws -> [String] {
    // A line of nothing but its end symbol is not a sentence.
    let places = tokens.indices.filter { tokens[$0].count > 1 }
    var all = tokens.map { _ in "" }
    for (place, translation) in zip(places, try translator.translate(places.map { tokens[$0] })) {
      all[place] = pipeline.text(translation, .target)
    }
    return all
  }

  private func write(_ lines: [String]) throws {
    try FileHandle.standardOutput.write(contentsOf: Data(lines.map { $0 + "\n" }.joined().utf8))
  }
}
