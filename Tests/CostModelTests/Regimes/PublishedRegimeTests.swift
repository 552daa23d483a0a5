import Testing

@testable import CostModel

/// The device states in HAT's published files, as a prototype in Python and the eye find them.
@Suite(.enabled(if: PublishedSet.areHere, PublishedSet.absence))
struct PublishedRegimeTests {
  /// The set, and for each regime first row, last row, and percent over the main regime.
  private func expect(
    _ set: PublishedSet?, _ regimes: [(Int, Int, Double)], steadyShare: Double, neighbourNoise: Double
  ) throws {
    let conditions = try #require(set).conditions
    try #require(conditions.regimes.count == regimes.count, "\(conditions.regimes)")
    // Rows within 15, as near as a level over noise can be placed; ratios within half a percent and shares within two, since
    // the prototype's features are monomials, ours totals of operators.
    for (found, (first, last, percent)) in zip(conditions.regimes, regimes) {
      #expect(abs(found.firstRow - first) <= 15 && abs(found.lastRow - last) <= 15)
      #expect(abs(100 * (found.ratio - 1) - percent) < 0.5)
    }
    #expect(abs(conditions.steadyShare - steadyShare) < 0.02)
    #expect(abs(try #require(conditions.neighbourNoisePercent) - neighbourNoise) < 0.05)
  }

  @Test func theRaspberryPiIsSlowAtFirst() throws {
    try expect(PublishedSet.pi, [(0, 119, 42.6), (120, 1999, 0)], steadyShare: 0.936, neighbourNoise: 0.81)
  }

  @Test func theXeonIsNoisyButInOneState() throws {
    try expect(PublishedSet.xeon, [(0, 1999, 0)], steadyShare: 0.618, neighbourNoise: 3.60)
  }

  @Test func theTitanChangesStateFiveTimesOnWMT() throws {
    try expect(
      PublishedSet.titan,
      [(0, 13, 24.7), (14, 501, -0.3), (502, 982, 5.6), (983, 1262, 0.5), (1263, 1499, 27.6), (1500, 1999, 2.9)],
      steadyShare: 0.690, neighbourNoise: 1.53)
  }

  @Test func theTitanChangesStateFiveTimesOnIWSLT() throws {
    try expect(
      PublishedSet.titanIWSLT,
      [(0, 24, 0.5), (25, 356, 26.4), (357, 428, 0.6), (429, 485, 23.5), (486, 1572, -0.1), (1573, 1999, 2.1)],
      steadyShare: 0.793, neighbourNoise: 1.24)
  }
}
