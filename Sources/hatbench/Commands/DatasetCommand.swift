import ArgumentParser
import Files
import Foundation
import Hardware
import Profiler
import Quantities
import TransformerIR

/// `hatbench dataset`
struct Dataset: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure random designs of a space on this machine, as a latency dataset.",
    discussion: """
      HAT's protocol: encoder and decoder apart, the decoder forced through every step. The CSV has HAT's 14 columns, then run \
      order, device regime, the reference workload's time, threads, precision, runtime, the beam search's bookkeeping, medians \
      and the whole design. Samples are kept in a SQLite file as they are taken.
      """)

  @OptionGroup var space: SpaceOption
  @Option(help: "How many different designs to measure.")
  var samples: Int
  @Option(help: "The CSV file to write.")
  var output: String
  @Option(help: "Where samples are kept as they are taken; by default the output's path with the extension sqlite.")
  var store: String?
  @OptionGroup var measuring: MeasuringOptions
  @Flag(help: "Show progress even if standard error is not a terminal.")
  var progress = false

  func validate() throws {
    guard samples > 0 else { throw ValidationError("--samples must be positive") }
  }

  func run() throws {
    let space = try space.load()
    let path = try MeasuringOptions.storePath(store, output: output)
    let line = ProgressLine(isForced: progress)
    line.show("setting up")
    let bench = try measuring.bench(space, includesSearch: true)
    let designs = NamedDesign.random(samples, from: space, seed: measuring.seed)
    if designs.count < samples { Terminal.warn("\(space.name) has only \(designs.count) designs that could be found") }
    let plan = DesignPlan("dataset", designs, visits: 1, seed: measuring.seed, on: bench)
    let samples = try MeasurementStore(at: path, plan: plan, resuming: measuring.resume)
    try samples.requireSameMachine(bench.environment)
    let session = try samples.beginSession(in: bench.environment)
    var campaign = Campaign(
      stage: "designs", items: bench.items(designs, visits: 1), reference: bench.reference,
      sampler: bench.sampler(.dataset), seed: measuring.seed)
    campaign.isInterrupted = { Interruption.isRequested }
    campaign.report = { line.show("designs", $0) }
    let outcome = try campaign.run(into: samples, session: session)
    line.end()
    guard outcome.ending == .finished else { throw Interrupted(store: path) }
    let drift = Drift(references: try samples.references())
    let measured = try samples.samples(stage: "designs")
    let table = LatencyTable(designs, samples: measured, drift: drift, setting: bench.setting, threads: bench.threads)
    try WholeFile.write([Array(table.csv.utf8)], to: output)
    let regimes = drift.report(measured).count
    print(
      "\(table.rows.count) designs of \(space.name) under \(bench.setting.runtime.rawValue), \(bench.threads) threads, "
        + "\(regimes) \(regimes == 1 ? "regime" : "stretches in different regimes"), "
        + "\(measured.count { !$0.isUndisturbed }) disturbed; written to \(output)")
  }
}
