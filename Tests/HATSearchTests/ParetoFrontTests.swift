import HATSearch
import Randomness
import Testing

@Suite struct ParetoFrontTests {
  private func front(_ points: [[Double]]) -> ParetoFront<Int> {
    var front = ParetoFront<Int>()
    for (index, point) in points.enumerated() { front.insert(index, costs: point) }
    return front
  }

  @Test func aBetterPointRemovesTheOnesItDominates() {
    var front = front([[1, 9], [5, 5], [6, 4], [9, 1]])
    let isIn = front.insert(9, costs: [5, 4])
    #expect(isIn)
    #expect(front.members.map(\.element) == [0, 3, 9])
  }

  @Test func dominatedAndEqualPointsAreTurnedAway() {
    var front = front([[1, 9], [5, 5]])
    let areIn = [[6.0, 5], [5, 5]].map { front.insert(9, costs: $0) }
    #expect(areIn == [false, false])
    #expect(front.members.map(\.element) == [0, 1])
  }

  @Test(arguments: UInt64(0)..<50) func aFrontIsWhatNoPointBeats(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let points = (0..<60).map { _ in (0..<3).map { _ in Double(generator.index(below: 8)) } }
    let unbeaten = points.filter { point in
      !points.contains { $0 != point && zip($0, point).allSatisfy { $0 <= $1 } }
    }
    #expect(Set(front(points).members.map(\.costs)) == Set(unbeaten))
  }

  /// Below (10, 10): 9×1 for (1, 9), then 5×4 more for (5, 5), then 2×3 for (8, 2): 9 + 20 + 6.
  @Test func threeStepsCoverThirtyFive() {
    #expect(front([[1, 9], [5, 5], [8, 2]]).hypervolume(below: [10, 10]) == 35)
  }

  /// Two boxes of 2·2·1 and 1·1·2 that share 1·1·1.
  @Test func twoBoxesShareACube() {
    #expect(front([[0, 0, 1], [1, 1, 0]]).hypervolume(below: [2, 2, 2]) == 5)
  }

  @Test func pointsBeyondTheReferenceAddNothing() {
    #expect(front([[1, 10], [11, 1]]).hypervolume(below: [10, 10]) == 0)
    #expect(front([]).hypervolume(below: [10, 10]) == 0)
  }

  /// Counted cube by cube.
  @Test(arguments: UInt64(0)..<20) func hypervolumeCountsUnitCubes(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let points = (0..<12).map { _ in (0..<3).map { _ in Double(generator.index(below: 6)) } }
    var covered = 0
    for cube in 0..<216 {
      let corner = [Double(cube / 36), Double(cube / 6 % 6), Double(cube % 6)]
      if points.contains(where: { zip($0, corner).allSatisfy { $0 <= $1 } }) { covered += 1 }
    }
    #expect(front(points).hypervolume(below: [6, 6, 6]) == Double(covered))
  }
}
