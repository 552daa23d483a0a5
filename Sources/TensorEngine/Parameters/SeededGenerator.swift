/// A random number generator that gives the same numbers for the same seed, on every machine.
///
/// The algorithm is SplitMix64: one addition and a mix of shifts and multiplications per number. It is fast and passes
/// BigCrush; it is not for secrets.
///
/// Source: Steele, Lea, Flood. "Fast Splittable Pseudorandom Number Generators." OOPSLA 2014.
/// doi:10.1145/2660193.2660195
public struct SeededGenerator: RandomNumberGenerator, Equatable, Sendable {
  private var state: UInt64

  /// Starts the sequence that belongs to `seed`.
  public init(seed: UInt64) { state = seed }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var bits = state
    bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
    bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
    return bits ^ (bits >> 31)
  }
}
