import ArgumentParser
import Foundation
import Hardware
import Profiler
import Quantities
import Reporting
import TransformerIR

/// `hatbench measure`
struct Measure: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure one design, those of a folder, or some random ones, on this machine.",
    discussion: "Several designs are measured in turns, so that what the machine does meanwhile meets all of them.")

  @Option(help: "A design file (HAT's YAML), or 'largest' or 'smallest' of the space. Repeat it for several.")
  var design: [String] = []
  @Option(help: "A folder of design files, all measured together; a design is called as its file.")
  var designs: String?
  @Option(help: "How many random designs of the space to measure instead.")
  var samples: Int?
  @OptionGroup var space: SpaceOption
  @Option(help: "How often to come back to each design.")
  var visits = 3
  @Flag(help: "Also time every operator within the designs: where their time goes. 'simulate --against' reads it.")
  var operators = false
  @Option(help: "Keep every sample in this SQLite file; by default they are discarded after use.")
  var store: String?
  @OptionGroup var measuring: MeasuringOptions
  @Flag(help: "Print results as JSON.")
  var json = false
  @Flag(help: "Show progress even if standard error is not a terminal.")
  var progress = false

  func validate() throws {
    guard [!design.isEmpty, designs != nil, samples != nil].count(where: { $0 }) == 1 else {
      throw ValidationError("give one of --design D.yml, --designs FOLDER and --samples N")
    }
    guard samples.map({ $0 > 0 }) ?? true else { throw ValidationError("--samples must be positive") }
    guard visits > 0 else { throw ValidationError("--visits must be positive") }
    guard !measuring.resume || store != nil else {
      throw ValidationError("--resume needs --store, which has the samples")
    }
  }

  func run() throws {
    let space = try space.load()
    let designs = try designs(of: space)
    let line = ProgressLine(isForced: progress)
    line.show("setting up")
    let bench = try measuring.bench(space, includesSearch: true)
    let plan = DesignPlan("measure", designs, visits: visits, seed: measuring.seed, on: bench)
    let place = try TemporaryStore(store)
    defer { place.discard() }
    let samples = try MeasurementStore(at: place.path, plan: plan, resuming: measuring.resume)
    try samples.requireSameMachine(bench.environment)
    let session = try samples.beginSession(in: bench.environment)
    var stages = [(name: "designs", items: bench.items(designs, visits: visits))]
    // Reading the clock around every operator costs a little, so that whole latencies are timed apart.
    if operators { stages.append(("nodes", bench.nodeItems(designs, visits: visits))) }
    for stage in stages {
      var campaign = Campaign(
        stage: stage.name, items: stage.items, reference: bench.reference, sampler: bench.sampler(.designs),
        seed: measuring.seed)
      campaign.isInterrupted = { Interruption.isRequested }
      campaign.report = { line.show(stage.name, $0) }
      let outcome = try campaign.run(into: samples, session: session)
      guard outcome.ending == .finished else { throw Interrupted(store: store) }
    }
    line.end()
    let drift = Drift(references: try samples.references())
    let measured = try bench.designs(
      designs, KeySummary.all(try samples.samples(stage: "designs"), drift: drift))
    let nodes = try samples.samples(stage: "nodes")
    let steady = try drift.mainSession.map { session in
      let series = ReferenceSeries(try samples.references(), relativeTo: session.mainReference)
      return SteadyMeasurement(
        designs: SteadyTimes(try samples.samples(stage: "designs"), series), operators: SteadyTimes(nodes, series))
    }
    if json { return try Terminal.printJSON(MeasurementJSON(measured, steady, drift.mainSession, bench)) }
    print(MeasurementView(measured: measured, steady: operators ? steady : nil, bench: bench).text)
  }

  private func designs(of space: SearchSpace) throws -> [NamedDesign] {
    if let samples { return NamedDesign.random(samples, from: space, seed: measuring.seed) }
    if let folder = self.designs {
      return try DesignFolder.load(folder).map { item in
        item.warnings.forEach(Terminal.warn)
        return NamedDesign(name: item.name, design: item.design)
      }
    }
    let named = try design.map { text in
      let name = DesignName(text)
      return NamedDesign(
        name: URL(fileURLWithPath: text).deletingPathExtension().lastPathComponent,
        design: try name.end(of: space) ?? name.file() ?? space.largest)
    }
    let names = Dictionary(grouping: named, by: \.name)
    if let twice = names.filter({ $1.count > 1 }).keys.min() {
      throw CleanMessage("two designs are called '\(twice)': rename one of the files")
    }
    return named
  }
}
