/// What remains of a ``Workload`` when only averages of its design are known: a row of a latency dataset.
public struct AveragedWorkload: Hashable, Sendable {
  /// The averages of the design.
  public var averages: DesignAverages
  /// What the design leaves open.
  public var architecture: Architecture
  /// How it is run.
  public var setting: InferenceSetting

  /// Makes an averaged workload.
  public init(averages: DesignAverages, architecture: Architecture, setting: InferenceSetting) {
    self.averages = averages
    self.architecture = architecture
    self.setting = setting
  }

  /// The averages of `workload`.
  public init(of workload: Workload) {
    self.init(
      averages: DesignAverages(of: workload.design), architecture: workload.architecture, setting: workload.setting)
  }

  /// The work of translating, in closed form.
  public var totals: OperatorTotals { averages.totals(architecture: architecture, setting: setting) }
}
