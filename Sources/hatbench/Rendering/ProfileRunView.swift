import CostModel
import Hardware
import Profiler
import Quantities
import Reporting

/// What profiling found, as text.
struct ProfileRunView {
  let assembly: ProfileAssembly
  let output: String

  var text: String {
    let measurements = assembly.measurements
    let profile = assembly.profile
    let environment = measurements.environment
    let quality = profile.quality
    let reasons = (quality?.reasons ?? []).map { "  \($0)" }.joined(separator: "\n")
    return """
      \(profile.name): \(environment.processor), \(measurements.plan.threads) threads, \
      \(measurements.plan.space) under \(measurements.plan.runtime.rawValue)

      \(ceilings)

      \(Self.stages(assembly.fit))

      90 % interval  ±\(Numeral.text(100 * assembly.fit.interval.halfWidth, digits: 2)) %
      samples        \(measurements.samples) in \(measurements.sessions) \(measurements.sessions == 1 ? "session" : "sessions")
      counters       \(environment.countersReason ?? environment.counters.joined(separator: ", "))
      grade          \(quality?.grade.rawValue ?? "–")
      \(reasons)

      written to \(output)
      """
  }

  private var ceilings: TextTable {
    let ceilings = assembly.profile.ceilings
    return TextTable(
      columns: [.init("ceiling"), .init("capacity", .right), .init("measured", .right), .init("how")],
      rows: ceilings.peakThroughput.sorted { $0.key < $1.key }.map { precision, peak in
        [
          "peak \(precision)", "", "\(Numeral.text(peak.value.perSecond.value / 1e9)) GFLOP/s", peak.provenance.source,
        ]
      }
        + ceilings.memory.map { level in
          [
            level.level, level.capacity.map { "\(Numeral.text($0.value.value / 1048576)) MiB" } ?? "–",
            level.bandwidth.map { "\(Numeral.text($0.value.perSecond.value / 1e9)) GB/s" } ?? "–",
            level.bandwidth?.provenance.source ?? "",
          ]
        })
  }

  /// The error after each stage.
  static func stages(_ fit: DeviceFit) -> TextTable {
    func percent(_ value: Double?) -> String { value.map { Numeral.text($0, digits: 3) } ?? "–" }
    return TextTable(
      columns: [.init("stage"), .init("operators off by %", .right), .init("designs off by %", .right), .init("what")],
      rows: fit.stages.map {
        [$0.name, percent($0.operatorErrorPercent), percent($0.designErrorPercent), $0.note]
      })
  }
}

/// What `profile --json` prints.
struct ProfileRunJSON: Encodable {
  var profile: String
  var quality: HardwareProfile.Quality?
  var ceilings: HardwareProfile.Ceilings
  var stages: [LatencyModel.Stage]
  var interval: LatencyModel.Interval
  var regimes: [LatencyModel.Regime]
  var noise: NoiseFloor?
  var samples, disturbed, sessions: Int
  var plan: ProfilePlan

  init(_ assembly: ProfileAssembly) {
    profile = assembly.profile.name
    quality = assembly.profile.quality
    ceilings = assembly.profile.ceilings
    stages = assembly.fit.stages
    interval = assembly.fit.interval
    regimes = assembly.measurements.regimes
    noise = assembly.measurements.noise
    samples = assembly.measurements.samples
    disturbed = assembly.measurements.disturbed
    sessions = assembly.measurements.sessions
    plan = assembly.measurements.plan
  }
}
