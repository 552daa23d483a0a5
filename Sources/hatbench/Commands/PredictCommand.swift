import ArgumentParser
import CostModel
import Quantities
import TransformerIR

/// `hatbench predict`
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Predict how long a design takes on a profiled device, and where the time goes.")

  @OptionGroup var profile: ProfileOption
  @Option(help: "The design: a SubTransformer file in HAT's YAML.")
  var design: String
  @OptionGroup var space: SpaceOption
  @Flag(help: "List every group of operators by phase and role, not only by kind.")
  var operators = false
  @Option(help: "What parameters and FLOPs count: layers (HAT's published scope) or whole.")
  var scope: CountingScope = .layers
  @OptionGroup var setting: SettingOptions
  @Flag(help: "Print results as JSON.")
  var json = false

  func run() throws {
    let space = setting.applied(to: try space.load())
    let device = try DeviceLatency(profile.load(), space: space)
    let (design, warnings) = try SubTransformer.load(file: self.design)
    let workload = try Workload(design: design, architecture: space.architecture, setting: space.setting)
    let view = EstimateView(workload, device, scope: scope)
    (warnings + view.estimate.warnings).forEach(Terminal.warn)
    if json { return try Terminal.printJSON(PredictionJSON(view, designFile: self.design)) }
    print(
      """
      \(self.design) on \(device.profile.name) (\(device.model.runtime.rawValue))
      \(design)

      \(view.facts)

      \(view.table(everyOperator: operators))
      """)
  }
}

extension CountingScope: ExpressibleByArgument {}
