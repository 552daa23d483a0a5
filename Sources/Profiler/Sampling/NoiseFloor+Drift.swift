import Statistics

extension NoiseFloor {
  /// How much the visits to the same configuration differ while the device is in its main state.
  public init?(drift: Drift, samples: [Sample]) {
    self.init(visitMedians: Self.mainMedians(drift, samples))
  }

  /// The mean absolute error that a perfect prediction of each configuration's time over all its visits would show: half of
  /// what the times over every other visit differ by. A share; nil if no configuration has four visits.
  public static func ofMedians(drift: Drift, samples: [Sample]) -> Double? {
    let halves = mainMedians(drift, samples).filter { $0.count >= 4 }.map { visits in
      [0, 1].map { half in KeySummary.typical(visits.indices.filter { $0 % 2 == half }.map { visits[$0] }) }
    }
    return halves.isEmpty ? nil : halves.map { abs($0[0] / $0[1] - 1) / 2 }.mean
  }

  /// For each configuration the medians of its visits in the main regime, in run order, session effects taken out.
  private static func mainMedians(_ drift: Drift, _ samples: [Sample]) -> [[Double]] {
    let main = samples.filter { drift.state(of: $0).isMain && !$0.timings.isEmpty }.sorted { $0.order < $1.order }
    return Dictionary(grouping: main, by: \.key).values.map { visits in
      visits.map { $0.totals.median / drift.sessionRatio($0.session) }
    }
  }
}
