import Foundation
import Hardware
import Quantities
import Randomness
import TensorEngine
import TestSupport
import Testing
import TransformerIR

@testable import CostModel

@Suite struct DeviceLatencyTests {
  private let space = SearchSpace.wmtLatency

  private func workload(_ design: SubTransformer) throws -> Workload {
    try Workload(design: design, architecture: space.architecture, setting: space.setting)
  }

  @Test(arguments: UInt64(0)..<10) func operatorsAndPartsAddUpToTheWhole(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    for device in [SyntheticDevice.board, .accelerator] {
      let latency = try DeviceLatency(.example(device), space: space)
      let estimate = latency.estimate(try workload(space.sample(using: &generator)))
      let whole = estimate.prediction.latency
      #expect(abs(estimate.operators.reduce(Seconds.zero) { $0 + $1.time } / whole - 1) < 1e-9)
      #expect(abs((estimate.encoder + estimate.decoder) / whole - 1) < 1e-9)
      #expect(estimate.operators.allSatisfy { $0.time >= .zero })
      #expect(estimate.prediction.interval == whole / exp(0.1)...whole * exp(0.1))
    }
  }

  /// The same with a correction of +10 %: the split is of the corrected latency.
  @Test func aCorrectionIsSplitWithTheRest() throws {
    let residual = LatencyModel.Residual(
      inputMeans: Array(repeating: 0, count: 12), inputScales: Array(repeating: 1, count: 12),
      networks: [.init(layers: [.init(weights: [Array(repeating: 0, count: 12)], biases: [Float(log(1.1))])])],
      limit: 0.4)
    let plain = try DeviceLatency(.example(), space: space).estimate(workload(space.largest))
    let corrected = try DeviceLatency(.example(residual: residual), space: space).estimate(workload(space.largest))
    #expect(abs(corrected.prediction.latency / plain.prediction.latency - 1.1) < 1e-6)
    #expect(abs(corrected.operators.reduce(Seconds.zero) { $0 + $1.time } / corrected.prediction.latency - 1) < 1e-9)
    #expect(abs((corrected.encoder + corrected.decoder) / corrected.prediction.latency - 1) < 1e-9)
  }

  /// Nearly all of the accelerator's time is dispatch. The board streams weights in the decoder (8 bytes per 10 FLOPs at beam
  /// 5 against 2 GB/s and 10 GFLOP/s) and computes in the encoder (30 rows reuse them).
  @Test func boundsAreWhatHoldsOperatorsBack() throws {
    let accelerator = try DeviceLatency(.example(.accelerator), space: space).estimate(workload(space.largest))
    #expect(accelerator.bound == .overhead)
    let board = try DeviceLatency(.example(.board), space: space).estimate(workload(space.largest))
    #expect(board.bound == .memory("dram"))
    func bound(_ phase: PhaseKind) throws -> LatencyEstimate.Bound {
      let group = OperatorTotals.Group(phase: phase, role: .feedForward, kind: .linear)
      return try #require(board.operators.first { $0.group == group }).bound
    }
    #expect(try bound(.decodeStep) == .memory("dram"))
    #expect(try bound(.encode) == .compute)
    #expect(
      "\(board.bound), \(accelerator.bound), \(LatencyEstimate.Bound.compute)" == "memory:dram, overhead, compute")
  }

  @Test func theModelFittedToTheSpaceIsTaken() throws {
    var profile = HardwareProfile.example(space: .iwsltLatency)
    profile.latencyModels += HardwareProfile.example(space: .wmtLatency).latencyModels
    #expect(try DeviceLatency(profile, space: .wmtLatency).model.workload.space == "wmt-latency")
    #expect(try DeviceLatency(profile, space: .iwsltLatency).model.workload.space == "iwslt-latency")
    // HAT's search space is run like the wider one that latencies are drawn from.
    #expect(try DeviceLatency(profile, space: .wmt).warnings == [])
  }

  @Test func anotherSpaceIsAWarning() throws {
    let latency = try DeviceLatency(.example(), space: .tiny)
    #expect(
      latency.warnings == [
        "profile 'synthetic' was fitted to space wmt-latency (30 tokens, vocabulary 32768), not to tiny: "
          + "predictions extrapolate"
      ])
  }

  /// The example knows one to five decoder layers; a tenth beyond is not far.
  @Test func extrapolationIsAWarning() throws {
    var profile = HardwareProfile.example()
    func warnings(_ design: SubTransformer) throws -> [String] {
      try DeviceLatency(profile, space: space).estimate(workload(design)).warnings
    }
    #expect(
      try warnings(space.largest)
        == ["decoder_layer_num is 6.0, far outside the 1.0 to 5.0 that the profile was fitted to"])
    #expect(try warnings(space.smallest) == [])
    profile.latencyModels[0].domain["decoder_layer_num"] = [1, 5.5]
    #expect(try warnings(space.largest) == [])
  }

  @Test func aProfileWithoutModelsSaysSo() {
    var profile = HardwareProfile.example()
    profile.latencyModels = []
    #expect(throws: CostModelError.noLatencyModel(profile: "synthetic", asked: "any runtime", available: [])) {
      try DeviceLatency(profile, space: .wmt)
    }
  }

  @Test func aModelThatCannotBeUnderstoodSaysWhy() {
    func problem(_ change: (inout LatencyModel) -> Void) -> String {
      var profile = HardwareProfile.example()
      change(&profile.latencyModels[0])
      return message { _ = try DeviceLatency(profile, space: .wmt) }
    }
    let prefix = "the latency model of profile 'synthetic' cannot be used: "
    let suffix = "; fit it again with 'hatbench fit'"
    #expect(
      problem { $0.terms[3].name = "magic" }
        == prefix + "it has a term 'magic' that this version does not know" + suffix)
    #expect(
      problem { $0.terms.remove(at: 1) }
        == prefix + "term 'decoder_layer' in second_per_layer_step is missing" + suffix)
    #expect(
      problem { $0.terms[1].unit = "millisecond" }
        == prefix + "term 'decoder_layer' in second_per_layer_step is missing" + suffix)
    #expect(
      problem { model in
        model.residual = .init(
          inputMeans: [0], inputScales: [1], networks: [.init(layers: [.init(weights: [[1]], biases: [0])])], limit: 0.4
        )
      } == prefix + "its correction takes 1 inputs; this version gives 12" + suffix)
  }

  /// Other lengths and vocabularies are those of the profile, not of the space that is asked for.
  @Test func aProfilesOwnSettingIsTheBaseOfAFit() throws {
    let fitted = try DeviceLatency(.example(space: .iwsltLatency), space: .wmtLatency).fittedWorkload
    #expect(fitted.setting.sourceLength == 23)
    #expect(fitted.architecture.vocabulary.target == 6632)
    #expect(fitted.averages.decoderLayers == 3.5)
  }
}
