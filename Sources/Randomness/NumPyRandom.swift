/// NumPy's `RandomState`: the Mersenne Twister with NumPy's way of seeding and of drawing below a bound.
///
/// fairseq, and so HAT, orders sentences and batches with it. With the same generator the batches of a run can be
/// reproduced exactly. (NumPy's newer `Generator` is another thing; `RandomState` is frozen and stays as it is.)
///
/// Source: NumPy's `mtrand.pyx` (`shuffle`, `permutation`), `distributions.c` (`random_interval`) and `mt19937.c`
/// (`mt19937_seed`).
public struct NumPyRandom: Sendable {
  private var twister: MersenneTwister

  /// The generator after `numpy.random.seed(seed)`.
  public init(seed: UInt32) { twister = MersenneTwister(seed: seed) }

  /// The next 32 random bits.
  public mutating func next32() -> UInt32 { twister.next32() }

  /// A uniform index below `count`, as `random_interval(count − 1)` draws it; `count` must lie between 1 and 2³².
  ///
  /// The low bits that the largest index needs are drawn until they give one that is not too large.
  public mutating func index(below count: Int) -> Int {
    precondition((1...Int(UInt32.max) + 1).contains(count), "cannot draw an index below \(count)")
    let largest = UInt32(count - 1)
    // No choice, no draw.
    guard largest > 0 else { return 0 }
    let mask = UInt32.max >> UInt32(largest.leadingZeroBitCount)
    while true {
      let candidate = next32() & mask
      if candidate <= largest { return Int(candidate) }
    }
  }

  /// Shuffles `values` in place exactly as `RandomState.shuffle` does.
  public mutating func shuffle<Element>(_ values: inout [Element]) {
    for last in values.indices.dropFirst().reversed() {
      values.swapAt(last, index(below: last + 1))
    }
  }

  /// The numbers below `count` in random order, as `RandomState.permutation(count)` gives them.
  public mutating func permutation(_ count: Int) -> [Int] {
    var numbers = Array(0..<count)
    shuffle(&numbers)
    return numbers
  }
}
