import CostModel
import Hardware
import Profiler
import Quantities
import Reporting

/// A live comparison as text.
struct LiveView {
  let device: DeviceLatency
  let run: LiveRun

  var text: String {
    let comparison = run.comparison
    var parts = [
      "\(device.profile.name), \(comparison.cases.count) designs of \(run.bench.space.name) measured now, "
        + "\(run.bench.threads) threads, \(run.bench.setting.runtime.rawValue)",
      "\(AccuracyTable.table(Self.reports(comparison), first: "cases"))",
      facts.joined(separator: "\n"),
    ]
    if let operators = comparison.operators { parts.append("\(Self.table(operators))") }
    let differences = run.environmentChanges?.lasting ?? []
    if !differences.isEmpty {
      parts.append(
        "this machine is not as it was when the profile was made:\n"
          + differences.map {
            "  \($0.key): \(DifferenceView.text($0.before, beside: $0.after)) → \(DifferenceView.text($0.after, beside: $0.before))"
          }
          .joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n")
  }

  /// The accuracies that are told.
  static func reports(_ comparison: LiveComparison) -> [(name: String, report: AccuracyReport)] {
    var rows = [("as measured", comparison.all), ("main regime", comparison.main)]
    if let adjusted = comparison.adjusted { rows.append(("session effect removed", adjusted)) }
    return rows
  }

  private var facts: [String] {
    let comparison = run.comparison
    var lines: [String] = []
    if let noise = run.noise {
      let medians = run.noiseOfMedians.map {
        "; a perfect prediction of their medians would be off by \(Numeral.text(100 * $0, digits: 3)) %"
      }
      lines.append(
        "noise floor     visits to one design differ by \(Numeral.text(100 * noise.meanAbsolute, digits: 3)) %"
          + (medians ?? ""))
    }
    if let effect = comparison.sessionEffect {
      lines.append(
        "session effect  the reference workload takes \(Numeral.text(100 * (effect - 1), digits: 3, signed: true)) % "
          + "of its time in the profile")
    }
    if let operators = comparison.operators, let mape = operators.mapePercent {
      lines.append(
        "operators       off by \(Numeral.text(mape, digits: 3)) % in the mean over groups of at least 1 % of the time")
    }
    let other = comparison.cases.count { !$0.isMain }
    let stretches = run.regimes.count
    lines.append(
      stretches == 1
        ? "device          one state throughout"
        : "device          \(stretches) stretches in different states; \(other) designs had no visit in the main one")
    return lines
  }

  /// Operators, predicted and measured.
  static func table(_ operators: OperatorAccuracy) -> TextTable {
    TextTable(
      columns: [.init("phase"), .init("role"), .init("kind")]
        + ["measured", "predicted", "share %", "MAPE %", "bias %"].map { .init($0, .right) },
      rows: operators.visible.map {
        [
          $0.group.phase.rawValue, $0.group.role.rawValue, $0.group.kind.rawValue, "\($0.measured)", "\($0.predicted)",
          Numeral.text($0.sharePercent, digits: 3), Numeral.text($0.mapePercent, digits: 3),
          Numeral.text($0.biasPercent, digits: 3, signed: true),
        ]
      })
  }
}

/// What `compare --live --json` prints.
struct LiveJSON: Encodable {
  struct Case: Encodable {
    var name: String
    var measured, predicted: Double
    var steady: Double?
    var isMain: Bool
    var interval: [Double]

    enum CodingKeys: String, CodingKey {
      case name
      case measured = "measured_second"
      case steady = "main_regime_second"
      case isMain = "is_main_regime"
      case predicted = "predicted_second"
      case interval = "interval_second"
    }
  }
  struct Accuracy: Encodable {
    var all, main: AccuracyReport
    var sessionEffectRemoved: AccuracyReport?

    enum CodingKeys: String, CodingKey {
      case all
      case main = "main_regime"
      case sessionEffectRemoved = "session_effect_removed"
    }
  }
  struct Operator: Encodable {
    var phase, role, kind: String
    var measured, predicted, sharePercent, mapePercent, biasPercent: Double

    enum CodingKeys: String, CodingKey {
      case phase, role, kind
      case measured = "measured_second"
      case predicted = "predicted_second"
      case sharePercent = "share_percent"
      case mapePercent = "mape_percent"
      case biasPercent = "bias_percent"
    }
  }
  struct Step: Encodable {
    var name: String
    var error: Double

    enum CodingKeys: String, CodingKey {
      case name
      case error = "predicted_less_measured_second"
    }
  }
  var profile, runtime, space: String
  var threads: Int
  var accuracy: Accuracy
  var noise: NoiseFloor?
  var noiseOfMediansPercent: Double?
  var sessionEffect: Double?
  var operatorErrorPercent: Double?
  var operators: [Operator]
  var waterfallByKind, waterfallByPlace, waterfallByTerm: [Step]
  var regimes: [LatencyModel.Regime]
  var environmentDifferences: [DifferenceJSON.Entry]
  var cases: [Case]

  enum CodingKeys: String, CodingKey {
    case profile, runtime, space, threads, accuracy, operators, regimes, cases
    case noise = "noise_floor"
    case noiseOfMediansPercent = "noise_floor_of_medians_percent"
    case sessionEffect = "session_effect_ratio"
    case operatorErrorPercent = "operator_mape_percent"
    case waterfallByKind = "waterfall_by_kind"
    case waterfallByPlace = "waterfall_by_place"
    case waterfallByTerm = "waterfall_by_term"
    case environmentDifferences = "environment_differences"
  }

  init(_ device: DeviceLatency, _ run: LiveRun) {
    let comparison = run.comparison
    profile = device.profile.name
    runtime = run.bench.setting.runtime.rawValue
    space = run.bench.space.name
    threads = run.bench.threads
    accuracy = Accuracy(all: comparison.all, main: comparison.main, sessionEffectRemoved: comparison.adjusted)
    noise = run.noise
    noiseOfMediansPercent = run.noiseOfMedians.map { 100 * $0 }
    sessionEffect = comparison.sessionEffect
    operatorErrorPercent = comparison.operators?.mapePercent
    operators = (comparison.operators?.entries ?? []).map {
      Operator(
        phase: $0.group.phase.rawValue, role: $0.group.role.rawValue, kind: $0.group.kind.rawValue,
        measured: $0.measured.value, predicted: $0.predicted.value, sharePercent: $0.sharePercent,
        mapePercent: $0.mapePercent, biasPercent: $0.biasPercent)
    }
    waterfallByKind = comparison.contributionsByKind.map { Step(name: $0.name, error: $0.error.value) }
    waterfallByTerm = comparison.contributionsByTerm.map { Step(name: $0.name, error: $0.error.value) }
    waterfallByPlace = comparison.contributionsByPlace.map { Step(name: $0.name, error: $0.error.value) }
    regimes = run.regimes
    environmentDifferences = (run.environmentChanges?.lasting ?? []).map { DifferenceJSON.Entry(entry: $0) }
    cases = comparison.cases.map {
      Case(
        name: $0.name, measured: $0.measured.value, predicted: $0.predicted.latency.value, steady: $0.steady?.value,
        isMain: $0.isMain, interval: $0.predicted.intervalSeconds)
    }
  }
}
