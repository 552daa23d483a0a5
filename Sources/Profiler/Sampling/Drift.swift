import Foundation
import Quantities
import Statistics

/// The states that the device went through during a campaign, as the reference workload shows them.
///
/// The reference does the same work at every visit, so the logarithm of its time over the session's usual one is that
/// of the device's slowness. Change points in this series divide each session into regimes. The *main* regime is the
/// level at which most of the session's references lie; what was measured in another is quarantined.
///
/// Each session is judged by itself: between two sessions anything may have changed, so a difference between their main
/// levels is a session effect (``sessionRatio(_:)``), not a regime.
public struct Drift: Sendable {
  /// With fewer references than this no change can be told from noise: the session is one regime.
  public static let fewestReferences = 8

  /// The sessions, by ascending number.
  public var sessions: [Session] { series.map(\.session) }
  let series: [DriftSeries]

  /// Finds the regimes.
  ///
  /// - Parameter references: Samples of the reference workload, of one campaign or of several that have the same
  ///   reference. Those without a positive median are ignored.
  public init(references: [Sample]) {
    series = Dictionary(grouping: references, by: \.session).sorted { $0.key < $1.key }
      .compactMap { DriftSeries(session: $0.key, references: $0.value) }
  }

  /// A session as its references show it.
  public struct Session: Hashable, Sendable {
    /// Its number.
    public var number: Int
    /// The references that were run in it, and those of them in its main regime.
    public var references, mainReferences: Int
    /// Levels of the device, the main one included.
    public var regimes: Int
    /// The median time of the reference in the main regime.
    public var mainReference: Seconds
    /// Its 95 % interval; nil if there are too few references to tell.
    public var interval: [Seconds]?

    /// Whether there were too few references to find regimes.
    public var hasTooFewReferences: Bool { references < Drift.fewestReferences }
  }

  /// The device's state while a sample was taken.
  public struct State: Hashable, Sendable {
    /// 0 for the session's main regime; others count from 1 in the order of their first appearance. Between two regimes
    /// it is that of the nearer reference.
    public var regime: Int
    /// Whether the references before and after the sample are in the main regime.
    public var isMain: Bool
    /// Whether the device changed its state between the references before and after: then no factor is right.
    public var isBetween: Bool
    /// The reference's time at the sample over that of the session's main regime, interpolated in time between the
    /// references around it; nil if its session has none.
    public var factor: Double?
  }

  /// The state in which `sample` was taken. A session without references is taken for one regime.
  public func state(of sample: Sample) -> State {
    series.first { $0.session.number == sample.session }?.state(at: sample.middle)
      ?? State(regime: 0, isMain: true, isBetween: false, factor: nil)
  }

  /// The session's main reference over that of the campaign's main session, the one with the most references; 1 if the
  /// session has none.
  ///
  /// So is that of a session with too few references, whose ratio would be noise.
  public func sessionRatio(_ number: Int) -> Double {
    guard let main = mainSession, let session = sessions.first(where: { $0.number == number }),
      !session.hasTooFewReferences
    else { return 1 }
    return session.mainReference / main.mainReference
  }

  /// The session with the most references in its main regime, the earliest of equals.
  public var mainSession: Session? {
    sessions.max { ($0.mainReferences, -$0.number) < ($1.mainReferences, -$1.number) }
  }

  /// `seconds`, measured in `sample`'s state, as they would be in the main regime of the main session; nil if that
  /// cannot be said.
  public func normalised(_ seconds: Seconds, in sample: Sample) -> Seconds? {
    let state = state(of: sample)
    guard !state.isBetween, let factor = state.isMain ? 1 : state.factor else { return nil }
    return seconds / (factor * sessionRatio(sample.session))
  }
}
