/// Who decides how fast the cores run.
extension Checks {
  var frequencies: [Finding] {
    let frequencies = Frequencies(machine.files, processors: machine.allowedProcessors)
    return [governor(frequencies), cap(frequencies)].compactMap { $0 }
  }

  private func governor(_ frequencies: Frequencies) -> Finding? {
    let others = frequencies.governors.filter { $0 != "performance" }
    if frequencies.governors.isEmpty {
      return Finding(
        .informs, "governor", found: "the system shows no frequency governor",
        reason: "changes of frequency can only be seen as drift of the reference workload")
    }
    guard !others.isEmpty else { return nil }
    return Finding(
      .warns, "governor", found: "the frequency governor is \(others.joined(separator: ", "))",
      reason: "the first milliseconds of a measurement run slower than the rest; hatbench never changes it",
      remedy: "run 'sudo cpupower frequency-set --governor performance', and set "
        + "'\(others[0])' again afterwards")
  }

  /// A setting below what the hardware offers, as left by battery savers.
  private func cap(_ frequencies: Frequencies) -> Finding? {
    guard let limit = frequencies.limit, let setting = frequencies.settingLimit, setting < limit else { return nil }
    return Finding(
      .warns, "frequency", found: "the frequency is capped at \(Self.gigahertz(setting)) of \(Self.gigahertz(limit))",
      reason: "the profile would be that of a slower processor",
      remedy: "run 'sudo cpupower frequency-set --max \(Int(limit / 1000))kHz'")
  }

  private static func gigahertz(_ hertz: Double) -> String { "\((hertz / 1e7).rounded() / 100) GHz" }
}
