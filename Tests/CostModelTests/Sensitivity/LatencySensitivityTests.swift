import Foundation
import Hardware
import Quantities
import Testing
import TransformerIR

@testable import CostModel

@Suite struct LatencySensitivityTests {
  private let operatorSpace = PlantedOperators().space

  private func sensitivity(
    _ profile: HardwareProfile, _ space: SearchSpace, sampled: Int = 20
  ) throws -> LatencySensitivity {
    LatencySensitivity(try DeviceLatency(profile, space: space), space: space, sampled: sampled)
  }

  /// Elasticities against central differences, for one design at a time: of a sum of products the error is of second
  /// order.
  private func expectDifferencesAgree(_ profile: HardwareProfile, _ space: SearchSpace) throws {
    for design in [space.smallest, space.largest] {
      let workload = AveragedWorkload(
        averages: DesignAverages(of: design), architecture: space.architecture, setting: space.setting)
      let step = 1e-4
      for (constant, elasticity) in try breakdown(profile, workload, space).elasticities {
        let up = try SensitivityExamples.latency(profile.scaling(constant, by: exp(step)), workload, space)
        let down = try SensitivityExamples.latency(profile.scaling(constant, by: exp(-step)), workload, space)
        #expect(abs(log(up / down) / (2 * step) - elasticity) < 1e-6, "\(constant)")
      }
    }
  }

  private func breakdown(
    _ profile: HardwareProfile, _ workload: AveragedWorkload, _ space: SearchSpace
  ) throws -> LatencyBreakdown {
    let latency = try DeviceLatency(profile, space: space)
    var workload = workload
    workload.setting.runtime = latency.model.runtime
    switch latency.estimator {
    case .hybrid(let hybrid): return TermBreakdown(hybrid, latency)(workload)
    case .operators(let operators): return OperatorBreakdown(operators, latency)(workload)
    }
  }

  @Test func anElasticityIsWhatChangingTheConstantDoes() throws {
    try expectDifferencesAgree(SensitivityExamples.operators, operatorSpace)
    for (profile, space) in try SensitivityExamples.shipped() { try expectDifferencesAgree(profile, space) }
  }

  /// The correction of operators does not look at constants, so that elasticities are exact with it, too.
  @Test func aCorrectionOfOperatorsLeavesElasticitiesExact() throws {
    var profile = SensitivityExamples.operators
    var weights = Array(repeating: Float(0), count: 7)
    weights[0] = 0.1
    profile.change { costs in
      costs.residual = .init(
        inputMeans: Array(repeating: 10, count: 7), inputScales: Array(repeating: 5, count: 7),
        networks: [.init(layers: [.init(weights: [weights], biases: [0.05])])], limit: 0.4)
    }
    try expectDifferencesAgree(profile, operatorSpace)
  }

  /// Each family divides the same time: all that no ceiling decides, or for the streaming curve what is spent on
  /// streaming.
  @Test func sharesOfAFamilyAddUpToOne() throws {
    let operators = try sensitivity(SensitivityExamples.operators, operatorSpace)
    func sum(_ family: LatencyConstant.Family, of sensitivity: LatencySensitivity) -> Double {
      sensitivity.entries.filter { $0.constant.family == family }.reduce(0) { $0 + $1.mean }
    }
    for family in [LatencyConstant.Family.costs, .calibration] {
      #expect(abs(sum(family, of: operators) + sum(.ceilings, of: operators) - 1) < 1e-9)
    }
    let streamed = operators.entries.filter {
      if case .cost(_, .streaming) = $0.constant { true } else { false }
    }.reduce(0) { $0 + $1.mean }
    #expect(streamed > 0.01 && abs(sum(.streaming, of: operators) - streamed) < 1e-9)
    for (profile, space) in try SensitivityExamples.shipped() {
      let own = try sensitivity(profile, space)
      #expect(own.entries.count { $0.constant.family == .terms } == 14)
      #expect(abs(sum(.terms, of: own) + sum(.ceilings, of: own) - 1) < 1e-9)
      #expect(own.entries.allSatisfy { (0...1).contains($0.mean) && $0.mean <= $0.greatest && $0.greatest <= 1 })
      #expect(own.entries.map(\.mean) == own.entries.map(\.mean).sorted(by: >))
    }
  }

  /// A device that does no more than 1 GFLOP/s: its products take what arithmetic takes, and nothing else matters to
  /// them.
  @Test func operatorsAtACeilingDependOnThatAlone() throws {
    var profile = SensitivityExamples.operators
    let source = Provenance(.assumed, source: "a test")
    profile.ceilings.peakThroughput = ["fp32": Sourced(Throughput(perSecond: FLOPCount(1e9)), source)]
    try expectDifferencesAgree(profile, operatorSpace)
    let own = try sensitivity(profile, operatorSpace)
    let ceiling = try #require(own.entries.first)
    #expect(ceiling.constant == .ceiling("peak") && ceiling.mean > 0.5)
    #expect(own.entries.allSatisfy { $0.constant.family != .costs || $0.mean < 1 - ceiling.mean })
    #expect(own.advice.allSatisfy { $0.now.isFinite && $0.after <= $0.now })
  }

  /// Nearly all of a TITAN Xp's time under PyTorch is dispatch of the decoder's layers.
  @Test func theConstantThatTakesMostOfTheTimeComesFirst() throws {
    let titan = try #require(try SensitivityExamples.shipped().first { $0.profile.name == "titan-xp" })
    #expect(titan.profile.latencyModels[0].shippedSpace == .wmt)
    let own = try sensitivity(titan.profile, titan.space)
    #expect(own.designs == 22)
    #expect(own.entries.first?.constant == .term("decoder_layer"))
    #expect(try #require(own.entries.first).mean > 0.5)
  }

  @Test func theSameSeedGivesTheSameSensitivity() throws {
    let profile = SensitivityExamples.operators
    let (first, second) = (try sensitivity(profile, operatorSpace), try sensitivity(profile, operatorSpace))
    #expect(first.entries == second.entries && first.uncertainty == second.uncertainty)
    #expect(first.advice == second.advice)
  }

  @Test func constantsAreNamedAsPeopleReadThem() {
    let group = OperatorTotals.Group(phase: .decodeStep, role: .feedForward, kind: .linear)
    let names: [LatencyConstant] = [
      .term("decoder_layer"), .cost(group, .flop), .streaming(ByteCount(6.4e7)), .streaming(ByteCount(31_000)),
      .streaming(ByteCount(1_524_000)), .calibration(.decoderOther),
    ]
    #expect(
      names.map(\.description) == [
        "decoder_layer", "decode-step feed-forward linear: flop", "streaming at 64 MB", "streaming at 0.031 MB",
        "streaming at 1.52 MB", "calibration: decoder other",
      ])
  }

  @Test func aSpaceThatIsNotShippedIsNotTakenForOne() {
    var model = SensitivityExamples.operators.latencyModels[0]
    #expect(model.shippedSpace == .iwslt)
    model.workload.sourceLength += 1
    #expect(model.shippedSpace == nil)
  }
}
