import Hardware
import Quantities
import TransformerIR

@testable import CostModel

extension HardwareProfile {
  /// A profile of `device` with an interval of ±10 %, as if it had been fitted to designs of `space`.
  static func example(
    _ device: SyntheticDevice = .board, space: SearchSpace = .wmtLatency, residual: LatencyModel.Residual? = nil
  ) -> HardwareProfile {
    let terms = zip(PhysicalTerm.all, device.model.coefficients).map { term, value in
      LatencyModel.Term(name: term.name, value: value, unit: term.unit, interval: [0.9 * value, 1.1 * value])
    }
    let source = Provenance(.assumed, source: "a test")
    let model = LatencyModel(
      runtime: .pytorchEager, precision: .fp32, workload: .init(space), terms: terms, residual: residual,
      interval: .init(level: 0.9, halfWidth: 0.1, exponent: 0, reference: Seconds(1)),
      domain: ["decoder_layer_num": [1, 5]],
      evidence: .init(
        provenance: source, rows: 100, seed: 0, regimes: [], heldOutErrorPercent: nil, heldOutCoveragePercent: nil,
        noiseFloorPercent: nil))
    // An accelerator with a board's ceilings could not be as fast as it is.
    let speed = device == .accelerator ? 1000.0 : 1
    return HardwareProfile(
      name: "synthetic", device: .init(kind: .cpu, model: "Synthetic", processor: "none"),
      ceilings: .init(
        peakThroughput: ["fp32": Sourced(Throughput(perSecond: FLOPCount(speed * 10e9)), source)],
        memory: [.init(level: "dram", bandwidth: Sourced(Bandwidth(perSecond: ByteCount(speed * 2e9)), source))]),
      latencyModels: [model])
  }
}
