/// Python's `random.Random`: the Mersenne Twister with Python's way of seeding and of drawing below a bound.
///
/// HAT seeds Python's generator with the update number and draws the SubTransformer of that update from it, and shuffles
/// its latency rows with it. With the same generator both can be reproduced exactly.
///
/// Source: Matsumoto, Nishimura. "Mersenne Twister." ACM TOMACS 8(1), 1998. doi:10.1145/272991.272995; CPython's
/// `_randommodule.c` (seeding by array) and `random.py` (`_randbelow_with_getrandbits`, `shuffle`).
public struct PythonRandom: RandomNumberGenerator, Sendable {
  private static let stateSize = 624
  private static let shiftSize = 397
  private var state: [UInt32]
  private var index = stateSize

  /// The generator after `random.seed(seed)`.
  public init(seed: UInt64) {
    let low = UInt32(truncatingIfNeeded: seed)
    let high = UInt32(truncatingIfNeeded: seed >> 32)
    let key = high == 0 ? [low] : [low, high]
    let size = Self.stateSize
    state = [19_650_218]
    for position in 1..<size {
      let previous = state[position - 1]
      state.append(1_812_433_253 &* (previous ^ (previous >> 30)) &+ UInt32(position))
    }
    var position = 1
    for step in 0..<size {
      let previous = state[position - 1]
      let mixed = state[position] ^ ((previous ^ (previous >> 30)) &* 1_664_525)
      state[position] = mixed &+ key[step % key.count] &+ UInt32(step % key.count)
      advance(&position)
    }
    for _ in 1..<size {
      let previous = state[position - 1]
      state[position] = (state[position] ^ ((previous ^ (previous >> 30)) &* 1_566_083_941)) &- UInt32(position)
      advance(&position)
    }
    state[0] = 0x8000_0000
  }

  private mutating func advance(_ position: inout Int) {
    position += 1
    if position == Self.stateSize {
      state[0] = state[Self.stateSize - 1]
      position = 1
    }
  }

  /// The next 32 random bits.
  public mutating func next32() -> UInt32 {
    if index == Self.stateSize { regenerate() }
    var bits = state[index]
    index += 1
    bits ^= bits >> 11
    bits ^= (bits << 7) & 0x9D2C_5680
    bits ^= (bits << 15) & 0xEFC6_0000
    return bits ^ (bits >> 18)
  }

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

  private mutating func regenerate() {
    for position in 0..<Self.stateSize {
      let joined =
        (state[position] & 0x8000_0000) | (state[(position + 1) % Self.stateSize] & 0x7FFF_FFFF)
      let twisted = joined & 1 == 0 ? joined >> 1 : (joined >> 1) ^ 0x9908_B0DF
      state[position] = state[(position + Self.shiftSize) % Self.stateSize] ^ twisted
    }
    index = 0
  }
}
