import Statistics
import Testing

@Suite struct NormalDistributionTests {
  /// Source: Abramowitz, Stegun. "Handbook of Mathematical Functions", table 26.5 and the text books' 1.645 and 1.960.
  @Test(arguments: [(0.5, 0), (0.95, 1.644_853_627), (0.975, 1.959_963_985), (0.999, 3.090_232_306)])
  func quantilesAreThoseOfTheTables(share: Double, value: Double) {
    #expect(abs(NormalDistribution.quantile(share) - value) < 1e-9)
  }

  @Test(arguments: [0.5, 0.6, 0.9, 0.95, 0.999]) func theDistributionIsSymmetric(share: Double) {
    #expect(abs(NormalDistribution.quantile(share) + NormalDistribution.quantile(1 - share)) < 1e-9)
  }

  /// Far out in the lower tail the share itself is small, so that the tolerance is relative.
  @Test(arguments: [1e-12, 1e-6, 0.01, 0.3, 0.5, 0.8, 0.99]) func theShareBelowAQuantileIsTheShareAskedFor(
    share: Double
  ) {
    #expect(abs(NormalDistribution.share(below: NormalDistribution.quantile(share)) / share - 1) < 1e-12)
  }
}
