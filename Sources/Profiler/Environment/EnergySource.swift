/// The processor's own energy meter, as Linux's power capping shows it (RAPL, on Intel and AMD).
struct EnergySource: Hashable, Sendable {
  /// The file that counts microjoules, relative to the system's root.
  var path: String
  /// What is metered: `package-0`.
  var domain: String
  /// Whether this user may read it; since 2020 most kernels let only root.
  var isReadable: Bool

  /// The first meter of a package; nil if there is none.
  init?(_ files: SystemFiles) {
    let folders = files.names(in: "sys/class/powercap", prefix: "intel-rapl:").map { "sys/class/powercap/\($0)" }
    guard let folder = folders.first(where: { files.exists("\($0)/energy_uj") }) else { return nil }
    path = "\(folder)/energy_uj"
    domain = files.text("\(folder)/name") ?? "package"
    isReadable = files.number(path) != nil
  }
}
