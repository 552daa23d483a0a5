import Quantities

/// Who else uses the processors.
extension Checks {
  var company: [Finding] { [others, steal, virtualMachine].compactMap { $0 } }

  /// Beyond this share of the usable processors, others and the measurement cannot keep out of each other's way.
  private static let blockingShare = 0.5
  /// Below a tenth of one processor, it is what any system does.
  private static let leastOthers = 0.1

  /// What was watched a moment ago; else the load of the last minute, in which this program may have had a part.
  private var others: Finding? {
    let processors = Double(machine.allowedProcessors.count)
    guard let taken = machine.activity?.others ?? environment.load.first, taken > Self.leastOthers else { return nil }
    let busiest = (machine.activity?.busiest ?? []).map { "\($0.name) (process \($0.identifier))" }
    return Finding(
      taken > Self.blockingShare * processors ? .blocks : .warns, "other processes",
      found: "other processes take \(Self.rounded(taken)) of \(machine.allowedProcessors.count) processors"
        + (busiest.isEmpty ? "" : ": \(busiest.joined(separator: ", "))"),
      reason: "they take turns with the measurement and share its caches and memory",
      remedy: "stop them, or wait; 'top' shows them")
  }

  /// A tenth stolen is more than any model's error; a hundredth is what a sample tolerates twice over.
  private static let (blockingSteal, leastSteal) = (10.0, 1.0)

  private var steal: Finding? {
    guard let percent = environment.stealPercent, percent > Self.leastSteal else { return nil }
    return Finding(
      percent > Self.blockingSteal ? .blocks : .warns, "stolen time",
      found: "other virtual machines take \(Self.rounded(percent)) % of the processors' time",
      reason: "a sample waits while they run", remedy: "use a dedicated host, or measure at another hour")
  }

  private var virtualMachine: Finding? {
    guard let hypervisor = environment.hypervisor else { return nil }
    return Finding(
      .informs, "virtual machine",
      found: "it is a virtual machine" + (hypervisor == "yes" ? "" : " (\(hypervisor))"),
      reason: "neighbours share its caches, its memory and its heat, and cannot be seen")
  }

  static func rounded(_ value: Double) -> String { "\((value * 10).rounded() / 10)" }
}
