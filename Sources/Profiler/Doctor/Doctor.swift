import Hardware

/// Says whether a machine is fit to be measured, what is wrong with it, and how to mend it.
///
/// ```swift
/// let doctor = Doctor(try Machine.current())
/// guard doctor.isFit else { return print(doctor.findings) }
/// ```
/// It looks and changes nothing: a governor set for a measurement and forgotten would be worse than one that is reported.
public struct Doctor: Sendable {
  /// The machine as it was looked at.
  public let environment: Environment
  /// What was found, the worst first.
  public let findings: [Finding]

  /// Looks at `machine`.
  ///
  /// - Parameter threads: Worker threads that will be measured with; one per usable physical core if not given.
  public init(_ machine: Machine, threads: Int? = nil) {
    let placement = machine.placement
    let threads = threads ?? placement.cores
    environment = machine.environment(threads: threads, boundTo: placement.processors(for: threads))
    let checks = Checks(machine: machine, environment: environment)
    let found = [
      checks.program, checks.frequencies, checks.heat, checks.company, checks.limits, checks.layout, checks.instruments,
    ].flatMap { $0 }
    findings = Finding.Severity.allCases.flatMap { severity in found.filter { $0.severity == severity } }
  }

  /// Whether nothing blocks.
  public var isFit: Bool { blocking.isEmpty }

  /// What blocks.
  public var blocking: [Finding] { findings.filter { $0.severity == .blocks } }
}

/// What a doctor looks at; each group of checks is in a file of its own.
struct Checks {
  let machine: Machine
  let environment: Environment
}
