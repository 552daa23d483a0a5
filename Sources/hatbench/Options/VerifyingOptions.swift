import ArgumentParser
import HATSearch
import Profiler

/// Whether and how the designs that a search finds are measured on this machine.
struct VerifyingOptions: ParsableArguments {
  @Option(
    help: """
      Measure so many of the best designs on this machine, recalibrate and choose again while the limit is violated; 0 for \
      not at all. By default 3 if the profile is of this machine and --checkpoint is given.
      """)
  var verify: Int?
  @Option(help: "How often to come back to each measured design.")
  var visits = 5

  func validate() throws {
    guard (0...1000).contains(verify ?? 0) else { throw ValidationError("--verify must lie between 0 and 1000") }
    guard (1...1000).contains(visits) else { throw ValidationError("--visits must lie between 1 and 1000") }
  }

  /// Measures the best of what each of `searches` evaluated, where that is asked for and can be.
  ///
  /// - Parameters:
  ///   - isUsual: Whether designs are measured without being asked for, if the profile is of this machine.
  ///   - resuming: Whether samples of an earlier run are used.
  /// - Throws: `CleanMessage` if measuring is asked for and the profile is not of this machine.
  func verified(
    _ searches: [SearchReport.Entry], isUsual: Bool, resuming: Bool, line: ProgressLine
  ) throws -> [SearchReport.Entry] {
    guard verify.map({ $0 > 0 }) ?? isUsual else { return searches }
    let machine = try Machine.current()
    if verify == nil, (try? machine.program.requireRelease()) == nil { return searches }
    var searches = searches
    for index in searches.indices {
      let search = searches[index]
      let bench = try MeasuringOptions.bench(
        search.problem.space, includesSearch: false, runtime: search.device.model.runtime,
        threads: search.device.model.threads ?? machine.placement.cores, machine: machine)
      let profile = try ProfileOfThisMachine(search.device, environment: bench.environment)
      if let obstacle = profile.obstacle {
        guard verify == nil else { throw CleanMessage(obstacle) }
        continue
      }
      for change in profile.changes { Terminal.warn("since the profile was made: \(change)") }
      let settings = Verification.Settings(designsPerRound: verify ?? 3)
      var device = try DeviceVerification(
        bench, evaluated: search.result.evaluated, of: search.problem, settings: settings,
        profile: search.device.profile.name, reference: search.device.model.reference, visits: visits,
        seed: search.result.seed,
        store: MeasuringOptions.storePath(nil, output: search.file), isKept: true, resuming: resuming, line: line)
      searches[index].verification = try search.problem.verify(search.result.evaluated, settings: settings) {
        try device.measure($0)
      }
      searches[index].reading = device.reading
    }
    return searches
  }
}
