/// When a ``Sampler`` stops. Part of a campaign's plan: with other settings the same times would be other samples.
public struct SamplerSettings: Codable, Hashable, Sendable {
  /// The least seconds of a timing; what runs longer is timed one run at a time.
  public var minimumTiming = 1e-3
  /// The least length of a timing in steps of the clock.
  public var clockSteps = 1000.0
  /// Timings in a window of the warm-up.
  public var warmUpWindow = 5
  /// The warm-up ends when the medians of two successive windows differ by no more than this share …
  public var warmUpStability = 0.01
  /// … or after so many seconds.
  public var warmUpLimit = 1.0
  /// Timing ends when the 95 % interval of the median is, from end to end, no wider than this share of the median …
  public var precision = 0.01
  /// … but not before so many timings, unless time is up …
  public var minimumTimings = 10
  /// … and at the latest after so many …
  public var maximumTimings = 200
  /// … or so many seconds, …
  public var timeLimit = 10.0
  /// … after which so many timings are finished all the same.
  public var leastTimings = 1

  enum CodingKeys: String, CodingKey {
    case precision
    case minimumTiming = "minimum_timing_second"
    case clockSteps = "clock_steps"
    case warmUpWindow = "warm_up_window"
    case warmUpStability = "warm_up_stability"
    case warmUpLimit = "warm_up_limit_second"
    case minimumTimings = "minimum_timings"
    case maximumTimings = "maximum_timings"
    case timeLimit = "time_limit_second"
    case leastTimings = "least_timings"
  }

  /// The settings that suit most workloads.
  public init() {}

  /// Settings for a reference workload, which runs often: a fifth of a second at most.
  public static var reference: SamplerSettings {
    var settings = SamplerSettings()
    settings.warmUpWindow = 3
    settings.warmUpLimit = 0.1
    settings.maximumTimings = 30
    settings.timeLimit = 0.1
    return settings
  }
}
