import ArgumentParser
import CostModel
import Hardware
import Reporting
import TransformerIR

/// `hatbench compare`
struct Compare: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Compare a profile's predictions with measured latencies.",
    discussion: """
      Measurements are the rows of --dataset, or designs in a folder whose file names carry their latency, as HAT's \
      published ones do (HAT_wmt14ende_raspberrypi@3.5s_bleu@25.8.yml), or --live random designs that are predicted, then \
      measured on this machine.
      """)

  @OptionGroup var profile: ProfileOption
  @Option(help: "Measured rows: a CSV file in HAT's format.")
  var dataset: String?
  @Option(help: "A folder of designs with their latencies in their names.")
  var designs: String?
  @Option(help: "How many random designs to predict and then measure on this machine.")
  var live: Int?
  @Option(help: "With --live, how often to come back to each design.")
  var visits = 10
  @Option(help: "With --live, keep every sample in this SQLite file; by default they are discarded after use.")
  var store: String?
  @OptionGroup var space: SpaceOption
  @OptionGroup var measuring: MeasuringOptions
  @Flag(help: "Compare even if the rows were measured under another runtime than the profile's.")
  var anyRuntime = false
  @OptionGroup var results: OutputOptions

  func validate() throws {
    guard [dataset != nil, designs != nil, live != nil].count(where: { $0 }) == 1 else {
      throw ValidationError("give one of --dataset X.csv, --designs DIR and --live N")
    }
    guard live.map({ $0 > 0 }) ?? true, visits > 0 else {
      throw ValidationError("--live and --visits must be positive")
    }
    guard !measuring.resume || store != nil else {
      throw ValidationError("--resume needs --store, which has the samples")
    }
  }

  func run() throws {
    let space = try space.load()
    let device = try DeviceLatency(profile.load(), space: space)
    device.warnings.forEach(Terminal.warn)
    if let live { return try measure(live, device, space) }
    let comparison = try compare(device, space)
    if let report = results.report {
      try ComparisonPage(device, comparison, source: dataset ?? designs!).write(to: report)
    }
    if results.json { return try Terminal.printJSON(ComparisonJSON(device, comparison)) }
    print(ComparisonView(device: device, comparison: comparison, listsCases: designs != nil).text)
  }

  private func measure(_ count: Int, _ device: DeviceLatency, _ space: SearchSpace) throws {
    let line = results.progressLine
    line.show("setting up")
    let runtime = device.model.runtime
    let wanted = measuring.runtime ?? (runtime == .pytorchEager ? .fused : runtime)
    guard runtime == wanted || anyRuntime else {
      throw CostModelError.runtimeMismatch(measured: wanted.rawValue, model: runtime.rawValue)
    }
    if let own = device.model.threads, let asked = measuring.threads, own != asked {
      throw ValidationError(
        "the profile is of \(own) threads: leave out --threads, or profile with --threads \(asked)")
    }
    let bench = try measuring.bench(
      space, includesSearch: false, runtime: wanted, threads: device.model.threads)
    let place = try TemporaryStore(store)
    defer { place.discard() }
    let run = try LiveRun(
      device, bench, count: count, visits: visits, seed: measuring.seed, store: place.path,
      isKept: store != nil, resuming: measuring.resume, line: line)
    if let report = results.report { try LivePage(device: device, run: run).write(to: report) }
    if results.json { return try Terminal.printJSON(LiveJSON(device, run)) }
    print(LiveView(device: device, run: run).text)
  }

  private func compare(_ device: DeviceLatency, _ space: SearchSpace) throws -> Comparison {
    if let dataset {
      return try Comparison(device, LatencyDataset.load(file: dataset, space: space), anyRuntime: anyRuntime)
    }
    let named = try NamedDesigns(folder: designs!, profile: device.profile.name, space: space.name)
    named.warnings.forEach(Terminal.warn)
    guard !named.items.isEmpty else {
      throw CostModelError.tooFewRows(found: 0, needed: 1, purpose: "comparing with the designs in '\(designs!)'")
    }
    return try Comparison(device, named.items, space: space)
  }
}

/// A comparison as text.
private struct ComparisonView {
  let device: DeviceLatency
  let comparison: Comparison
  let listsCases: Bool

  var text: String {
    var rows = [("all", comparison.all)]
    if let steady = comparison.steady { rows.append(("steady", steady)) }
    var parts = [
      "\(device.profile.name), \(comparison.cases.count) cases", "\(AccuracyTable.table(rows, first: "cases"))",
    ]
    if let floor = comparison.noiseFloorPercent {
      parts.append("noise floor of single repeats: \(Numeral.text(floor, digits: 3)) %")
    }
    if listsCases {
      parts.append(
        "\(TextTable(columns: [.init("design"), .init("measured", .right), .init("predicted", .right), .init("90 % interval", .right), .init("error %", .right)], rows: comparison.cases.map(row)))"
      )
    }
    return parts.joined(separator: "\n\n")
  }

  private func row(_ item: Comparison.Case) -> [String] {
    let interval = item.pair.predicted.interval
    return [
      item.name, "\(item.pair.measured)", "\(item.pair.predicted.latency)",
      "\(interval.lowerBound) to \(interval.upperBound)",
      Numeral.text(100 * item.pair.relativeError, digits: 3, signed: true),
    ]
  }
}

/// What `compare --json` prints.
private struct ComparisonJSON: Encodable {
  struct Case: Encodable {
    var name: String
    var measured, predicted: Double
    var interval: [Double]

    enum CodingKeys: String, CodingKey {
      case name
      case measured = "measured_second"
      case predicted = "predicted_second"
      case interval = "interval_second"
    }
  }
  struct Accuracy: Encodable {
    var all: AccuracyReport
    var steady: AccuracyReport?
  }

  var profile, runtime: String
  var accuracy: Accuracy
  var noiseFloorPercent: Double?
  var regimes: [LatencyModel.Regime]?
  var cases: [Case]

  enum CodingKeys: String, CodingKey {
    case profile, runtime, accuracy, regimes, cases
    case noiseFloorPercent = "noise_floor_percent"
  }

  init(_ device: DeviceLatency, _ comparison: Comparison) {
    profile = device.profile.name
    runtime = device.model.runtime.rawValue
    accuracy = Accuracy(all: comparison.all, steady: comparison.steady)
    noiseFloorPercent = comparison.noiseFloorPercent
    regimes = comparison.conditions?.regimes
    cases = comparison.cases.map {
      Case(
        name: $0.name, measured: $0.pair.measured.value, predicted: $0.pair.predicted.latency.value,
        interval: $0.pair.predicted.intervalSeconds)
    }
  }
}
