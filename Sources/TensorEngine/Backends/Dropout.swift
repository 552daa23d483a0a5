/// Which elements a dropout keeps: a pure function of a key and an element's index, so that the backward pass finds the
/// same elements without storing them, and a run is repeated by its seed.
///
/// Element i is kept if random word `first + i` of the generator is at least `rate·2³²`. The generator is Philox4x32-10
/// keyed by `key`: word w is lane `w mod 4` of counter `w / 4`.
///
/// Source: Salmon, Moraes, Dror, Shaw. "Parallel Random Numbers: As Easy as 1, 2, 3." SC 2011. doi:10.1145/2063384.2063405
public struct Dropout: Sendable {
  /// The probability that an element becomes zero, in 0..<1.
  public var rate: Float
  /// The generator's key: one per site and step.
  public var key: UInt64
  /// The index of the first element.
  public var first: UInt64 = 0

  /// Makes a dropout.
  public init(rate: Float, key: UInt64) {
    precondition(rate >= 0 && rate < 1, "a dropout rate of \(rate)")
    self.rate = rate
    self.key = key
  }

  /// The same dropout `offset` elements further on.
  func advanced(by offset: Int) -> Dropout {
    var moved = self
    moved.first += UInt64(offset)
    return moved
  }

  /// What kept elements are multiplied by.
  var scale: Float { 1 / (1 - rate) }

  /// Whether element `index` is kept.
  public func keeps(_ index: Int) -> Bool {
    let word = first + UInt64(index)
    return Double(Philox.words(key: key, counter: word / 4)[Int(word % 4)]) >= Double(rate) * 0x1p32
  }
}

/// The generator Philox4x32-10; see ``Dropout``.
enum Philox {
  /// The four words of `counter`.
  static func words(key: UInt64, counter: UInt64) -> SIMD4<UInt32> {
    var x = SIMD4(UInt32(truncatingIfNeeded: counter), UInt32(counter >> 32), 0, 0)
    var k = SIMD2(UInt32(truncatingIfNeeded: key), UInt32(key >> 32))
    for _ in 0..<10 {
      let a = 0xD251_1F53 * UInt64(x[0])
      let b = 0xCD9E_8D57 * UInt64(x[2])
      x = SIMD4(
        UInt32(b >> 32) ^ x[1] ^ k[0], UInt32(truncatingIfNeeded: b), UInt32(a >> 32) ^ x[3] ^ k[1],
        UInt32(truncatingIfNeeded: a))
      k &+= SIMD2(0x9E37_79B9, 0xBB67_AE85)
    }
    return x
  }
}
