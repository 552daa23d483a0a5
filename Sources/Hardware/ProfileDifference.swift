/// What differs between two profiles, or between the conditions of two measurements: every key, both values, and for
/// numbers their ratio.
///
/// ```swift
/// let difference = try ProfileDifference(from: stored.environment, to: current)
/// for entry in difference.lasting { print(entry.key, entry.before ?? "–", entry.after ?? "–") }
/// ```
/// Keys are those of the JSON file, joined by dots: `ceilings.memory.l2.capacity_byte.value`. A key that is added to the
/// format is compared without another line of code here.
public struct ProfileDifference: Hashable, Sendable {
  /// A key with different values.
  public struct Entry: Hashable, Sendable {
    /// Where it is in the file.
    public var key: String
    /// Its values; nil on the side that does not have it.
    public var before, after: Value?

    /// The number after divided by that before; nil unless both are numbers, and the first is not zero.
    public var ratio: Double? {
      guard case .number(let before) = before, case .number(let after) = after, before != 0 else { return nil }
      return after / before
    }
  }

  /// What a key holds.
  public enum Value: Hashable, Sendable {
    /// A number, in the unit that the key names.
    case number(Double)
    /// Yes or no.
    case flag(Bool)
    /// Words.
    case text(String)
    /// A list in which there are only numbers, of any depth: a curve, weights.
    case numbers([Double])
  }

  /// What differs, in the order of keys, but for what changes from hour to hour.
  public let lasting: [Entry]
  /// What differs and would differ between two measurements on one machine: dates, loads, temperatures.
  public let volatile: [Entry]

  /// Whether nothing differs that lasts.
  public var isEmpty: Bool { lasting.isEmpty }

  /// Compares two profiles.
  ///
  /// - Throws: ``HardwareError`` if a profile holds a number that no file can, such as NaN.
  public init(from before: HardwareProfile, to after: HardwareProfile) throws(HardwareError) {
    try self.init(comparing: before, named: before.name, with: after, named: after.name)
  }

  /// Compares the conditions of two measurements.
  ///
  /// - Throws: ``HardwareError`` if one holds a number that no file can, such as NaN.
  public init(from before: Environment, to after: Environment) throws(HardwareError) {
    try self.init(
      comparing: before, named: "the first environment", with: after, named: "the second environment")
  }

  private init<Content: Encodable>(
    comparing before: Content, named first: String, with after: Content, named second: String
  ) throws(HardwareError) {
    let (before, after) = (try JSONValue(before, named: first).leaves, try JSONValue(after, named: second).leaves)
    let differing = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }.sorted()
    func entries(_ paths: [JSONPath]) -> [Entry] {
      paths.map { Entry(key: $0.components.joined(separator: "."), before: before[$0], after: after[$0]) }
    }
    lasting = entries(differing.filter { Self.volatileKeys.isDisjoint(with: $0.components) })
    volatile = entries(differing.filter { !Self.volatileKeys.isDisjoint(with: $0.components) })
  }

  /// The keys of an ``Environment`` that describe a moment, and the topology's text, which says in other words what has
  /// keys of its own.
  private static let volatileKeys: Set = [
    "date", "load_average", "temperatures_celsius", "steal_percent", "frequency_hertz", "throttle_word", "topology_xml",
  ]
}
