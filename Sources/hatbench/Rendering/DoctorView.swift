import Hardware
import Profiler
import Reporting

/// What a doctor found, as text: the machine, then the findings, the worst first.
struct DoctorView {
  let doctor: Doctor

  var text: String {
    let machine = TextTable(columns: [.init("machine"), .init("")], rows: EnvironmentView(doctor.environment).rows)
    return (["\(machine)", ""] + doctor.findings.map(Self.text) + ["", verdict]).joined(separator: "\n")
  }

  /// Why the machine is not fit, in one sentence for standard error.
  var refusal: String {
    "this machine is not fit to be measured: \(doctor.blocking.map(\.found).joined(separator: "; "))"
  }

  private var verdict: String {
    guard doctor.isFit else { return "not fit to be measured: mend what blocks" }
    let warnings = doctor.findings.count { $0.severity == .warns }
    return "fit to be measured" + (warnings == 0 ? "" : "; warnings: \(warnings)")
  }

  private static func text(_ finding: Finding) -> String {
    let indent = String(repeating: " ", count: 10)
    let mark = finding.severity.rawValue + indent.dropFirst(finding.severity.rawValue.count)
    let lines = ["\(mark)\(finding.subject): \(finding.found)", "\(indent)\(finding.reason)"]
    return (lines + [finding.remedy.map { "\(indent)→ \($0)" }].compactMap { $0 }).joined(separator: "\n")
  }
}

/// What `doctor --json` prints.
struct DoctorJSON: Encodable {
  let environment: Environment
  let findings: [Finding]
  let isFit: Bool

  init(_ doctor: Doctor) {
    environment = doctor.environment
    findings = doctor.findings
    isFit = doctor.isFit
  }

  enum CodingKeys: String, CodingKey {
    case environment, findings
    case isFit = "is_fit"
  }
}
