import TestSupport
import Testing
import TransformerIR

@testable import CostModel

/// The device states in HAT's published files, as a prototype in Python and the eye find them.
@Suite(.enabled(if: SharedFiles.data("hat-latency") != nil, "no published latencies beside the checkout"))
struct PublishedRegimeTests {
  struct Expected: Sendable {
    var name: String
    var space: SearchSpace
    /// First row, last row, ratio in percent over the main regime.
    var regimes: [(Int, Int, Double)]
    var steadyShare: Double
    var neighbourNoise: Double
  }

  private static let expected = [
    Expected(
      name: "wmt14ende_cpu_raspberrypi", space: .wmtLatency, regimes: [(0, 119, 42.6), (120, 1999, 0)],
      steadyShare: 0.936, neighbourNoise: 0.81),
    Expected(
      name: "wmt14ende_cpu_xeon", space: .wmtLatency, regimes: [(0, 1999, 0)], steadyShare: 0.618, neighbourNoise: 3.60),
    Expected(
      name: "wmt14ende_gpu_titanxp", space: .wmtLatency,
      regimes: [
        (0, 13, 24.7), (14, 501, -0.3), (502, 982, 5.6), (983, 1262, 0.5), (1263, 1499, 27.6), (1500, 1999, 2.9),
      ], steadyShare: 0.690, neighbourNoise: 1.53),
    Expected(
      name: "iwslt14deen_gpu_titanxp", space: .iwsltLatency,
      regimes: [
        (0, 24, 0.5), (25, 356, 26.4), (357, 428, 0.6), (429, 485, 23.5), (486, 1572, -0.1), (1573, 1999, 2.1),
      ], steadyShare: 0.793, neighbourNoise: 1.24),
  ]

  /// Rows within 15, the least that a level over noise can place; ratios within half a percent, shares within two, since the
  /// prototype's features are monomials, ours totals of operators.
  @Test(arguments: expected) func regimesAreThoseOfThePrototype(expected: Expected) throws {
    let file = try #require(SharedFiles.data("hat-latency/\(expected.name).csv"))
    let conditions = try DatasetConditions(LatencyDataset.load(file: file.path, space: expected.space))
    try #require(conditions.regimes.count == expected.regimes.count, "\(conditions.regimes)")
    for (found, (first, last, percent)) in zip(conditions.regimes, expected.regimes) {
      #expect(abs(found.firstRow - first) <= 15 && abs(found.lastRow - last) <= 15)
      #expect(abs(100 * (found.ratio - 1) - percent) < 0.5)
    }
    #expect(abs(conditions.steadyShare - expected.steadyShare) < 0.02)
    #expect(abs(try #require(conditions.neighbourNoisePercent) - expected.neighbourNoise) < 0.05)
  }
}
