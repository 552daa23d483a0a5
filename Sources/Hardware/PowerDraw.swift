import Quantities

/// What a device draws from its supply while it computes, as far as it is known.
///
/// The energy of a run is its time times ``whole``, plus what its arithmetic and its traffic add.
public struct PowerDraw: Codable, Hashable, Sendable {
  /// What is drawn whatever is computed: the idle power where arithmetic and traffic are known apart, the power under load
  /// where nothing else is.
  public var whole: Sourced<Power>?
  /// What a FLOP adds.
  public var flop: Sourced<Joules>?
  /// What a byte adds, by the level of memory that it comes from.
  public var bytes: [String: Sourced<Joules>]?

  enum CodingKeys: String, CodingKey {
    case whole = "watt"
    case flop = "joule_per_flop"
    case bytes = "joule_per_byte"
  }

  /// Makes what is known.
  public init(whole: Sourced<Power>? = nil, flop: Sourced<Joules>? = nil, bytes: [String: Sourced<Joules>]? = nil) {
    self.whole = whole
    self.flop = flop
    self.bytes = bytes
  }

  /// The energy of a run; nil if nothing is known.
  ///
  /// - Parameter traffic: Bytes by the level that they came from.
  public func energy(of time: Seconds, flops: FLOPCount, bytes traffic: [String: ByteCount]) -> Joules? {
    guard whole != nil || flop != nil || bytes?.isEmpty == false else { return nil }
    var energy = (whole?.value ?? Power(perSecond: .zero)) * time
    if let flop { energy += flops.value * flop.value }
    for (level, cost) in bytes ?? [:] { energy += (traffic[level] ?? .zero).value * cost.value }
    return energy
  }
}
