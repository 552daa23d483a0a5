/// The Mersenne Twister MT19937: 32 random bits at a time. How it is seeded and how numbers below a bound are drawn from it
/// differs between Python and NumPy; see ``PythonRandom`` and ``NumPyRandom``.
///
/// Source: Matsumoto, Nishimura. "Mersenne Twister." ACM TOMACS 8(1), 1998. doi:10.1145/272991.272995
struct MersenneTwister: Sendable {
  private static let stateSize = 624
  private static let shiftSize = 397
  private var state: [UInt32]
  private var index = stateSize

  /// `init_genrand`: every word of the state follows from one.
  init(seed: UInt32) {
    state = [seed]
    for position in 1..<Self.stateSize {
      let previous = state[position - 1]
      state.append(1_812_433_253 &* (previous ^ (previous >> 30)) &+ UInt32(position))
    }
  }

  /// `init_by_array`: the words of `key`, at least one, are mixed into the state.
  init(key: [UInt32]) {
    self.init(seed: 19_650_218)
    let size = Self.stateSize
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
  mutating func next32() -> UInt32 {
    if index == Self.stateSize { regenerate() }
    var bits = state[index]
    index += 1
    bits ^= bits >> 11
    bits ^= (bits << 7) & 0x9D2C_5680
    bits ^= (bits << 15) & 0xEFC6_0000
    return bits ^ (bits >> 18)
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
