import ArgumentParser
import CostModel
import Hardware
import Quantities
import Reporting

/// `hatbench profiles`
struct Profiles: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "List the shipped and local hardware profiles, show one, or say what differs between two.",
    discussion: "'hatbench profiles' lists them, and 'hatbench profiles NAME' shows the one of that name.",
    subcommands: [ProfilesShow.self, ProfilesDiff.self], defaultSubcommand: ProfilesShow.self)
}

/// `hatbench profiles [NAME]`
struct ProfilesShow: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "List the shipped and local hardware profiles, or show one.")

  @Argument(help: "The profile to show: a name or a JSON file.")
  var name: String?
  @Flag(help: "Print results as JSON.")
  var json = false

  func run() throws {
    let catalogue = ProfileCatalogue.standard
    guard let name else { return try list(catalogue) }
    let profile = try catalogue.profile(name)
    if json { return print(String(decoding: try profile.json(), as: UTF8.self), terminator: "") }
    print(ProfileView(profile: profile).text)
  }

  private func list(_ catalogue: ProfileCatalogue) throws {
    var profiles: [(name: String, profile: HardwareProfile)] = []
    for name in catalogue.names {
      do {
        profiles.append((name, try catalogue.profile(name)))
      } catch {
        Terminal.warn("\(error)")
      }
    }
    if json {
      return try Terminal.printJSON(profiles.map { ProfileSummaryJSON(name: $0.name, $0.profile) })
    }
    print(
      TextTable(
        columns: [.init("profile"), .init("device"), .init("latency models"), .init("error %", .right)],
        rows: profiles.map { name, profile in
          [
            name, profile.device.model,
            profile.latencyModels.map { "\($0.workload.space) (\($0.runtime.rawValue))" }.joined(separator: ", "),
            profile.latencyModels.map { $0.evidence.heldOutErrorPercent.map { Numeral.text($0, digits: 3) } ?? "–" }
              .joined(separator: ", "),
          ]
        }))
  }
}

/// A row of `profiles --json`.
private struct ProfileSummaryJSON: Encodable {
  var name, device: String
  var latencyModels: [LatencyModel.WorkloadDescription]

  enum CodingKeys: String, CodingKey {
    case name, device
    case latencyModels = "latency_models"
  }

  init(name: String, _ profile: HardwareProfile) {
    self.name = name
    device = profile.device.model
    latencyModels = profile.latencyModels.map(\.workload)
  }
}
