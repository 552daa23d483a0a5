/// Python's `random.Random`: the Mersenne Twister with Python's way of seeding and of drawing below a bound.
///
/// HAT seeds Python's generator with the update number and draws the SubTransformer of that update from it, and shuffles
/// its latency rows with it. With the same generator both can be reproduced exactly.
///
/// Source: CPython's `_randommodule.c` (seeding by array) and `random.py` (`_randbelow_with_getrandbits`, `shuffle`).
public struct PythonRandom: RandomNumberGenerator, Sendable {
  private var twister: MersenneTwister

  /// The generator after `random.seed(seed)`.
  public init(seed: UInt64) {
    let low = UInt32(truncatingIfNeeded: seed)
    let high = UInt32(truncatingIfNeeded: seed >> 32)
    twister = MersenneTwister(key: high == 0 ? [low] : [low, high])
  }

  /// The next 32 random bits.
  public mutating func next32() -> UInt32 { twister.next32() }

  /// The next 64 random bits, low word first, as `getrandbits(64)`.
  public mutating func next() -> UInt64 {
    let low = UInt64(next32())
    return low | UInt64(next32()) << 32
  }

  /// A uniform index below `count`, as `random.choice` draws it; `count` must lie between 1 and 2³² − 1.
  public mutating func index(below count: Int) -> Int {
    precondition((1...Int(UInt32.max)).contains(count), "cannot draw an index below \(count)")
    let surplusBits = UInt32(count).leadingZeroBitCount
    while true {
      let candidate = Int(next32() >> UInt32(surplusBits))
      if candidate < count { return candidate }
    }
  }

  /// Shuffles `values` in place exactly as `random.shuffle` does.
  public mutating func shuffle<Element>(_ values: inout [Element]) {
    for last in values.indices.dropFirst().reversed() {
      values.swapAt(last, index(below: last + 1))
    }
  }
}
