import Hardware
import Quantities
import TestSupport
import Testing
import TransformerIR

@testable import CostModel

@Suite struct ComparisonTests {
  private let device = SyntheticDevice.board

  private func compare(_ dataset: LatencyDataset, anyRuntime: Bool = false) throws -> Comparison {
    try Comparison(DeviceLatency(.example(device), space: .wmtLatency), dataset, anyRuntime: anyRuntime)
  }

  /// The device is twice as slow as its profile says, without noise: every prediction is off by −50 %.
  @Test func aProfileThatIsHalfTheTruthIsOffByHalf() throws {
    let slow = device.dataset(rows: 60, seed: 1, noise: 0, blocks: [.init(rows: 0..<60, ratio: 2)])
    let comparison = try compare(slow)
    #expect(comparison.cases.count == 60 && comparison.cases[3].name == "row 3")
    #expect(abs(try #require(comparison.all.bias) + 50) < 1e-9)
    #expect(abs(try #require(comparison.all.kendallTau) - 1) < 1e-12)
    // What every term is short of adds up to what the whole is short of.
    let short = comparison.contributions.reduce(Seconds.zero) { $0 + $1.error }
    #expect(abs(short / comparison.meanMeasured + 0.5) < 1e-9)
    #expect(comparison.contributions.allSatisfy { $0.error.value < 0.01 })
  }

  @Test func fewRowsDoNotTellTermsApart() throws {
    #expect(try compare(device.dataset(rows: 49, seed: 1)).contributions.isEmpty)
  }

  @Test func anotherRuntimeIsRefusedUnlessAskedFor() throws {
    var dataset = device.dataset(rows: 20, seed: 1)
    dataset.runtime = "jax"
    #expect(
      throws: CostModelError.runtimeMismatch(measured: "jax", model: "pytorch-eager")
    ) { try compare(dataset) }
    #expect(try compare(dataset, anyRuntime: true).cases.count == 20)
    dataset.runtime = "pytorch-eager"
    #expect(try compare(dataset).cases.count == 20)
  }

  @Test func designsWithoutAnOrderHaveNoSteadyOnes() throws {
    let latency = try DeviceLatency(.example(device), space: .wmt)
    let item = NamedDesigns.Item(name: "largest", design: SearchSpace.wmt.largest, measured: Seconds(10))
    let comparison = try Comparison(latency, [item], space: .wmt)
    #expect(comparison.all.cases == 1)
    #expect(comparison.steady == nil && comparison.conditions == nil && comparison.noiseFloorPercent == nil)
  }

  @Test func sevenRowsAreTooFew() {
    #expect(message { _ = try compare(device.dataset(rows: 7, seed: 1)) }.contains("at least 8 rows; there are 7"))
  }
}
