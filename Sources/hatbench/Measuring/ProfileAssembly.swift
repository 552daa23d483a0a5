import CostModel
import Foundation
import Hardware
import Profiler
import Quantities
import TransformerIR

/// A device's profile from what was measured of it: where the Profiler's numbers and the CostModel's fit meet.
struct ProfileAssembly {
  let measurements: ProfileMeasurements
  let fit: DeviceFit
  let profile: HardwareProfile

  /// The standard deviation of normal noise over its mean absolute value.
  private static let normalRatio = (Double.pi / 2).squareRoot()

  /// Fits a model and puts the profile together.
  ///
  /// - Parameter base: A profile of the same name, whose models of other workloads are kept.
  init(_ measurements: ProfileMeasurements, bench: Bench, name: String, base: HardwareProfile?) throws {
    self.measurements = measurements
    let ceilings = HardwareProfile.Ceilings(measurements.ceilings, environment: measurements.environment)
    let plan = measurements.plan
    guard let peak = ceilings.peak(.fp32) else {
      throw CostModelError.tooFewRows(found: 0, needed: 1, purpose: "knowing the arithmetic peak")
    }
    let calibrating = measurements.designs.compactMap { item -> OperatorCalibration.Measured? in
      guard let encoder = item.time(of: "encoder"), let decoder = item.time(of: "decoder") else { return nil }
      return .init(workload: AveragedWorkload(of: item.workload), encoder: encoder, decoder: decoder)
    }
    fit = try DeviceFit(
      operators: measurements.operators, ceilings: measurements.ceilings, peak: peak, runtime: plan.runtime,
      threads: plan.threads, designs: calibrating,
      nodes: measurements.nodes.map { .init(workload: AveragedWorkload(of: $0.workload), times: $0.times) },
      repeatDeviation: measurements.noiseOfMedians.map { Self.normalRatio * $0 }, seed: plan.seed, profile: name)
    let source =
      "\(measurements.operators.count) operators alone and \(calibrating.count) whole designs on this device, "
      + "\(measurements.environment.date)"
    let model = fit.latencyModel(
      space: bench.space, runtime: plan.runtime, threads: plan.threads, reference: measurements.reference,
      designs: calibrating.map(\.workload), provenance: Provenance(.measured, source: source), seed: plan.seed,
      regimes: measurements.regimes, noiseFloorPercent: measurements.noise.map { 100 * $0.meanAbsolute })
    let environment = measurements.environment
    var assembled = HardwareProfile(
      name: name,
      device: .init(
        kind: .cpu, model: environment.processor,
        processor: "\(environment.cores) cores, \(environment.instructionSets.joined(separator: ", "))",
        notes: measurements.violations),
      ceilings: ceilings, latencyModels: [model], environment: environment, measuredCeilings: measurements.ceilings,
      quality: measurements.quality)
    if let base {
      assembled.latencyModels = HardwareProfile(name: name, adding: model, to: base).latencyModels
    }
    profile = assembled
  }
}
