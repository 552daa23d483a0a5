extension Sample {
  /// Seconds of one run, all parts together, for each timing.
  public var totals: [Double] { timings.map { $0.reduce(0, +) } }

  /// Seconds that all timings took, warming up left out.
  public var duration: Double { totals.reduce(0, +) * Double(runsPerTiming) }

  /// Seconds from the start of its session to the middle of the timings.
  public var middle: Double { began + duration / 2 }

  /// Whether nothing disturbed it.
  public var isUndisturbed: Bool { disturbances.isEmpty }
}
