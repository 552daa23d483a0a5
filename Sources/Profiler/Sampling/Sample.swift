/// One visit to one configuration: a row of the store, with every raw timing.
public struct Sample: Codable, Hashable, Sendable {
  /// Which configuration; the same in every run of the same plan.
  public var key: String
  /// Which visit to it, counted from 0.
  public var visit: Int
  /// The position in run order, over all sessions, counted from 0.
  public var order: Int
  /// The session: 0 until the first interruption, then one more for each `--resume`.
  public var session: Int
  /// Seconds from the start of its session to the first timing.
  public var began: Double
  /// What the time of a run is divided into.
  public var parts: [String]
  /// Seconds of the first call, by part: apart, since it pays for what later calls find done.
  public var firstCall: [Double]
  /// Runs that were thrown away until times were stable.
  public var warmUps: Int
  /// Runs behind each timing.
  public var runsPerTiming: Int
  /// Seconds of one run, by part, for each timing.
  public var timings: [[Double]]
  /// What the system did meanwhile.
  public var guards: GuardReading
  /// Why the sample is not to be trusted; empty if nothing disturbed it.
  public var disturbances: [String]

  /// Makes a sample.
  public init(
    key: String, visit: Int, order: Int, session: Int, began: Double, parts: [String], firstCall: [Double],
    warmUps: Int, runsPerTiming: Int, timings: [[Double]], guards: GuardReading, disturbances: [String]
  ) {
    self.key = key
    self.visit = visit
    self.order = order
    self.session = session
    self.began = began
    self.parts = parts
    self.firstCall = firstCall
    self.warmUps = warmUps
    self.runsPerTiming = runsPerTiming
    self.timings = timings
    self.guards = guards
    self.disturbances = disturbances
  }
}
