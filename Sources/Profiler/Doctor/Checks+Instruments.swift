/// What can be read beside time.
extension Checks {
  var instruments: [Finding] { [counters, energy].compactMap { $0 } }

  private var counters: Finding? {
    guard let reason = environment.countersReason else { return nil }
    return Finding(
      .informs, "counters",
      found: environment.counters.isEmpty ? "no hardware counters" : "some hardware counters are missing",
      reason: "counted FLOPs and bytes would confirm the analytic ones", remedy: reason)
  }

  private var energy: Finding? {
    switch machine.energy {
    case nil:
      return Finding(
        .informs, "energy", found: "no energy meter", reason: "energy cannot be reported, which changes no time")
    case let meter? where !meter.isReadable:
      return Finding(
        .informs, "energy", found: "the energy meter may be read by root only", reason: "energy cannot be reported",
        remedy: "run 'sudo chmod a+r /\(meter.path)'; it also lets other users see what this machine does")
    default: return nil
    }
  }
}
