import ArgumentParser
import CostModel
import Hardware
import Quantities
import Reporting
import TransformerIR

/// `hatbench simulate`
struct Simulate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Replay a design operator by operator on a profiled device: see why, and ask what if.",
    discussion: """
      --what-if changes the machine: cores, clock, peak (arithmetic), overhead (starting an operator), l1d, l2, l3 \
      (what a cache holds), l2_bandwidth, dram_bandwidth … as the profile has them, each by a factor.
      """)

  @OptionGroup var profile: ProfileOption
  @Option(help: "The design: a SubTransformer file in HAT's YAML, or 'largest' or 'smallest' of the space.")
  var design: String?
  @OptionGroup var space: SpaceOption
  @Option(help: "Source tokens, if not the space's own.")
  var sourceLength: Int?
  @Option(help: "Decoder steps, if not the space's own.")
  var targetLength: Int?
  @Option(help: "Hypotheses per sentence, if not the space's own.")
  var beam: Int?
  @Flag(help: "List operators by role as well.")
  var operators = false
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Also simulate another machine, each number changed by a factor.", valueName: "key=factor"))
  var whatIf: [String] = []
  @Option(help: "Write the replay as a trace for Perfetto or chrome://tracing.")
  var trace: String?
  @Option(help: "Compare with what 'measure --operators --json' found; without --design, all of its designs.")
  var against: String?
  @OptionGroup var output: SimulationOutput

  func validate() throws {
    guard design != nil || against != nil else {
      throw ValidationError("give --design D.yml, or --against a measurement of designs")
    }
    guard design != nil || (whatIf.isEmpty && trace == nil) else {
      throw ValidationError("--what-if and --trace need one --design")
    }
  }

  func run() throws {
    var space = try space.load()
    space.setting.sourceLength = sourceLength ?? space.setting.sourceLength
    space.setting.targetLength = targetLength ?? space.setting.targetLength
    space.setting.beam = beam ?? space.setting.beam
    let profile = try profile.load()
    let device = try DeviceLatency(profile, space: space)
    let change = try MachineChange(parsing: whatIf, of: profile)
    let design = try self.design.map { try Self.design($0, of: space) }
    let split = try against.map { try MeasuredSplit(file: $0, design: design, device: device, space: space) }
    split?.warnings.forEach(Terminal.warn)
    guard let design else {
      let view = SplitView(split: split!)
      return try output.json ? Terminal.printJSON(SplitJSON(split!)) : print(view.text)
    }
    let workload = try Workload(design: design, architecture: space.architecture, setting: space.setting)
    let simulation = ScheduleSimulator(device).simulate(workload)
    simulation.warnings.forEach(Terminal.warn)
    let alternatives = Self.alternatives(change).map { ScheduleSimulator(device.changed(by: $0)).simulate(workload) }
    if output.json {
      return try Terminal.printJSON(SimulateJSON(simulation, whatIf: alternatives, against: split))
    }
    let view = SimulationView(simulation: simulation)
    var parts = [
      "\(self.design ?? "") on \(profile.name) (\(device.model.runtime.rawValue), \(device.cores) "
        + "\(device.cores == 1 ? "core" : "cores"))\n\(design)",
      view.facts, "\(view.phases)", "\(view.operators(everyRole: operators))", "\(view.accesses)",
    ]
    if !alternatives.isEmpty { parts.append("\(view.alternatives(alternatives))") }
    if let split { parts.append(SplitView(split: split).text) }
    print(parts.joined(separator: "\n\n"))
  }

  /// All changes together, then, if there are several, each alone.
  private static func alternatives(_ change: MachineChange) -> [MachineChange] {
    guard !change.factors.isEmpty else { return [] }
    guard change.factors.count > 1 else { return [change] }
    let alone = change.factors.map { MachineChange($0.key, by: $0.value) }.sorted { "\($0)" < "\($1)" }
    return [change] + alone
  }

  private static func design(_ text: String, of space: SearchSpace) throws -> SubTransformer {
    let name = DesignName(text)
    if let end = name.end(of: space) { return end }
    let (design, warnings) = try SubTransformer.load(file: text)
    warnings.forEach(Terminal.warn)
    return design
  }
}

/// How a simulation is given.
struct SimulationOutput: ParsableArguments {
  @Flag(help: "Print results as JSON.")
  var json = false
}

/// What `simulate --json` prints.
struct SimulateJSON: Encodable {
  struct Alternative: Encodable {
    var simulation: SimulationJSON
    var ratio: Double

    enum CodingKeys: String, CodingKey {
      case ratio = "latency_ratio"
    }

    func encode(to encoder: any Encoder) throws {
      try simulation.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(ratio, forKey: .ratio)
    }
  }

  var simulation: SimulationJSON
  var whatIf: [Alternative]
  var against: SplitJSON?

  enum CodingKeys: String, CodingKey {
    case against
    case whatIf = "what_if"
  }

  init(_ simulation: Simulation, whatIf: [Simulation], against: MeasuredSplit?) {
    self.simulation = SimulationJSON(simulation)
    self.whatIf = whatIf.map {
      Alternative(simulation: SimulationJSON($0), ratio: $0.latency / simulation.latency)
    }
    self.against = against.map { SplitJSON($0) }
  }

  func encode(to encoder: any Encoder) throws {
    try simulation.encode(to: encoder)
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(whatIf, forKey: .whatIf)
    try container.encodeIfPresent(against, forKey: .against)
  }
}
