import Randomness
import Testing

@testable import TensorEngine

@Suite struct ArenaTests {
  /// Buffers taken and given back in any order never overlap, and whole memory comes back in the end.
  @Test(arguments: UInt64(0)..<10) func buffersNeverOverlap(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    var arena = Arena()
    var held: [MutableVector] = []
    for round in 0..<300 {
      if Bool.random(using: &generator) || held.isEmpty {
        let buffer = arena.next(Int.random(in: 0...5000, using: &generator))
        buffer.update(repeating: Float(round))
        held.append(buffer)
      } else {
        let buffer = held.remove(at: Int.random(in: 0..<held.count, using: &generator))
        #expect(Set(buffer).count <= 1)
        arena.giveBack(buffer)
      }
    }
    for buffer in held { #expect(Set(buffer).count <= 1) }
  }

  @Test func memoryGivenBackIsUsedAgain() {
    var arena = Arena()
    let first = arena.next(1000)
    let second = arena.next(1000)
    arena.giveBack(first)
    arena.giveBack(second)
    #expect(arena.next(2000).baseAddress == first.baseAddress)
    arena.takeBack()
    #expect(arena.next(3).baseAddress == first.baseAddress)
  }
}
