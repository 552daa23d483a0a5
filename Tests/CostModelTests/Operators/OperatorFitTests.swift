import Foundation
import Hardware
import Quantities
import Randomness
import Statistics
import TestSupport
import Testing
import TransformerIR

@testable import CostModel

@Suite struct OperatorFitTests {
  private let device = PlantedOperators()

  private func seconds(_ costs: OperatorCosts, _ workload: Workload) throws -> (encoder: Seconds, decoder: Seconds) {
    try OperatorModel(costs, profile: "test").seconds(AveragedWorkload(of: workload))
  }

  private func total(_ costs: OperatorCosts, _ workload: Workload) throws -> Double {
    let parts = try seconds(costs, workload)
    return (parts.encoder + parts.decoder).value
  }

  /// Costs themselves need not be found (the samples cannot tell some apart), but what they predict must be.
  @Test func exactSamplesGiveExactDesigns() throws {
    let fitted = try OperatorFit.fit(device.samples(), streaming: PlantedOperators.streaming)
    for workload in device.workloads(40, seed: 21) {
      #expect(abs(try total(fitted, workload) / total(device.costs, workload) - 1) < 0.01)
    }
    #expect(fitted.groups.allSatisfy { $0.execution.value >= 0 && $0.flop >= 0 && $0.streaming >= 0 })
  }

  /// Two hundred samples that are 3 % off each leave designs off by far less: errors of operators average out.
  @Test(arguments: UInt64(0)..<5) func noiseOfSamplesAveragesOut(seed: UInt64) throws {
    let fitted = try OperatorFit.fit(device.samples(noise: 0.03, seed: seed), streaming: PlantedOperators.streaming)
    for workload in device.workloads(20, seed: 22) {
      #expect(abs(try total(fitted, workload) / total(device.costs, workload) - 1) < 0.03)
    }
    for group in fitted.groups { #expect(group.errorPercent.map { $0 < 15 } ?? true) }
  }

  @Test func nothingToFitIsAnError() throws {
    #expect(throws: CostModelError.self) { _ = try OperatorFit.fit([], streaming: PlantedOperators.streaming) }
    let samples = try device.samples()
    #expect(throws: CostModelError.self) { _ = try OperatorFit.fit(samples, streaming: []) }
  }

  /// A device whose whole designs take other times than their operators alone: 12 % more in the decoder's streaming.
  @Test(arguments: UInt64(0)..<5) func tenDesignsCalibrate(seed: UInt64) throws {
    let costs = device.costs
    let truth = costs.calibrated(
      .init(designs: 1, encoderStreaming: 1.05, encoderOther: 1.05, decoderStreaming: 1.12, decoderOther: 0.97))
    var generator = SeededGenerator(seed: seed)
    let designs = try device.workloads(10, seed: 30 + seed).map { workload in
      let parts = try seconds(truth, workload)
      return OperatorCalibration.Measured(
        workload: AveragedWorkload(of: workload), encoder: parts.encoder * exp(0.005 * generator.normal()),
        decoder: parts.decoder * exp(0.005 * generator.normal()))
    }
    let calibration = try OperatorCalibration(costs, designs: designs, level: 0.9, profile: "test")
    let unseen = device.workloads(60, seed: 77)
    let before = try unseen.map { abs(try total(costs, $0) / total(truth, $0) - 1) }.mean
    let after = try unseen.map { abs(try total(calibration.costs, $0) / total(truth, $0) - 1) }.mean
    #expect(before > 0.03)
    #expect(after < 0.01)
    // Measured again with the same noise, designs fall into the interval about nine times of ten: 300 draws scatter by 1.7 %.
    let inside = try (0..<300).count { index in
      let workload = unseen[index % unseen.count]
      let measured = try total(truth, workload) * exp(0.005 * generator.normal())
      let predicted = Seconds(try total(calibration.costs, workload))
      return calibration.interval.around(predicted).contains(Seconds(measured))
    }
    #expect(Double(inside) / 300 > 0.8)
    #expect(calibration.interval.halfWidth < 0.05)
  }

  @Test func oneDesignDoesNotCalibrate() throws {
    let workload = device.workloads(2, seed: 1)[0]
    let parts = try seconds(device.costs, workload)
    let measured = OperatorCalibration.Measured(
      workload: AveragedWorkload(of: workload), encoder: parts.encoder, decoder: parts.decoder)
    #expect(throws: CostModelError.self) {
      _ = try OperatorCalibration(device.costs, designs: [measured], level: 0.9, profile: "test")
    }
  }

  /// Nothing to learn from noise; something to learn where large products are slower than the costs can say.
  @Test func theResidualIsLearnedOnlyIfItHelps() throws {
    var costs = try OperatorFit.fit(device.samples(noise: 0.02), streaming: PlantedOperators.streaming)
    #expect(OperatorResidual.learn(costs, seed: 1) == nil)
    // The same costs, but samples of another truth: whatever is cold takes a quarter more.
    costs.samples = costs.samples.map { sample in
      var sample = sample
      if sample.workingSet.value > 1e8 { sample.time = 1.25 * sample.time }
      return sample
    }
    let weights = try #require(OperatorResidual.learn(costs, seed: 1))
    costs.residual = weights
    let model = try OperatorModel(costs, profile: "test")
    var plain = costs
    plain.residual = nil
    let largest = AveragedWorkload(of: PlantedOperators(space: .wmt).workload(SearchSpace.wmt.largest))
    let with = model.seconds(largest)
    let without = try OperatorModel(plain, profile: "test").seconds(largest)
    #expect((with.decoder / without.decoder - 1) > 0.1)
    var foreign = weights
    foreign.inputMeans.removeLast()
    costs.residual = foreign
    #expect(throws: CostModelError.self) { _ = try OperatorModel(costs, profile: "test") }
  }
}

@Suite struct DeviceFitTests {
  private let device = PlantedOperators()

  /// Ceilings as the planted device would show them.
  private var ceilings: MeasuredCeilings {
    MeasuredCeilings(
      bandwidths: [
        .init(
          access: "read", threads: 2,
          points: PlantedOperators.streaming.map {
            .init(
              workingSet: $0.workingSet, bandwidth: Bandwidth(perSecond: ByteCount(1 / $0.secondPerByte)), interval: [])
          })
      ],
      dispatch: [.init(runtime: .fused, threads: 2, kernel: Seconds(2e-7), sharing: Seconds(1e-6))])
  }

  @Test func everyStageIsToldAndErrorsFall() throws {
    let truth = device.costs.calibrated(
      .init(designs: 1, encoderStreaming: 1.04, encoderOther: 1.04, decoderStreaming: 1.06, decoderOther: 1.06))
    let model = try OperatorModel(truth, profile: "truth")
    let workloads = device.workloads(10, seed: 5).map { AveragedWorkload(of: $0) }
    let designs = workloads.map { workload in
      let parts = model.seconds(workload)
      return OperatorCalibration.Measured(workload: workload, encoder: parts.encoder, decoder: parts.decoder)
    }
    let nodes = workloads.map { workload in
      DeviceFit.NodeTimes(
        workload: workload,
        times: Dictionary(uniqueKeysWithValues: model.times(workload).map { ($0.group, $0.time) }))
    }
    let fit = try DeviceFit(
      operators: device.samples(noise: 0.01), ceilings: ceilings, peak: Throughput(perSecond: FLOPCount(5e11)),
      runtime: .fused, threads: 2, designs: designs, nodes: nodes, repeatDeviation: 0.005, seed: 1, profile: "test")
    #expect(fit.stages.map(\.name) == ["ceilings", "operators", "residual", "in situ", "calibration"])
    let errors = try fit.stages.map { try #require($0.designErrorPercent) }
    #expect(errors[0] > errors[1])
    #expect(errors[1] < 8)
    #expect(errors[4] < 2)
    #expect(try #require(fit.stages[1].operatorErrorPercent) < 10)
    #expect(try #require(fit.stages[3].operatorErrorPercent) < 5)
    #expect(fit.interval.halfWidth < 0.1)
    let profile = fit.latencyModel(
      space: device.space, runtime: .fused, threads: 2,
      reference: .init(name: "reference", time: Seconds(1), interval: []), designs: workloads,
      provenance: .init(.measured, source: "test"), seed: 1, regimes: [], noiseFloorPercent: nil)
    #expect(profile.domain.count == 10 && profile.evidence.stages?.count == 5)
  }

  /// A waterfall's steps lead from the mean measured to the mean predicted latency.
  @Test func contributionsAddUp() throws {
    let latency = try DeviceLatency(.planted(device), space: device.space)
    let slower = try OperatorModel(
      device.costs.calibrated(
        .init(designs: 1, encoderStreaming: 1, encoderOther: 1.2, decoderStreaming: 1, decoderOther: 0.9)),
      profile: "truth")
    let workloads = device.workloads(12, seed: 6)
    let cases = workloads.enumerated().map { index, workload in
      let parts = slower.seconds(AveragedWorkload(of: workload))
      return LiveComparison.Case(
        name: "\(index)", workload: workload, predicted: latency.predict(AveragedWorkload(of: workload)),
        measured: parts.encoder + parts.decoder, steady: parts.encoder + parts.decoder, isMain: true)
    }
    let nodes = workloads.map { workload in
      let averaged = AveragedWorkload(of: workload)
      return DeviceFit.NodeTimes(
        workload: averaged,
        times: Dictionary(uniqueKeysWithValues: slower.times(averaged).map { ($0.group, $0.time) }))
    }
    let comparison = LiveComparison(latency, cases: cases, sessionEffect: 1, nodes: nodes)
    let predicted = Seconds(cases.map(\.predicted.latency.value).mean)
    for steps in [
      comparison.contributionsByKind, comparison.contributionsByPlace, comparison.contributionsByTerm,
    ] {
      let sum = steps.reduce(comparison.meanMeasured) { $0 + $1.error }
      #expect(abs(sum / predicted - 1) < 1e-9)
      #expect(abs(try #require(steps.last).error / predicted) < 1e-6)
    }
    #expect(comparison.adjusted == comparison.main)
    #expect(try #require(comparison.operators?.mapePercent) > 1)
  }
}

extension OperatorCosts {
  /// The same costs with a calibration.
  func calibrated(_ calibration: Calibration) -> OperatorCosts {
    var costs = self
    costs.calibration = calibration
    return costs
  }
}
