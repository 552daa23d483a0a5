import ArgumentParser
import CostModel
import Files
import Foundation
import HATSearch
import Hardware
import Profiler
import Quantities
import Reporting
import Training
import TransformerIR

/// `hatbench search`
struct Search: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Search a space for the best design that a profiled device runs within a latency limit.",
    discussion: """
      With --checkpoint the objective is the validation loss of a trained SuperTransformer's designs, with inherited weights; \
      without, it is 'capacity', a proxy that needs no training: decoder parameters first, then all parameters. A design is \
      accepted if the upper end of its 90 % interval is within the limit. Several devices and limits are searched in one run.
      """)

  enum Strategy: String, CaseIterable, ExpressibleByArgument {
    case evolution, hat, nsga2, random
  }
  enum ObjectiveName: String, CaseIterable, ExpressibleByArgument {
    case capacity
    case validationLoss = "validation-loss"
  }

  @Option(
    help:
      "Hardware profile: a shipped or local name (see 'hatbench profiles'), or a JSON file. Repeat it for several devices."
  )
  var profile: [String]
  @Option(
    help: """
      Search space: \(SearchSpace.shipped.map(\.name).joined(separator: ", ")), or a YAML file; by default the checkpoint's, \
      else wmt.
      """)
  var space: String?
  @Option(
    help:
      "The most that one translation may take: 350ms, 5s, or 50% of the largest design's latency. Repeat it for several."
  )
  var limit: [LatencyLimit] = []
  @Option(help: "What is made large or small; by default validation-loss with --checkpoint, else capacity.")
  var objective: ObjectiveName?
  @Flag(help: "Search for the whole front of objective against latency (NSGA-II); the limit is then optional.")
  var front = false
  @Option(
    name: .customLong("axis"),
    help: "What the front trades besides objective and latency: parameters or memory. Repeat it for both.")
  var moreAxes: [FrontAxis] = []
  @Option(help: "How designs are proposed; hat is HAT's own evolution. The default is evolution, with --front nsga2.")
  var strategy: Strategy?
  @Option(help: "Which end of the prediction must be within the limit: upper-bound or median.")
  var constraint: ChanceConstraint = .upperBound
  @Option(help: "Generations of evolution.")
  var generations = 30
  @Option(help: "Designs per generation; HAT's proportions of parents and mutants are kept.")
  var population = 125
  @Option(help: "Decides every random choice.")
  var seed: UInt64 = 0
  @OptionGroup var inherited: InheritedOptions
  @OptionGroup var verifying: VerifyingOptions
  @Option(
    help: """
      Write the best design to this file (HAT's YAML); of several searches, the designs into this folder. The default names \
      profile, space and limit.
      """)
  var output: String?
  @OptionGroup var results: OutputOptions

  func validate() throws {
    guard !limit.isEmpty || front else { throw ValidationError("give a latency limit, for instance --limit 5s") }
    guard !profile.isEmpty else { throw ValidationError("give a device, for instance --profile raspberry-pi-4") }
    guard (1...1_000_000).contains(generations) else {
      throw ValidationError("--generations must lie between 1 and 1,000,000")
    }
    guard (5...1_000_000).contains(population) else {
      throw ValidationError("--population must lie between 5 and 1,000,000: a fifth of it are parents")
    }
    guard inherited.losses == nil && inherited.data == nil || objective != .capacity else {
      throw ValidationError("--losses and --data have nothing to do with the capacity: leave --objective out")
    }
    guard inherited.checkpoint != nil || objective != .validationLoss else {
      throw ValidationError("the validation loss needs a trained SuperTransformer: give --checkpoint")
    }
    guard inherited.checkpoint == nil || space == nil else {
      throw ValidationError("--checkpoint has a space of its own: leave --space out")
    }
    guard moreAxes.allSatisfy({ $0 == .parameters || $0 == .memory }), Set(moreAxes).count == moreAxes.count else {
      throw ValidationError("--axis takes parameters and memory, each once")
    }
  }

  func run() throws {
    let checkpoint = try inherited.open()
    // Without losses to keep, a search is over in no time, and nothing asks whether to stop.
    if checkpoint != nil { Interruption.catchFirst() }
    let space = try checkpoint?.space ?? SpaceOption.load(self.space ?? "wmt")
    let devices = try profile.map { try DeviceLatency(ProfileCatalogue.standard.profile($0), space: space) }
    for warning in devices.flatMap(\.warnings) { Terminal.warn(warning) }
    let files = try SearchFiles(self, devices)
    let inherited = try inheritedObjective(checkpoint, files)
    let session = SearchSession(
      space: space,
      objective: inherited?.objective(racing: self.inherited.racing)
        ?? .capacity(architecture: space.architecture, setting: space.setting),
      constraint: constraint, axes: [.objective, .latency] + moreAxes,
      budget: SearchBudget(evaluations: population * (generations + 1)), generations: generations,
      seed: seed, makeStrategy: makeStrategy, line: results.progressLine)
    do {
      // An impossible limit is said before hours are spent on the others.
      for device in devices { try session.check(device, within: times(on: device, space)) }
      let found = try devices.enumerated().flatMap { try entries(of: session, on: $1, files.designs[$0]) }
      let searches = try verifying.verified(
        found, isUsual: checkpoint != nil, resuming: self.inherited.resume, line: results.progressLine)
      try deliver(SearchReport(searches: searches, lossTime: inherited.map { Seconds($0.losses.seconds) }))
    } catch let error as SearchError {
      guard case .constraintUnreachable(_, let fastest, _, _) = error, results.json else { throw error }
      try Terminal.printJSON(UnreachableJSON(error: "\(error)", fastestSeenSecond: fastest.value))
      throw ExitCode.failure
    } catch is InheritedLosses.Stopped {
      throw CleanMessage(
        "interrupted; every loss so far is in '\(files.losses)': give the same command with --resume to go on")
    }
  }

  private func inheritedObjective(
    _ checkpoint: TrainingCheckpoint?, _ files: SearchFiles
  ) throws -> InheritedObjective? {
    guard let checkpoint, objective != .capacity else { return nil }
    return try inherited.objective(checkpoint, keeping: files.losses)
  }

  /// The limits in seconds; one that is none if there are none.
  private func times(on device: DeviceLatency, _ space: SearchSpace) -> [Seconds?] {
    limit.isEmpty ? [nil] : limit.map { $0.time(on: device, of: space) }
  }

  private func entries(
    of session: SearchSession, on device: DeviceLatency, _ files: [String]
  ) throws -> [SearchReport.Entry] {
    let names = limit.isEmpty ? [nil] : limit.map { Optional($0.name) }
    let found = try session.run(on: device, within: times(on: device, session.space))
    return zip(zip(names, files), found).map { named, found in
      var entry = SearchReport.Entry(
        found.result, found.problem, device, limitName: named.0, elapsed: found.elapsed)
      entry.file = named.1
      return entry
    }
  }

  private func makeStrategy() throws -> any SearchStrategy {
    let sizes = EvolutionSettings(
      population: population, parents: population / 5, mutants: population * 2 / 5, generations: generations)
    switch strategy ?? (front ? .nsga2 : .evolution) {
    case .evolution: return try EvolutionarySearch(sizes)
    case .hat:
      var faithful = sizes
      faithful.rule = .rejection
      return try EvolutionarySearch(faithful)
    case .nsga2: return try NSGA2Search(NSGA2Settings(population: population, generations: generations))
    case .random: return try RandomSearch(batch: population)
    }
  }

  private func deliver(_ report: SearchReport) throws {
    for search in report.searches where search.holds { try write(search.winner.design.yaml, to: search.file) }
    if let page = results.report { try SearchPage(report).write(to: page) }
    if results.json {
      let json = try SearchesJSON(report)
      try json.searches.count == 1 ? Terminal.printJSON(json.searches[0]) : Terminal.printJSON(json)
    } else {
      print(try SearchView(report: report, showsFront: front).text)
    }
    let problems = report.searches.compactMap { $0.verification?.problem ?? $0.obstacle }
    problems.forEach(Terminal.warn)
    guard problems.isEmpty else { throw ExitCode.failure }
  }

  private func write(_ text: String, to path: String) throws {
    do throws(FileError) {
      try WholeFile.write(text, to: path)
    } catch {
      throw CleanMessage("cannot write the design to '\(path)': \(error); choose another --output")
    }
  }
}

extension ChanceConstraint: ExpressibleByArgument {}
extension FrontAxis: ExpressibleByArgument {}

/// An error that is all message.
struct CleanMessage: Error, CustomStringConvertible {
  let description: String
  init(_ description: String) { self.description = description }
}

/// What an unreachable limit prints under `--json`.
private struct UnreachableJSON: Encodable {
  var error: String
  var fastestSeenSecond: Double

  enum CodingKeys: String, CodingKey {
    case error
    case fastestSeenSecond = "fastest_seen_second"
  }
}
