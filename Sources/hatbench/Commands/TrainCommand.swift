import ArgumentParser
import Foundation
import Profiler
import TensorEngine
import Training
import TransformerIR
import TransformerModel
import TranslationData

/// `hatbench train`
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Train a space's SuperTransformer, or one design of it, from text.",
    discussion: """
      The output folder holds the text pipeline, the checkpoints (last, best, averaged), log.csv and validation.csv, and \
      training.html with their curves. A run that was stopped or killed goes on with --resume and ends with the same \
      weights, bit for bit, as one that never was. HAT's YAML files serve as --space and --config unchanged.
      """)

  @Option(
    help:
      "The text: a folder of train, valid and test files by language, plain or gzip; fairseq's binary folder; or builtin:numbers."
  )
  var data: String?
  @OptionGroup var text: TextOptions
  @OptionGroup var space: SpaceOption
  @Option(help: "Train only this design (a YAML file with HAT's keys, or 'largest' or 'smallest').")
  var design: String?
  @Option(help: "Start from the weights of this checkpoint instead of random ones.")
  var initial: String?
  @Option(help: "The run's folder.")
  var output: String
  @Flag(help: "Go on with the run in the output folder.")
  var resume = false
  @Option(help: "Stop after this time, with its unit (90s, 30m, 2h), to be resumed later.")
  var stopAfter: Budget?
  @OptionGroup var options: TrainingOptions
  @Option(help: "Threads that share each batch; all physical cores by default.")
  var threads: Int?
  @Flag(help: "Print results as JSON.")
  var json = false
  @Flag(help: "Show progress even if standard error is not a terminal.")
  var progress = false

  func validate() throws {
    try CheckpointOptions.check(threads: threads)
  }

  func run() throws {
    Interruption.catchFirst()
    let line = ProgressLine(isForced: progress)
    let setup = try TrainingSetup(self) { line.show($0) }
    let run = try TrainingRun(
      setup.plan, data: setup.data, folder: output, initial: initial.map { path in { try setup.weights(from: path) } },
      pool: WorkerPool(workers: setup.plan.threads), resuming: resume)
    let start = ContinuousClock.now
    let view = TrainingView(run, line)
    let ending = try run.run(
      shouldStop: {
        Interruption.isRequested || stopAfter.map { ContinuousClock.now - start > .seconds($0.seconds.value) } ?? false
      }, listener: view.hear)
    line.end()
    try TrainingPage(run).write(to: "\(output)/training.html")
    guard ending == .finished else { throw StoppedTraining(folder: output, updates: run.progress.updates) }
    if json { return try Terminal.printJSON(TrainingJSON(run)) }
    print(TrainingView.summary(run))
  }
}

/// Ends the program after a training run that is to be gone on with.
struct StoppedTraining: Error, CustomStringConvertible {
  let folder: String
  let updates: Int

  var description: String {
    "stopped after \(updates) updates; the state is in '\(folder)': give the same command with --resume to go on"
  }
}
