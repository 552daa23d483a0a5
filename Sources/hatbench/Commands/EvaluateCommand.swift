import ArgumentParser
import Files
import Foundation
import Inference
import Profiler
import Training
import TransformerIR
import TranslationData

/// `hatbench evaluate`
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Loss, perplexity and BLEU of a checkpoint's design on a text.",
    discussion: """
      Evaluates the design that was trained, or the largest of a SuperTransformer with inherited weights. BLEU compares \
      words as the model writes them; SacreBLEU compares plain text, with the signature that is printed.
      """)

  @OptionGroup var checkpoint: CheckpointOptions
  @Option(help: "The text: a folder of files by language, or builtin:numbers.")
  var data: String
  @Option(help: "Which part: train, valid or test.")
  var part: Part = .test
  @Option(help: "Which of several test sets, by the name of its files.")
  var test: String?
  @OptionGroup var search: BeamOptions
  @Flag(help: "Split words at hyphens before tokenised BLEU is counted, as HAT does for WMT.")
  var splitCompounds = false
  @Option(help: "Also write the translations to this file, one per line.")
  var output: String?
  @Flag(help: "Print results as JSON.")
  var json = false
  @Flag(help: "Show progress even if standard error is not a terminal.")
  var progress = false

  func run() throws {
    let model = try checkpoint.load()
    let evaluated = try EvaluatedText(data, part, test: test, for: model.checkpoint)
    let line = ProgressLine(isForced: progress)
    var evaluator = Evaluator(
      model: model.checkpoint.model, parameters: model.parameters, design: model.design, search: search.beamSearch,
      limit: search.limit, threads: model.threads)
    evaluator.splitsCompounds = splitCompounds
    evaluator.unknownWord = "<unk>"
    let pipeline = model.checkpoint.pipeline
    var (result, translations) = try evaluator.evaluate(
      evaluated.text, words: { pipeline.words($0, .target) },
      casedWords: { pipeline.casedWords($0, .target) }, text: { pipeline.text($0, .target) },
      progress: { line.show("\($0) of \(evaluated.text.sources.count) sentences translated") })
    line.end()
    if !evaluated.isPlain { result.leaveOutPlainText() }
    for (side, percent) in [("source", result.unknownSourcePercent), ("target", result.unknownTargetPercent)] {
      guard let percent, percent > 2 else { continue }
      Terminal.warn(
        String(
          format:
            "%.1f %% of the \(side) tokens are not in the vocabulary: this is not the text that the model was made for",
          percent))
    }
    if let output {
      let lines = translations.map { pipeline.text($0, .target) + "\n" }
      do throws(FileError) { try WholeFile.write(lines.joined(), to: output) } catch {
        throw CleanMessage("cannot write the translations to '\(output)': \(error); choose another --output")
      }
    }
    if json { return try Terminal.printJSON(result) }
    print(EvaluationView(result: result).text)
  }
}

/// `hatbench translate`
struct Translate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Translate standard input, line by line, to standard output.",
    discussion: "An empty line stays empty; every line gives one line.")

  @OptionGroup var checkpoint: CheckpointOptions
  @OptionGroup var search: BeamOptions
  @Option(help: "Lines that are read before they are translated together; by default 1 from a terminal, else 512.")
  var buffer: Int?

  func validate() throws {
    guard buffer ?? 1 > 0 else { throw ValidationError("--buffer must be positive") }
  }

  func run() throws {
    let model = try checkpoint.load()
    let filter = TranslationFilter(model, search: search.beamSearch)
    try filter.run(buffer: buffer ?? (isatty(STDIN_FILENO) == 1 ? 1 : 512))
  }
}
