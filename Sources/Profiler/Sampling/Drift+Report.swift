import Foundation
import Hardware
import Quantities

extension Drift {
  /// The device's states in run order: stretches of samples in one regime of one session. Ratios are to the main regime
  /// of the main session, the session effect included.
  ///
  /// Rows are run orders. Between two regimes a sample counts for that of the nearer reference.
  public func report(_ samples: [Sample]) -> [LatencyModel.Regime] {
    var stretches: [(session: Int, regime: Int, report: LatencyModel.Regime)] = []
    for sample in samples.sorted(by: { $0.order < $1.order }) {
      let regime = state(of: sample).regime
      if let last = stretches.last, last.session == sample.session, last.regime == regime {
        stretches[stretches.count - 1].report.lastRow = sample.order
      } else {
        let ratios = series.first { $0.session.number == sample.session }?.ratios ?? [1]
        let report = LatencyModel.Regime(
          firstRow: sample.order, lastRow: sample.order, ratio: ratios[regime] * sessionRatio(sample.session))
        stretches.append((sample.session, regime, report))
      }
    }
    return stretches.map(\.report)
  }
}

/// How much slower the device was in one session than in another, or than when its profile was made.
public struct SessionEffect: Hashable, Sendable {
  /// The ratio of the reference's times in the two main regimes.
  public var ratio: Double
  /// Its 95 % interval; nil if either session has too few references to tell.
  public var interval: ClosedRange<Double>?

  /// Compares two sessions.
  public init(of session: Drift.Session, to other: Drift.Session) {
    self.init(of: session, to: other.mainReference, interval: other.interval)
  }

  /// Compares a session with a reference time that was stored, of the same workload.
  ///
  /// - Parameters:
  ///   - session: The session.
  ///   - stored: The median time of the reference workload then.
  ///   - interval: Its 95 % interval: lower and upper end; nil if it was not kept.
  public init(of session: Drift.Session, to stored: Seconds, interval storedInterval: [Seconds]?) {
    ratio = session.mainReference / stored
    guard let own = session.interval, let storedInterval, storedInterval.count == 2,
      (own + storedInterval + [stored]).allSatisfy({ $0.value > 0 && $0.value.isFinite })
    else { return }
    // Independent errors add as squares, on the scale on which a ratio is a difference.
    func distance(_ first: Double, _ second: Double) -> Double { hypot(log(first), log(second)) }
    let below = distance(own[0] / session.mainReference, storedInterval[1] / stored)
    let above = distance(own[1] / session.mainReference, storedInterval[0] / stored)
    interval = ratio * exp(-below)...ratio * exp(above)
  }
}
