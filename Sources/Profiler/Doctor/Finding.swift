/// One thing that a doctor found.
public struct Finding: Codable, Hashable, Sendable {
  /// How much it matters, worst first.
  public enum Severity: String, Codable, CaseIterable, Hashable, Sendable {
    /// What is measured now would be wrong.
    case blocks
    /// What is measured now is noisier, or slower, than it need be.
    case warns
    /// A reader of the measurements should know.
    case informs
  }

  /// How much it matters.
  public var severity: Severity
  /// What it is about, in a word or two; the same on every machine.
  public var subject: String
  /// What was found.
  public var found: String
  /// Why it matters.
  public var reason: String
  /// What would mend it, commands in quotes; nil if nothing need or can be done.
  public var remedy: String?

  /// Makes a finding.
  public init(_ severity: Severity, _ subject: String, found: String, reason: String, remedy: String? = nil) {
    self.severity = severity
    self.subject = subject
    self.found = found
    self.reason = reason
    self.remedy = remedy
  }
}
