/// The generator behind every random choice of ours: the same numbers for the same seed, on every machine.
///
/// The algorithm is SplitMix64: one addition and a mix of shifts and multiplications per number. It is fast and passes
/// BigCrush; it is not for secrets. Draws below a bound and with a probability are written out here, because those of the standard library may change
/// between releases of Swift.
///
/// Source: Steele, Lea, Flood. "Fast Splittable Pseudorandom Number Generators." OOPSLA 2014.
/// doi:10.1145/2660193.2660195
public struct SeededGenerator: RandomNumberGenerator, Hashable, Sendable, Codable {
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

  /// An index below `count`, uniform to within `count`·2⁻⁶⁴.
  ///
  /// - Precondition: `count` is positive.
  public mutating func index(below count: Int) -> Int {
    precondition(count > 0, "cannot draw an index below \(count)")
    return Int(next().multipliedFullWidth(by: UInt64(count)).high)
  }

  /// Two different indices below `count`.
  ///
  /// - Precondition: `count` is at least 2.
  public mutating func distinctIndices(below count: Int) -> (Int, Int) {
    let first = index(below: count)
    let second = index(below: count - 1)
    return (first, second < first ? second : second + 1)
  }

  /// Whether an event of `probability` happens.
  public mutating func happens(_ probability: Double) -> Bool {
    Double(next() >> 11) * 0x1p-53 < probability
  }

  /// Shuffles `values` in place (Fisher and Yates).
  public mutating func shuffle<Element>(_ values: inout [Element]) {
    for last in values.indices.dropFirst().reversed() {
      values.swapAt(last, index(below: last + 1))
    }
  }
}
