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
  var visits = 10

  func validate() throws {
    guard (0...1000).contains(verify ?? 0) else { throw ValidationError("--verify must lie between 0 and 1000") }
    guard (1...1000).contains(visits) else { throw ValidationError("--visits must lie between 1 and 1000") }
  }

  /// Measures the best of what each of `searches` evaluated, where that is asked for and can be. A search whose designs cannot
  /// be measured keeps its result, and says why.
  ///
  /// - Parameters:
  ///   - isUsual: Whether designs are measured without being asked for, if the profile is of this machine.
  ///   - resuming: Whether samples of an earlier run are used.
  /// - Throws: ``Interrupted``.
  func verified(
    _ searches: [SearchReport.Entry], isUsual: Bool, resuming: Bool, line: ProgressLine
  ) throws -> [SearchReport.Entry] {
    guard verify.map({ $0 > 0 }) ?? isUsual else { return searches }
    let machine = try Machine.current()
    if verify == nil, (try? machine.program.requireRelease()) == nil { return searches }
    return try searches.map { search in
      var search = search
      let threads = search.device.model.threads ?? machine.placement.cores
      let environment = machine.environment(threads: threads, boundTo: machine.placement.processors(for: threads))
      do {
        let profile = try ProfileOfThisMachine(search.device, environment: environment)
        if let obstacle = profile.obstacle {
          if verify != nil { search.obstacle = obstacle }
          return search
        }
        for change in profile.changes { Terminal.warn("since the profile was made: \(change)") }
        try measure(&search, threads: threads, machine, resuming: resuming, line)
      } catch let error as Interrupted {
        throw error
      } catch {
        search.obstacle = "the choice was not verified: \(error)"
      }
      return search
    }
  }

  private func measure(
    _ search: inout SearchReport.Entry, threads: Int, _ machine: Machine, resuming: Bool, _ line: ProgressLine
  ) throws {
    let bench = try MeasuringOptions.bench(
      search.problem.space, includesSearch: false, runtime: search.device.model.runtime, threads: threads,
      machine: machine)
    let settings = Verification.Settings(designsPerRound: verify ?? 3)
    var device = try DeviceVerification(
      bench, evaluated: search.result.evaluated, of: search.problem, settings: settings,
      profile: search.device.profile.name, reference: search.device.model.reference, visits: visits,
      seed: search.result.seed, store: MeasuringOptions.storePath(nil, output: search.file), isKept: true,
      resuming: resuming, line: line)
    search.verification = try search.problem.verify(search.result.evaluated, settings: settings) {
      try device.measure($0)
    }
    search.reading = device.reading
  }
}
