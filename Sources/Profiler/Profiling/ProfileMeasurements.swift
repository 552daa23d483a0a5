import Hardware
import Quantities
import TransformerIR

/// A whole design as it was measured.
public struct MeasuredDesign: Sendable {
  /// Its name among those measured together.
  public var name: String
  /// What was run.
  public var workload: Workload
  /// What all visits say, parts being encoder, decoder and, if it was run, the search's bookkeeping.
  public var summary: KeySummary

  /// Seconds of a part, in the mean over time.
  public func time(of part: String) -> Seconds? {
    summary.summary.parts.firstIndex(of: part).map { summary.typical[$0] }
  }
}

/// Where the time of a design goes, node by node, added up by group.
public struct MeasuredNodes: Sendable {
  /// The design's name.
  public var name: String
  /// What was run.
  public var workload: Workload
  /// Seconds of each group of operators in one translation.
  public var times: [OperatorTotals.Group: Seconds]
}

/// Everything that profiling a device found out, before any model is fitted to it.
public struct ProfileMeasurements: Sendable {
  /// What was planned.
  public var plan: ProfilePlan
  /// The conditions.
  public var environment: Environment
  /// The ceilings.
  public var ceilings: MeasuredCeilings
  /// Operators timed alone.
  public var operators: [OperatorSample]
  /// What hardware counters say of operators; empty where there are none.
  public var counted: [CountedOperator]
  /// Whole designs.
  public var designs: [MeasuredDesign]
  /// Where the time of designs goes.
  public var nodes: [MeasuredNodes]
  /// The device's states.
  public var drift: Drift
  /// The states in run order.
  public var regimes: [LatencyModel.Regime]
  /// How much visits to the same design differ; nil with a single visit each.
  public var noise: NoiseFloor?
  /// The error that a perfect prediction of the designs' medians would show, as a share; nil with fewer than four visits.
  public var noiseOfMedians: Double?
  /// The reference workload's time.
  public var reference: LatencyModel.ReferenceTime
  /// Samples that were left out since the device was in another state.
  public var quarantined: Int
  /// Where hardware counters and the graph differ, in words.
  public var counterDifferences: [String]
  /// Samples, those of them that stayed disturbed, and sessions.
  public var samples, disturbed, sessions: Int
  /// Laws of physics that the numbers break, in words.
  public var violations: [String]
}
