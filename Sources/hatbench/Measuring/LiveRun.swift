import CostModel
import Files
import Foundation
import Hardware
import Profiler
import Quantities
import Statistics
import TransformerIR

/// `compare --live`: random designs are predicted, then measured here, then held against the predictions.
struct LiveRun {
  let comparison: LiveComparison
  let noise: NoiseFloor?
  let noiseOfMedians: Double?
  let regimes: [LatencyModel.Regime]
  let drift: Drift
  let samples: [Sample]
  let environmentChanges: ProfileDifference?
  let bench: Bench

  /// What makes two runs the same, predictions included: they are in the store before the first measurement.
  private struct Plan: Codable {
    var command = "compare --live"
    var profile: String
    var space: String
    var designs: Int
    var visits: Int
    var seed: UInt64
    var fingerprint: String
    var predictedSeconds: [String: Double]

    enum CodingKeys: String, CodingKey {
      case command, profile, space, designs, visits, seed, fingerprint
      case predictedSeconds = "predicted_second"
    }
  }

  /// Predicts and measures `count` designs.
  /// - Parameters:
  ///   - store: Where samples are kept, and whether beyond this command.
  ///   - line: Where progress is shown.
  init(
    _ device: DeviceLatency, _ bench: Bench, count: Int, visits: Int, seed: UInt64, store path: String, isKept: Bool,
    resuming: Bool, line: ProgressLine
  ) throws {
    self.bench = bench
    let designs = NamedDesign.random(count, from: bench.space, seed: seed)
    var predictions: [String: LatencyPrediction] = [:]
    for item in designs {
      predictions[item.name] = device.predict(AveragedWorkload(of: try bench.workload(item.design)))
    }
    let plan = Plan(
      profile: device.profile.name, space: bench.space.name, designs: count, visits: visits, seed: seed,
      fingerprint: Fingerprint.of(bench.identity(of: designs)),
      predictedSeconds: predictions.mapValues(\.latency.value))
    let store = try MeasurementStore(at: path, plan: plan, resuming: resuming)
    try store.requireSameMachine(bench.environment)
    let session = try store.beginSession(in: bench.environment)
    for (stage, settings, items) in [
      ("designs", SamplerSettings.designs, bench.items(designs, visits: visits)),
      ("nodes", SamplerSettings.designs, bench.nodeItems(designs, visits: max(1, visits / 3))),
    ] {
      var campaign = Campaign(
        stage: stage, items: items, reference: bench.reference, sampler: bench.sampler(settings), seed: seed)
      campaign.referenceInterval = ProfilePlan.Stage.designs.referenceInterval
      campaign.isInterrupted = { Interruption.isRequested }
      campaign.report = { line.show(stage, $0) }
      guard try campaign.run(into: store, session: session).ending == .finished else {
        throw Interrupted(store: isKept ? path : nil)
      }
    }
    line.end()
    let drift = Drift(references: try store.references())
    let samples = try store.samples(stage: "designs")
    self.drift = drift
    self.samples = samples
    regimes = drift.report(samples)
    noise = NoiseFloor(drift: drift, samples: samples)
    noiseOfMedians = NoiseFloor.ofMedians(drift: drift, samples: samples)
    environmentChanges = try device.profile.environment.map { try ProfileDifference(from: $0, to: bench.environment) }
    let effect = device.stateRatio(in: drift, on: bench)
    let byName = Dictionary(grouping: samples, by: \.key)
    let cases = try designs.compactMap { item -> LiveComparison.Case? in
      guard let own = byName[item.name], let predicted = predictions[item.name] else { return nil }
      let summary = KeySummary(key: item.name, samples: own, drift: drift)
      return LiveComparison.Case(
        name: item.name, workload: try bench.workload(item.design), predicted: predicted,
        measured: Seconds(KeySummary.typical(own.map { $0.totals.median })), steady: summary?.typicalTotal,
        isMain: summary.map { !$0.isNormalised } ?? false)
    }
    let nodes = try bench.nodes(designs, KeySummary.all(try store.samples(stage: "nodes"), drift: drift))
    comparison = LiveComparison(
      device, cases: cases, sessionEffect: effect,
      nodes: nodes.map { .init(workload: AveragedWorkload(of: $0.workload), times: $0.times) })
  }
}
