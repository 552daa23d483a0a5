import Quantities

/// What was counted of one run of some work, on the calling thread. What could not be counted is absent, not zero.
public struct CounterReading: Hashable, Sendable {
  /// The counts.
  public var counts: [CountedQuantity: Double]
  /// Bytes of a line of the last cache; nil if not known.
  public var lineBytes: Int?

  /// Makes a reading.
  public init(counts: [CountedQuantity: Double], lineBytes: Int? = nil) {
    self.counts = counts
    self.lineBytes = lineBytes
  }

  /// The arithmetic that was done.
  public var flops: FLOPCount? { counts[.flops].map { FLOPCount($0) } }

  /// What came from main memory: misses of the last cache, a line each. What prefetchers brought before it was missed is
  /// counted on some processors and not on others, so that this is a lower bound.
  public var memoryTraffic: ByteCount? {
    guard let misses = counts[.lastCacheMisses], let lineBytes else { return nil }
    return ByteCount(misses * Double(lineBytes))
  }

  /// The most single-precision arithmetic that the vector instructions can have done: each a fused multiply-add on full
  /// vectors. A cross-check where there is no event for FLOPs, as on a Cortex-A72.
  ///
  /// - Parameter instructionSets: Those of the processor, as in an `Environment`.
  public func flopsAtMost(instructionSets: [String]) -> FLOPCount? {
    let lanes = instructionSets.compactMap { Self.lanes[$0] }.max()
    guard let instructions = counts[.vectorInstructions], let lanes else { return nil }
    return FLOPCount(instructions * 2 * Double(lanes))
  }

  /// Floats in a vector.
  private static let lanes = ["sse2": 4, "avx": 8, "avx2": 8, "avx512f": 16, "neon": 4]
}
