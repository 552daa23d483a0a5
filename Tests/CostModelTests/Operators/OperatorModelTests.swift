import Foundation
import Hardware
import Quantities
import Testing
import TransformerIR

@testable import CostModel

@Suite struct OperatorModelTests {
  private let device = PlantedOperators()

  /// The sum over the nodes of the graph, each at the working set of its phase, is what the closed form gives.
  @Test func theClosedFormIsTheSumOverNodes() throws {
    let costs = device.costs
    let model = try OperatorModel(costs, profile: "planted")
    let curve = try #require(StreamingCurve(costs.streaming))
    for workload in device.workloads(30, seed: 4) {
      let averaged = AveragedWorkload(of: workload)
      let sets = WorkingSets(averaged.totals, workload.setting)
      var sum = 0.0
      for phase in workload.graph().phases {
        for node in phase.nodes {
          let work = node.operation.work(at: Lengths(ofMeanStepOf: workload.setting), .fp32)
          let cost = try #require(
            costs.groups.first {
              $0.phase == phase.kind.rawValue && $0.role == node.role.rawValue
                && $0.kind == node.operation.kind.rawValue
            })
          let isStep = phase.kind == .decodeStep
          let streamed = work.streamedBytes(in: phase.kind, of: node.operation.kind).value
          let time =
            cost.execution.value + cost.flop * work.flops.value
            + cost.streaming * streamed * curve[isStep ? sets.step : sets.translation]
          sum += time * phase.kind.executions(in: workload.setting)
        }
      }
      let parts = model.seconds(averaged)
      #expect(abs((parts.encoder + parts.decoder).value / sum - 1) < 1e-9)
      let times = model.times(averaged).reduce(0) { $0 + $1.time.value }
      #expect(abs(times / sum - 1) < 1e-9)
    }
  }

  @Test func aWorkingSetBetweenTwoPointsIsBetweenTheirTimes() throws {
    let curve = try #require(StreamingCurve(PlantedOperators.streaming.reversed()))
    #expect(curve[1] == curve[1e5])
    #expect(curve[1e12] == curve[2.5e8])
    let middle = (2e6 * 6.4e7).squareRoot()
    #expect(abs(curve[middle] / (6e-12 * 2.6e-11).squareRoot() - 1) < 1e-12)
    #expect(StreamingCurve([]) == nil)
  }

  /// A decoder step streams its weights and caches; what runs once per translation finds them gone.
  @Test func workingSetsAreWhatIsTouchedMeanwhile() {
    let workload = device.workload(device.space.largest)
    let totals = AveragedWorkload(of: workload).totals
    let sets = WorkingSets(totals, workload.setting)
    let weights =
      totals.rows.filter { $0.group.phase == .decodeStep }
      .reduce(0) { $0 + $1.entry.work.weightBytes.value } / Double(workload.setting.targetLength)
    #expect(sets.step > weights && sets.step < 1.2 * weights)
    #expect(sets.translation > sets.step)
  }

  @Test func aGroupThatIsNotKnownIsNamed() {
    var costs = device.costs
    costs.groups[0].kind = "convolution"
    #expect {
      _ = try OperatorModel(costs, profile: "mine")
    } throws: { error in
      "\(error)".contains("mine") && "\(error)".contains("convolution")
    }
    costs = device.costs
    costs.streaming = []
    #expect(throws: CostModelError.self) { _ = try OperatorModel(costs, profile: "mine") }
  }

  @Test func aProfileOfOperatorsPredictsAndSplits() throws {
    let profile = HardwareProfile.planted(device)
    let data = try profile.json()
    let again = try HardwareProfile.parse(data, name: "planted.json")
    #expect(again == profile)
    let latency = try DeviceLatency(again, space: device.space)
    #expect(latency.name == "operators" && latency.warnings.isEmpty)
    for workload in device.workloads(20, seed: 11) {
      let estimate = latency.estimate(workload)
      let sum = estimate.operators.reduce(Seconds.zero) { $0 + $1.time }
      #expect(abs(sum / estimate.prediction.latency - 1) < 1e-9)
      #expect(abs((estimate.encoder + estimate.decoder) / estimate.prediction.latency - 1) < 1e-9)
      #expect(estimate.prediction.interval.contains(estimate.prediction.latency))
      #expect(estimate.prediction.latency.value > 0)
    }
  }

  /// More of anything takes no less time.
  @Test func wideningADesignNeverMakesItFaster() throws {
    let model = try OperatorModel(device.costs, profile: "planted")
    func seconds(_ design: SubTransformer) -> Double {
      let parts = model.seconds(AveragedWorkload(of: device.workload(design)))
      return (parts.encoder + parts.decoder).value
    }
    for workload in device.workloads(30, seed: 12) {
      var wider = workload.design
      wider.decoder.layers[0].ffn = device.space.decoderFFNs.max() ?? 0
      wider.encoder.layers[0].ffn = device.space.encoderFFNs.max() ?? 0
      #expect(seconds(wider) >= seconds(workload.design))
    }
  }
}

extension HardwareProfile {
  /// A profile of a planted device.
  static func planted(_ device: PlantedOperators) -> HardwareProfile {
    let source = Provenance(.measured, source: "a test")
    let model = LatencyModel(
      runtime: .fused, precision: .fp32, threads: 2, workload: .init(device.space), operators: device.costs,
      reference: .init(name: "reference", time: Seconds(0.01), interval: [Seconds(0.0099), Seconds(0.0101)]),
      interval: .init(level: 0.9, halfWidth: 0.05, exponent: 0, reference: Seconds(0.1)), domain: [:],
      evidence: .init(
        provenance: source, rows: 10, seed: 0, regimes: [], heldOutErrorPercent: 1, heldOutCoveragePercent: nil,
        noiseFloorPercent: 1,
        stages: [.init(name: "operators", operatorErrorPercent: 3, designErrorPercent: 4, note: "planted")]))
    return HardwareProfile(
      name: "planted", device: .init(kind: .cpu, model: "Planted", processor: "none"), ceilings: .init(),
      latencyModels: [model], quality: .init(grade: .b, reasons: ["a test"]))
  }
}
