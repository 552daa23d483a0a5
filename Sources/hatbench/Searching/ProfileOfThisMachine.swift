import CostModel
import Hardware
import Quantities

/// Whether a profile was made on this very machine, so that measuring here can verify what it predicts.
struct ProfileOfThisMachine {
  /// Why measuring here says nothing about the profile's device; nil if it does.
  let obstacle: String?
  /// What is not as it was when the profile was made, though the machine is the same; empty if nothing is known of.
  let changes: [String]

  /// Another value of one of these is another device: its latencies are not those that the profile's model was fitted to.
  private static let identifying: Set = [
    "processor", "stepping", "packages", "cores", "hardware_threads", "instruction_sets", "matrix_kernel", "threads",
  ]

  /// Compares where `device`'s profile was made with `environment`, where measuring would be done.
  ///
  /// - Throws: `HardwareError` if an environment holds a number that no file can.
  init(_ device: DeviceLatency, environment: Environment) throws(HardwareError) {
    let name = device.profile.name
    guard let before = device.profile.environment else {
      changes = []
      obstacle =
        "the profile '\(name)' does not say which machine it is of, so that nothing measured here can verify it: make a "
        + "profile of this machine with 'hatbench profile'"
      return
    }
    guard device.model.runtime != .pytorchEager else {
      changes = []
      obstacle =
        "the profile '\(name)' is of runtime \(device.model.runtime.rawValue), which cannot be measured here: make a profile "
        + "of this machine with 'hatbench profile'"
      return
    }
    let lasting = try ProfileDifference(from: before, to: environment).lasting
    let (hard, soft) = (lasting.filter(Self.isIdentifying), lasting.filter { !Self.isIdentifying($0) })
    changes = soft.map(Self.text)
    obstacle =
      hard.isEmpty
      ? nil
      : "the profile '\(name)' is not of this machine as it is now (\(hard.map(Self.text).joined(separator: ", "))): "
        + "choose a profile of this machine, or make one with 'hatbench profile'"
  }

  private static func isIdentifying(_ entry: ProfileDifference.Entry) -> Bool {
    entry.key.split(separator: ".").first.map { identifying.contains(String($0)) } ?? false
  }

  /// `processor: Cortex-A72 → Xeon`.
  private static func text(_ entry: ProfileDifference.Entry) -> String {
    "\(entry.key): \(DifferenceView.text(entry.before, beside: entry.after)) → "
      + DifferenceView.text(entry.after, beside: entry.before)
  }
}
