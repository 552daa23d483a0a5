import Hardware

/// How a machine differs from the one in a profile: factors of its numbers, 1 where nothing is said.
///
/// A factor of 2 is twice as many cores, twice the bandwidth, twice the time to start an operator.
public struct MachineChange: Hashable, Sendable {
  /// What can be changed.
  public enum Quantity: Hashable, Sendable {
    /// Cores that compute; rounded to a whole number of them, at least one.
    case cores
    /// The time to start an operator: the runtime's dispatch.
    case overhead
    /// Arithmetic throughput.
    case peak
    /// The clock of the cores: arithmetic, dispatch and all caches go with it, main memory does not.
    case clock
    /// What a level of memory holds.
    case capacity(String)
    /// How fast a level of memory is read.
    case bandwidth(String)
  }

  /// The factors; every one is positive and finite.
  public let factors: [Quantity: Double]

  /// Machines a million times better or worse are none.
  static let range = 1e-6...1e6

  /// Nothing is changed.
  public static let none = MachineChange(factors: [:])

  private init(factors: [Quantity: Double]) { self.factors = factors }

  /// Changes one quantity.
  /// - Precondition: The factor is positive and finite.
  public init(_ quantity: Quantity, by factor: Double) {
    precondition(factor > 0 && factor.isFinite, "a factor of \(factor)")
    factors = [quantity: factor]
  }

  /// Reads `KEY=FACTOR` changes of the machine in `profile`.
  /// - Throws: ``CostModelError/unusableChange(text:reason:)`` if a key is not known or repeated, or a factor not positive.
  public init(parsing texts: [String], of profile: HardwareProfile) throws(CostModelError) {
    var factors: [Quantity: Double] = [:]
    for text in texts {
      let parts = text.split(separator: "=", omittingEmptySubsequences: false)
      guard parts.count == 2, let factor = Double(parts[1]), Self.range.contains(factor) else {
        throw .unusableChange(
          text: text, reason: "it is not KEY=FACTOR with a factor between 1e-6 and 1e6, such as overhead=0.5")
      }
      let quantity = try Self.quantity(String(parts[0]), of: profile, in: text)
      guard factors.updateValue(factor, forKey: quantity) == nil else {
        throw .unusableChange(text: text, reason: "'\(parts[0])' is changed twice")
      }
    }
    self.factors = factors
  }

  /// The quantity that is called `key`.
  /// - Throws: ``CostModelError/unusableChange(text:reason:)`` naming those that `profile` has.
  public static func quantity(
    _ key: String, of profile: HardwareProfile, in text: String? = nil
  ) throws(CostModelError) -> Quantity {
    let known = quantities(of: profile)
    if let found = known.first(where: { $0.description == key }) { return found }
    throw .unusableChange(
      text: text ?? key,
      reason: "profile '\(profile.name)' has no '\(key)'; it has \(known.map(\.description).joined(separator: ", "))")
  }

  /// Everything that can be changed of the machine in `profile`.
  public static func quantities(of profile: HardwareProfile) -> [Quantity] {
    let levels = profile.ceilings.memory
    return [.cores, .clock, .peak, .overhead]
      + levels.dropLast().filter { $0.capacity != nil }.map { .capacity($0.level) }
      + levels.filter { $0.bandwidth != nil }.map { .bandwidth($0.level) }
  }

  /// The factor of `quantity`.
  public subscript(quantity: Quantity) -> Double { factors[quantity] ?? 1 }

  /// Whether nothing is changed.
  public var isNone: Bool { factors.values.allSatisfy { $0 == 1 } }

  /// This change with `quantity` changed by `factor` on top.
  /// - Precondition: The factor is positive and finite.
  public func adding(_ quantity: Quantity, by factor: Double) -> MachineChange {
    precondition(factor > 0 && factor.isFinite, "a factor of \(factor)")
    return MachineChange(factors: factors.merging([quantity: factor]) { $0 * $1 })
  }
}

extension MachineChange.Quantity: CustomStringConvertible {
  /// The key on the command line: `cores`, `overhead`, `l3`, `dram_bandwidth`.
  public var description: String {
    switch self {
    case .cores: "cores"
    case .overhead: "overhead"
    case .peak: "peak"
    case .clock: "clock"
    case .capacity(let level): level
    case .bandwidth(let level): "\(level)_bandwidth"
    }
  }
}

extension MachineChange: CustomStringConvertible {
  /// `dram_bandwidth=2 overhead=0.5`, in the order of the alphabet; `as profiled` without a change.
  public var description: String {
    let parts = factors.map { (key: $0.key.description, factor: $0.value) }.sorted { $0.key < $1.key }
    return parts.isEmpty ? "as profiled" : parts.map { "\($0.key)=\(Self.text($0.factor))" }.joined(separator: " ")
  }

  private static func text(_ factor: Double) -> String { Int(exactly: factor).map(String.init) ?? "\(factor)" }
}
