import Foundation
import Hardware
import Quantities
import Testing
import TransformerIR

@testable import CostModel

@Suite struct MeasurementAdviceTests {
  private let space = PlantedOperators().space

  private func sensitivity(_ profile: HardwareProfile) throws -> LatencySensitivity {
    LatencySensitivity(try DeviceLatency(profile, space: space), space: space, sampled: 20)
  }

  /// A group that errs by half, and takes a visible share of the time.
  private func planted(_ group: OperatorTotals.Group, errorPercent: Double?) -> HardwareProfile {
    var profile = SensitivityExamples.operators
    profile.change { costs in
      for index in costs.groups.indices where costs.groups[index].isOf(group) {
        costs.groups[index].errorPercent = errorPercent
      }
    }
    return profile
  }

  private let feedForward = OperatorTotals.Group(phase: .decodeStep, role: .feedForward, kind: .linear)

  @Test func aBadGroupComesFirst() throws {
    let advice = try sensitivity(planted(feedForward, errorPercent: 50)).advice
    let first = try #require(advice.first)
    #expect(first.subject == .group(feedForward))
    #expect(first.share > 0.5 && first.after < first.now)
    #expect(
      first.sentence.hasPrefix(
        "time 'decode-step feed-forward linear' again, with twice the timings: the 90 % interval")
        && first.sentence.contains("shrink from ±5.00 % to"))
    #expect(advice.map(\.after) == advice.map(\.after).sorted())
  }

  /// Whichever group it is, and however much the others err.
  @Test func knowingAGroupBetterNeverWidensTheInterval() throws {
    for group in PlantedOperators().costs.groupsByPlace.keys {
      let before = try sensitivity(planted(group, errorPercent: 20)).uncertainty
      let after = try sensitivity(planted(group, errorPercent: 10)).uncertainty
      #expect(after.halfWidth < before.halfWidth)
      #expect(after.intervalHalfWidth == before.intervalHalfWidth)
      #expect(after.unexplainedShare >= before.unexplainedShare)
    }
  }

  /// Two sources of 3 % and 4 % are one of 5 %; without the larger, 3 % remain.
  @Test func independentErrorsAddInSquares() {
    var breakdown = LatencyBreakdown(latency: 1)
    breakdown.variances = [.designs: 0.0009, .streaming: 0.0016]
    var model = SensitivityExamples.operators.latencyModels[0]
    let quantile = 1.6448536
    model.interval.halfWidth = 0.05 * quantile
    let exact = LatencyUncertainty([breakdown], of: model)
    #expect(exact.sources.map(\.subject) == [.streaming, .designs])
    #expect(abs(exact.halfWidth - 0.05 * quantile) < 1e-7 && exact.unexplainedShare < 1e-6)
    #expect(abs(exact.intervalHalfWidth(without: 0.0016) - 0.03 * quantile) < 1e-7)
    // An interval twice as wide keeps what no source explains: 10² − 4² = 84.
    model.interval.halfWidth = 0.1 * quantile
    let wide = LatencyUncertainty([breakdown], of: model)
    #expect(abs(wide.unexplainedShare - 0.75) < 1e-6)
    #expect(abs(wide.intervalHalfWidth(without: 0.0016) - 0.01 * 84.0.squareRoot() * quantile) < 1e-7)
    // A narrower one has seen errors offset one another, and loses the same part: 9 of 25.
    model.interval.halfWidth = 0.025 * quantile
    let narrow = LatencyUncertainty([breakdown], of: model)
    #expect(abs(narrow.intervalHalfWidth(without: 0.0016) - 0.025 * 0.6 * quantile) < 1e-7)
  }

  /// Ten designs that were off by 1 % in the mean leave 1 % · √(π/2) / √10 to all of them.
  @Test func designsCountByTheirLeftOutErrors() throws {
    let source = try #require(
      try sensitivity(SensitivityExamples.operators).uncertainty.sources.first { $0.subject == .designs })
    #expect(abs(source.variance - 1e-4 * Double.pi / 2 / 10) < 1e-12)
  }

  /// Of two points, only the one that designs' working sets are near has a part; its interval is ±2 %.
  @Test func pointsOfTheCurveCountByTheirIntervals() throws {
    var profile = SensitivityExamples.operators
    profile.change { $0.streaming = [.init(workingSet: ByteCount(6.4e7), secondPerByte: 2.6e-11)] }
    let assumed = try sensitivity(profile)
    profile.measuredCeilings = MeasuredCeilings(bandwidths: [
      .init(
        access: "read", threads: 2,
        points: [
          .init(
            workingSet: ByteCount(6.4e7), bandwidth: Bandwidth(perSecond: ByteCount(4e10)),
            interval: [3.92e10, 4.08e10].map { Bandwidth(perSecond: ByteCount($0)) })
        ])
    ])
    let measured = try sensitivity(profile)
    func variance(_ sensitivity: LatencySensitivity) throws -> Double {
      try #require(sensitivity.uncertainty.sources.first { $0.subject == .streaming }).variance
    }
    // 95 % of a normal distribution lie within 1.96 deviations; without an interval 5 % are assumed.
    #expect(abs(try variance(measured) / variance(assumed) - pow(0.02 / 1.959964 / 0.05, 2)) < 1e-6)
    // Samples of the swept operator come before the ceilings.
    profile.change { costs in
      costs.samples = [
        OperatorSample(
          name: "swept", phase: "decode-step", kind: "linear", roles: ["feed-forward"], flops: .zero,
          streamed: ByteCount(1e6), data: .zero, matrices: 0, workingSet: ByteCount(6.4e7), time: Seconds(1),
          interval: [Seconds(0.96), Seconds(1.04)], timings: 10)
      ]
    }
    #expect(abs(try variance(sensitivity(profile)) / variance(measured) - 4) < 1e-9)
  }

  /// A group that cannot say how much it errs is taken to err as the others, and the advice says so.
  @Test func aGroupWithoutAnErrorTakesThatOfTheOthers() throws {
    let known = try sensitivity(SensitivityExamples.operators)
    let unknown = try sensitivity(planted(feedForward, errorPercent: nil))
    func source(_ sensitivity: LatencySensitivity) throws -> LatencyUncertainty.Source {
      try #require(sensitivity.uncertainty.sources.first { $0.subject == .group(feedForward) })
    }
    #expect(abs(try source(known).variance / source(unknown).variance - 1) < 1e-9)
    #expect(try !source(known).isAssumed && source(unknown).isAssumed)
    let advice = try #require(unknown.advice.first { $0.subject == .group(feedForward) })
    #expect(advice.sentence.contains("that of others"))
  }

  /// Of shipped models, more designs help most, then those that tell of the least certain term; nothing makes it worse.
  @Test func everyShippedModelHasAdvice() throws {
    for (profile, space) in try SensitivityExamples.shipped() {
      let latency = try DeviceLatency(profile, space: space)
      let advice = LatencySensitivity(latency, space: space, sampled: 20).advice
      #expect(advice.first?.subject == .designs && advice.first?.share == 1)
      #expect(advice.first?.sentence.hasPrefix("time 1600 more whole designs: the 90 % interval would") == true)
      #expect(advice.count > 3 && advice.allSatisfy { $0.after > 0 && $0.after <= $0.now })
    }
  }

  @Test func nothingIsAdvisedWhereNothingErrs() {
    var breakdown = LatencyBreakdown(latency: 1)
    breakdown.variances = [.designs: 0]
    let model = SensitivityExamples.operators.latencyModels[0]
    #expect(MeasurementAdvice.ranked(LatencyUncertainty([breakdown], of: model)).isEmpty)
  }
}
