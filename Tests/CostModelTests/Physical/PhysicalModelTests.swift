import Quantities
import Randomness
import Statistics
import TensorEngine
import Testing
import TransformerIR

@testable import CostModel

@Suite struct PhysicalModelTests {
  /// A design of WMT's latency space as a workload.
  private func workload(_ design: SubTransformer) -> AveragedWorkload {
    let space = SearchSpace.wmtLatency
    return AveragedWorkload(
      averages: DesignAverages(of: design), architecture: space.architecture, setting: space.setting)
  }

  /// A model in which only the term called `name` costs anything.
  private func model(_ name: String, _ coefficient: Double) -> PhysicalModel {
    PhysicalModel(coefficients: PhysicalTerm.all.map { $0.name == name ? coefficient : 0 })
  }

  /// WMT's largest design: 6 layers, width 640, FFN 3072, 8 heads, 3 attended layers; 30 source tokens, 30 steps, beam 5.
  private static let amounts: [(name: String, amount: Int)] = [
    ("decoder_step", 30),
    ("decoder_layer", 6 * 30),
    // Queries, keys, values and output of self-attention, query and output of cross-attention.
    ("decoder_projection_weights", 4 * 6 * 30 * 6 * 512 * 640),
    ("decoder_feed_forward_weights", 4 * 6 * 30 * 2 * 640 * 3072),
    ("decoder_self_attention_heads", 6 * 30 * 2 * 5 * 8),
    ("decoder_output_weights", 4 * 30 * 640 * 32_768),
    ("encoder_pass", 1),
    ("encoder_layer", 6),
    ("encoder_feed_forward", 6 * 2 * 2 * 30 * 640 * 3072),
  ]

  @Test(arguments: amounts)
  func aTermCountsItsWork(name: String, amount: Int) throws {
    let term = try #require(PhysicalTerm.all.first { $0.name == name })
    let counted = term.amount(in: workload(SearchSpace.wmtLatency.largest).totals)
    // Biases, which the amounts leave out, are less than half a percent of any product's weights or FLOPs.
    #expect(abs(counted / Double(amount) - 1) < 0.005, "\(counted)")
  }

  /// One millisecond for each of 3 layers in each of 30 steps.
  @Test func aConstantTimesItsWorkIsTheTime() {
    var design = SearchSpace.wmtLatency.largest
    design.decoder.layers = Array(design.decoder.layers.prefix(3))
    #expect(abs(model("decoder_layer", 1e-3).seconds(workload(design)).milliseconds - 90) < 1e-9)
  }

  @Test func termsAreNamedOnceAndDecoderComesFirst() {
    #expect(Set(PhysicalTerm.all.map(\.name)).count == 14)
    #expect(PhysicalTerm.all.map(\.part) == Array(repeating: .decoder, count: 9) + Array(repeating: .encoder, count: 5))
  }

  @Test(arguments: PhysicalTerm.Part.allCases) func expectedSharesOfAPartAddUpToOne(part: PhysicalTerm.Part) {
    let shares = PhysicalTerm.all.filter { $0.part == part }.map(\.priorShare)
    #expect(abs(shares.reduce(0, +) - 1) < 1e-12)
  }

  /// A term that no workload has would be a constant without meaning.
  @Test func everyTermCountsSomethingInEverySpace() {
    for space in SearchSpace.shipped {
      let totals = SyntheticDevice.workload(space).totals
      for term in PhysicalTerm.all { #expect(term.amount(in: totals) > 0, "\(term.name) in \(space.name)") }
    }
  }

  @Test(arguments: UInt64(0)..<20) func encoderAndDecoderAddUpToTheWhole(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let model = PhysicalModel(coefficients: PhysicalTerm.all.map { _ in Double.random(in: 0..<1, using: &generator) })
    let workload = workload(SearchSpace.wmtLatency.sample(using: &generator))
    let parts = PhysicalTerm.Part.allCases.map { model.seconds($0, of: workload.totals) }
    #expect(abs((parts[0] + parts[1]) / model.seconds(workload) - 1) < 1e-12)
  }

  @Test(arguments: UInt64(0)..<30) func moreWorkIsNeverFaster(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let model = PhysicalModel(coefficients: PhysicalTerm.all.map { _ in Double.random(in: 0..<1, using: &generator) })
    let design = SearchSpace.wmtLatency.sample(using: &generator)
    let latency = model.seconds(workload(design))
    for change in Self.enlargements {
      var larger = design
      change(&larger)
      #expect(model.seconds(workload(larger)) >= latency)
    }
  }

  private static let enlargements: [@Sendable (inout SubTransformer) -> Void] = [
    { $0.decoder.layers.append($0.decoder.layers[0]) },
    { $0.encoder.layers.append($0.encoder.layers[0]) },
    { $0.decoder.layers[0].ffn *= 2 },
    { $0.encoder.layers[0].ffn *= 2 },
    { $0.decoder.layers[0].selfHeads *= 2 },
    { $0.decoder.layers[0].crossHeads *= 2 },
    { $0.decoder.layers[0].attended = .lastThree },
    { $0.decoder.embedding = 640 },
    { $0.encoder.embedding = 640 },
  ]
}

@Suite struct PriorSharesTests {
  @Test func aPriorIsScaledToTheMeasurements() {
    let data = FitData(SyntheticDevice.board.dataset(rows: 50, seed: 1))
    let prior = PriorShares.generic.scaled(.decoder, to: data)
    let ratios = zip(data.measured[.decoder]!, data.work[.decoder]!.times(prior.means)).map(/)
    #expect(abs(ratios.median - 1) < 1e-12)
  }

  /// The board spends 910 of the middling decoder's 5,393 ms on feed-forward weights, and keeps 35 % of that as spread.
  @Test func aDevicesSharesAreThoseOfItsTime() throws {
    let device = SyntheticDevice.board
    let prior = PriorShares(of: device.model, running: SyntheticDevice.workload(device.space))
    let decoder = try #require(prior.parts[.decoder])
    #expect(abs(decoder.means[3] - 910.0 / 5393) < 1e-9)
    #expect(abs(decoder.spreads[3] - 0.35 * 910 / 5393) < 1e-9)
    #expect(abs(decoder.means.reduce(0, +) - 1) < 1e-12)
  }

  @Test func aTermThatADeviceDoesNotShowKeepsAQuarterOfTheUsualSpread() throws {
    let device = SyntheticDevice.accelerator
    let prior = PriorShares(of: device.model, running: SyntheticDevice.workload(device.space))
    // The output layer: usually 20 % of the decoder.
    #expect(prior.parts[.decoder]?.means[8] == 0)
    #expect(prior.parts[.decoder]?.spreads[8] == 0.25 * 0.20)
  }

  @Test func aModelThatCostsNothingGivesTheUsualShares() {
    let nothing = PhysicalModel(coefficients: Array(repeating: 0, count: PhysicalTerm.all.count))
    let prior = PriorShares(of: nothing, running: SyntheticDevice.workload(.wmt))
    #expect(prior.parts[.encoder]?.means == PriorShares.generic.parts[.encoder]?.means)
  }

  @Test(arguments: UInt64(0)..<5) func measurementsAreMoreProbableUnderTheirOwnDevicesShares(seed: UInt64) {
    let devices = [SyntheticDevice.board, .accelerator]
    let priors = devices.map { PriorShares(of: $0.model, running: SyntheticDevice.workload($0.space)) }
    for (own, other) in [(0, 1), (1, 0)] {
      let data = FitData(devices[own].dataset(rows: 20, seed: seed))
      #expect(priors[own].logEvidence(data) > priors[other].logEvidence(data) + 1)
      #expect(priors[own].logEvidence(data) > PriorShares.generic.logEvidence(data) + 1)
    }
  }
}
