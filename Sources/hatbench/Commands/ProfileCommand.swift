import ArgumentParser
import CostModel
import Foundation
import Hardware
import Profiler
import Quantities
import TransformerIR

/// `hatbench profile`
struct Profile: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract:
      "Measure this machine: its ceilings, the operators of a space, a few whole designs; write a hardware profile.",
    discussion: """
      Every sample is kept in a SQLite file as it is taken, so that a run that was killed goes on with --resume. Run \
      'hatbench doctor' first.
      """)

  @Option(help: "The hardware profile to write; its file name is the profile's name.")
  var output: String
  @Option(help: "How long measuring may take, with its unit: 90s, 10m, 1h.")
  var budget = Budget(seconds: 600)
  @OptionGroup var space: SpaceOption
  @Option(help: "Where samples are kept as they are taken; by default the output's path with the extension sqlite.")
  var store: String?
  @OptionGroup var measuring: MeasuringOptions
  @OptionGroup var results: OutputOptions

  func run() throws {
    let space = try space.load()
    let path = try MeasuringOptions.storePath(store, output: output)
    // Before anyone waits: a file that is not a profile is not replaced after ten minutes.
    let base = FileManager.default.fileExists(atPath: output) ? try HardwareProfile.load(file: output) : nil
    let name = URL(fileURLWithPath: output).deletingPathExtension().lastPathComponent
    let line = results.progressLine
    line.show("setting up")
    let bench = try measuring.bench(space, includesSearch: false)
    var run = try ProfileRun(bench, budget: budget.seconds, seed: measuring.seed)
    run.worthMeasuringAgain = {
      OperatorFit.worthTimingAgain(
        $0, streaming: $1.streaming(threads: bench.threads), space: space, runtime: bench.setting.runtime)
    }
    let samples = try MeasurementStore(at: path, plan: run.plan, resuming: measuring.resume)
    let measurements = try run.run(into: samples) { stage, progress in line.show(stage.rawValue, progress) }
    line.end()
    guard let measurements else { throw Interrupted(store: path) }
    let assembly = try ProfileAssembly(measurements, bench: bench, name: name, base: base)
    try assembly.profile.save(file: output)
    if let report = results.report { try ProfilePage(assembly, bench).write(to: report) }
    if results.json { return try Terminal.printJSON(ProfileRunJSON(assembly)) }
    print(ProfileRunView(assembly: assembly, output: output).text)
  }
}

/// A length of time on the command line.
struct Budget: ExpressibleByArgument {
  /// The length.
  var seconds: Seconds

  init(seconds: Double) { self.seconds = Seconds(seconds) }

  /// Reads `90s`, `10m`, `1h`, `350ms`.
  init?(argument: String) {
    for (suffix, factor) in [("h", 3600.0), ("m", 60.0)] where argument.hasSuffix(suffix) && !argument.hasSuffix("ms") {
      guard let amount = Double(argument.dropLast()), amount.isFinite, amount > 0 else { return nil }
      seconds = Seconds(amount * factor)
      return
    }
    guard let seconds = Seconds(argument) else { return nil }
    self.seconds = seconds
  }

  var defaultValueDescription: String { "\(Int(seconds.value / 60))m" }
}
