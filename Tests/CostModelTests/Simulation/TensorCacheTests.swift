import Testing

@testable import CostModel

@Suite struct TensorCacheTests {
  /// Three tensors that fit together: the second round finds all of them in the nearest level.
  @Test func whatFitsIsFoundAgain() {
    var cache = TensorCache(capacities: [30, .infinity], tensors: 3)
    #expect((0..<3).map { cache.access($0, bytes: 10) } == [1, 1, 1])
    #expect((0..<3).map { cache.access($0, bytes: 10) } == [0, 0, 0])
    #expect(cache.counts[0] == .init(hits: 3, misses: 3, hitBytes: 30, missBytes: 30))
    #expect(cache.counts[1] == .init(hits: 3, misses: 0, hitBytes: 30, missBytes: 0))
  }

  /// Going round one tensor more than fits finds nothing at all: what comes next is what was used longest ago.
  @Test func goingRoundTooManyFindsNothing() {
    var cache = TensorCache(capacities: [30, .infinity], tensors: 4)
    for _ in 0..<3 {
      for tensor in 0..<4 { #expect(cache.access(tensor, bytes: 10) == 1) }
    }
  }

  @Test func whatANearLevelLosesTheNextOneKeeps() {
    var cache = TensorCache(capacities: [20, 40, .infinity], tensors: 4)
    for tensor in 0..<4 { _ = cache.access(tensor, bytes: 10) }
    cache.resetCounts()
    #expect(cache.access(0, bytes: 10) == 1)
    #expect(cache.access(3, bytes: 10) == 0)
    #expect(cache.counts.map(\.hits) == [1, 1, 0] && cache.counts.map(\.misses) == [1, 0, 0])
  }

  @Test func aTensorLargerThanALevelPassesThroughIt() {
    var cache = TensorCache(capacities: [20, 100, .infinity], tensors: 2)
    _ = cache.access(0, bytes: 5)
    _ = cache.access(1, bytes: 60)
    #expect(cache.access(1, bytes: 60) == 1)
    #expect(cache.access(0, bytes: 5) == 1)
  }

  /// A cache of keys grows from step to step.
  @Test func aTensorMayGrow() {
    var cache = TensorCache(capacities: [20, .infinity], tensors: 2)
    for bytes in stride(from: 2.0, through: 18, by: 2) { _ = cache.access(0, bytes: bytes) }
    #expect(cache.access(0, bytes: 20) == 0)
    #expect(cache.access(0, bytes: 22) == 0)
    #expect(cache.access(0, bytes: 24) == 1)
  }
}
