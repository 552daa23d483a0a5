import ArgumentParser
import CostModel
import Files
import Foundation
import HATSearch
import Hardware
import Quantities
import Reporting
import TransformerIR

/// `hatbench search`
struct Search: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Search a space for the best design that a profiled device runs within a latency limit.",
    discussion: """
      The objective is 'capacity', a proxy that needs no training: decoder parameters first, then all parameters. A design \
      is accepted if the upper end of its 90 % interval is within the limit.
      """)

  enum Strategy: String, CaseIterable, ExpressibleByArgument {
    case evolution, hat, nsga2, random
  }
  enum ObjectiveName: String, CaseIterable, ExpressibleByArgument {
    case capacity
  }

  @OptionGroup var profile: ProfileOption
  @OptionGroup var space: SpaceOption
  @Option(help: "The most that one translation may take, with its unit: 350ms, 5s.")
  var limit: Seconds?
  @Option(help: "What is made large or small.")
  var objective: ObjectiveName = .capacity
  @Flag(help: "Search for the whole front of objective against latency (NSGA-II); the limit is then optional.")
  var front = false
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
  @Option(help: "Write the best design to this file (HAT's YAML). The default names profile, space and limit.")
  var output: String?
  @OptionGroup var results: OutputOptions

  func validate() throws {
    guard limit != nil || front else { throw ValidationError("give a latency limit, for instance --limit 5s") }
  }

  func run() throws {
    let space = try space.load()
    let device = try DeviceLatency(profile.load(), space: space)
    let problem = SearchProblem(
      space: space, estimator: device, limit: limit, constraint: constraint,
      objective: .capacity(architecture: space.architecture, setting: space.setting))
    do {
      let result = try solve(problem)
      try deliver(result, problem, device)
    } catch let error as SearchError {
      guard case .constraintUnreachable(_, let fastest, _, _) = error, results.json else { throw error }
      try Terminal.printJSON(UnreachableJSON(error: "\(error)", fastestSeenSecond: fastest.value))
      throw ExitCode.failure
    }
  }

  private func solve(_ problem: SearchProblem) throws -> SearchResult {
    let line = results.progressLine
    defer { line.end() }
    let budget = SearchBudget(evaluations: max(1, population) * (max(1, generations) + 1))
    return try problem.solve(using: try makeStrategy(), budget: budget, seed: seed) { progress in
      line.show(
        "generation \(progress.record.generation), \(progress.record.evaluations) evaluations, "
          + "best objective \(Numeral.text(progress.record.bestObjective)), \(progress.elapsed)")
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

  private func deliver(_ result: SearchResult, _ problem: SearchProblem, _ device: DeviceLatency) throws {
    let workload = try Workload(
      design: result.best.design, architecture: problem.space.architecture, setting: problem.space.setting)
    let view = EstimateView(workload, device)
    view.estimate.warnings.forEach(Terminal.warn)
    let file = output ?? defaultOutput(device)
    try write(result.best.design.yaml, to: file)
    if let report = results.report { try SearchPage(result, problem, device).write(to: report) }
    if results.json { return try Terminal.printJSON(SearchJSON(result, problem, device, designFile: file)) }
    print(SearchView(result: result, view: view, limit: limit, showsFront: front, file: file).text)
  }

  /// `raspberry-pi-4-wmt-5s.yml`; a space from a file is called by the file's name.
  private func defaultOutput(_ device: DeviceLatency) -> String {
    let space = URL(fileURLWithPath: space.space).deletingPathExtension().lastPathComponent
    let suffix = limit.map { "-\($0)".filter { $0 != " " } } ?? "-front"
    return "\(device.profile.name)-\(space)\(suffix).yml"
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
