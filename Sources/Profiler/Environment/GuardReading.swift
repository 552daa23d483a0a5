/// What the system did to this process between two moments.
public struct GuardReading: Codable, Hashable, Sendable {
  /// Page faults that needed the disk, and those that did not.
  public var majorFaults = 0
  /// Page faults that did not need the disk.
  public var minorFaults = 0
  /// Times that the process waited of its own accord.
  public var voluntarySwitches = 0
  /// Times that another program took its core.
  public var involuntarySwitches = 0
  /// Seconds of processor time that other virtual machines took.
  public var steal = 0.0
  /// Seconds of processor time that other processes took, on the cores that this one may use.
  public var others = 0.0
  /// Runnable processes at the end, this one's threads included; nil where the system does not say.
  public var runnable: Int?
  /// The firmware's throttle bits that were set during the time, on a Raspberry Pi.
  public var throttleBits: Int?
  /// Degrees Celsius of the hottest zone at the end.
  public var temperature: Double?

  enum CodingKeys: String, CodingKey {
    case runnable
    case steal = "steal_second"
    case others = "others_second"
    case temperature = "temperature_celsius"
    case majorFaults = "major_faults"
    case minorFaults = "minor_faults"
    case voluntarySwitches = "voluntary_switches"
    case involuntarySwitches = "involuntary_switches"
    case throttleBits = "throttle_bits"
  }

  /// A reading of nothing.
  public init() {}
}

/// Reads what happens to this process, around each sample.
public protocol Guarding: AnyObject {
  /// Starts watching.
  func begin()
  /// What happened since ``begin()``.
  func end() -> GuardReading
}
