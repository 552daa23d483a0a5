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
  @OptionGroup var setting: SettingOptions
  @Flag(help: "List operators by role as well.")
  var operators = false
  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp("Also simulate another machine, each number changed by a factor.", valueName: "key=factor"))
  var whatIf: [String] = []
  @Option(
    help: ArgumentHelp(
      "Latency over one number of the machine, from one factor to another: dram_bandwidth=0.25..8.",
      valueName: "key=a..b"))
  var sweep: String?
  @OptionGroup(title: "Lengths instead of one length")
  var lengths: LengthOptions
  @Option(help: "Write the replay as a trace for Perfetto or chrome://tracing.")
  var trace: String?
  @Option(help: "Compare with what 'measure --operators --json' found; without --design, all of its designs.")
  var against: String?
  @Flag(help: "Print results as JSON.")
  var json = false
  @Option(help: "Also write one self-contained HTML page with interactive charts.")
  var report: String?

  func validate() throws {
    guard design != nil || against != nil else {
      throw ValidationError("give --design D.yml, or --against a measurement of designs")
    }
    let needsDesign =
      !whatIf.isEmpty || sweep != nil || trace != nil || report != nil
      || lengths.lengths != nil || lengths.lengthsOf != nil
    guard design != nil || !needsDesign else {
      throw ValidationError("--what-if, --sweep, --lengths, --trace and --report need one --design")
    }
  }

  func run() throws {
    let space = setting.applied(to: try space.load())
    let profile = try profile.load()
    let device = try DeviceLatency(profile, space: space)
    let change = try MachineChange(parsing: whatIf, of: profile)
    let design = try self.design.map { try Self.design($0, of: space) }
    let split = try against.map { try MeasuredSplit(file: $0, design: design, device: device, space: space) }
    split?.warnings.forEach(Terminal.warn)
    guard let design else {
      // Without a design there is a measurement: `validate` sees to that.
      guard let split else { return }
      return try json ? Terminal.printJSON(SplitJSON(split)) : print(SplitView(split: split).text)
    }
    let workload = try Workload(design: design, architecture: space.architecture, setting: space.setting)
    let answer = SimulationAnswer(
      simulation: ScheduleSimulator(device).simulate(workload),
      alternatives: Self.alternatives(change).map { ScheduleSimulator(device.changed(by: $0)).simulate(workload) },
      sweep: try sweep.map { try HardwareSweep(parsing: $0, of: device, workload: workload) },
      mixture: try lengths.load().map { try LatencyMixture(device, workload, over: $0) }, split: split)
    Set(([answer.simulation] + answer.alternatives).flatMap(\.warnings)).sorted().forEach(Terminal.warn)
    answer.mixture?.reach.warning.map(Terminal.warn)
    if let trace { try ChromeTrace(answer.simulation).write(to: trace) }
    if let report { try answer.page.write(to: report) }
    if json { return try Terminal.printJSON(SimulateJSON(answer)) }
    let place =
      "\(profile.name) (\(device.model.runtime.rawValue), \(SimulationView(simulation: answer.simulation).cores))"
    print("\(self.design ?? "") on \(place)\n\(design)\n\n\(answer.text(everyRole: operators))")
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
