import ArgumentParser
import CostModel
import Foundation
import Hardware
import Quantities
import TransformerIR

/// `hatbench fit`
struct Fit: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit latency models to a latency dataset, and judge them on rows that they have not seen.",
    discussion: """
      The split is HAT's: 80 % of the rows to fit to, 10 % for validation, 10 % to judge on, shuffled by --seed. With \
      --output, the hybrid becomes the latency model of a hardware profile. --base gives a prior when rows are few; if \
      the output has the base's name, it is the base with this model added or replaced.
      """)

  @Option(help: "The measurements: a CSV file in HAT's format.")
  var dataset: String
  @OptionGroup var space: SpaceOption
  @Option(help: "Fit to so many random rows of the training part only.")
  var trainRows: Int?
  @Option(help: "Decides the split and whatever an estimator draws.")
  var seed: UInt64 = 0
  @Option(
    help:
      "Comma-separated, all by default: \(FitExperiment.Estimator.allCases.map(\.rawValue).joined(separator: ", ")).",
    transform: Self.estimators(from:))
  var estimators = FitExperiment.Estimator.allCases
  @Option(help: "A profile (name or file) whose division of time serves as prior when rows are few.")
  var base: String?
  @Option(help: "The program that was timed; by default what the rows say, else pytorch-eager.")
  var runtime: Runtime?
  @Option(help: "Write a hardware profile with the fitted hybrid to this JSON file.")
  var output: String?
  @OptionGroup var results: OutputOptions

  func validate() throws {
    guard trainRows.map({ $0 > 0 }) ?? true else { throw ValidationError("--train-rows must be positive") }
    guard output == nil || estimators.contains(.hybrid) || estimators.contains(.physical) else {
      throw ValidationError("--output needs the estimator 'hybrid' or 'physical'")
    }
  }

  func run() throws {
    let space = try space.load()
    let rows = try LatencyDataset.load(file: dataset, space: space)
    let profile = try base.map(ProfileCatalogue.standard.profile)
    let prior = try profile.flatMap { $0.latencyModels.isEmpty ? nil : try DeviceLatency($0, space: space) }
    if let base, prior?.hasPrior == false {
      Terminal.warn("profile '\(base)' has costs of operators, which give no prior: use a fitted profile as --base")
    }
    let experiment = FitExperiment(
      dataset: rows, seed: seed, trainRows: trainRows, estimators: estimators, base: prior)
    let line = results.progressLine
    let outcome = try experiment.run(progress: line.show)
    if let output { try save(outcome, experiment, space, profile, to: output) }
    if let report = results.report {
      line.show("drawing the report")
      try FitPage(experiment, outcome).write(to: report)
    }
    line.end()
    if results.json { return try Terminal.printJSON(outcome.report) }
    print(FitView(report: outcome.report, estimators: estimators).text)
  }

  private func save(
    _ outcome: FitExperiment.Outcome, _ experiment: FitExperiment, _ space: SearchSpace, _ base: HardwareProfile?,
    to path: String
  ) throws {
    let source = "\(experiment.dataset.name).csv, measured order, split by seed \(seed)"
    let timed = runtime ?? experiment.dataset.runtime.flatMap(Runtime.init(rawValue:)) ?? .pytorchEager
    guard let model = outcome.latencyModel(experiment, space: space, runtime: timed, source: source) else { return }
    let name = URL(fileURLWithPath: path).deletingPathExtension().lastPathComponent
    // A base of the same name is this device, to be updated; any other base only lent its prior.
    try HardwareProfile(name: name, adding: model, to: base?.name == name ? base : nil).save(file: path)
  }

  private static func estimators(from text: String) throws -> [FitExperiment.Estimator] {
    try text.split(separator: ",").map { name in
      guard let estimator = FitExperiment.Estimator(rawValue: String(name)) else {
        let known = FitExperiment.Estimator.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("no estimator '\(name)'; known are \(known)")
      }
      return estimator
    }
  }
}

extension Runtime: ExpressibleByArgument {}
