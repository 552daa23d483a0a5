import Foundation
import Hardware
import Quantities
import Testing
import TransformerIR

@testable import CostModel

@Suite struct InSituFitTests {
  private let device = PlantedOperators()

  private func nodes(_ count: Int, seed: UInt64, by costs: OperatorCosts) throws -> [DeviceFit.NodeTimes] {
    let model = try OperatorModel(costs, profile: "truth")
    return device.workloads(count, seed: seed).map { workload in
      let averaged = AveragedWorkload(of: workload)
      return .init(
        workload: averaged,
        times: Dictionary(uniqueKeysWithValues: model.times(averaged).map { ($0.group, $0.time) }))
    }
  }

  /// Alone, attention looked as if it streamed; within designs it costs so much for each head.
  private var withinDesigns: OperatorCosts {
    var costs = device.costs
    for index in costs.groups.indices where costs.groups[index].kind == "attention" {
      costs.groups[index].streaming = 0.1
      costs.groups[index].matrix = 3e-7
    }
    return costs
  }

  @Test func whatDesignsShowIsLearned() throws {
    let fit = try #require(
      try InSituFit(device.costs, nodes(10, seed: 5, by: withinDesigns), profile: "test"))
    #expect(fit.leftOutErrorPercent < 3)
    let unseen = try nodes(20, seed: 77, by: withinDesigns)
    let before = OperatorAccuracy(try OperatorModel(device.costs, profile: "test"), unseen)
    let after = OperatorAccuracy(try OperatorModel(fit.costs, profile: "test"), unseen)
    let (worse, better) = try (#require(before.weightedErrorPercent), #require(after.weightedErrorPercent))
    #expect(better < 3 && better < worse / 3)
  }

  @Test func whatWasRightAloneStays() throws {
    let fit = try #require(try InSituFit(device.costs, nodes(8, seed: 6, by: device.costs), profile: "test"))
    for (found, truth) in zip(fit.costs.groups, device.costs.groups) {
      #expect(abs(found.execution / truth.execution - 1) < 1e-3 && abs(found.streaming / truth.streaming - 1) < 1e-3)
    }
  }

  @Test func threeDesignsAreTooFew() throws {
    let fit = try InSituFit(device.costs, nodes(3, seed: 6, by: device.costs), profile: "test")
    #expect(fit?.costs == nil)
  }
}
