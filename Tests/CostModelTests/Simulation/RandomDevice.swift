import Hardware
import Quantities
import Randomness
import TransformerIR

@testable import CostModel

/// A device that might exist, and designs to run on it: for laws that must hold whatever the numbers are.
struct RandomDevice {
  let device: DeviceLatency
  let workloads: [Workload]

  /// Levels of memory, costs, cores and ceilings by `seed`; every other seed is a model of whole latencies.
  init(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var profile: HardwareProfile
    let space: SearchSpace
    if seed.isMultiple(of: 2) {
      space = .iwslt
      profile = .planted(PlantedOperators())
      profile.latencyModels[0].operators = Self.costs(&generator)
      profile.latencyModels[0].threads = Int.random(in: 1...8, using: &generator)
    } else {
      space = .wmtLatency
      profile = .example()
      for index in profile.latencyModels[0].terms.indices {
        profile.latencyModels[0].terms[index].value *= Double.random(in: 0...3, using: &generator)
      }
    }
    profile.ceilings = Self.ceilings(&generator)
    profile.power = PowerDraw(
      whole: Sourced(Power(perSecond: Joules(Double.random(in: 1...300, using: &generator))), Self.source),
      flop: Sourced(Joules(1e-11), Self.source), bytes: ["dram": Sourced(Joules(2e-11), Self.source)])
    device = try DeviceLatency(profile, space: space)
    var setting = space.setting
    setting.sourceLength = Int.random(in: 1...40, using: &generator)
    setting.targetLength = Int.random(in: 1...40, using: &generator)
    setting.beam = Int.random(in: 1...6, using: &generator)
    workloads = try (0..<3).map { _ in
      try Workload(design: space.sample(using: &generator), architecture: space.architecture, setting: setting)
    }
  }

  private static let source = Provenance(.assumed, source: "a test")

  private static func costs(_ generator: inout SeededGenerator) -> OperatorCosts {
    var costs = PlantedOperators().costs
    for index in costs.groups.indices {
      costs.groups[index].execution = Seconds(Double.random(in: 0...5e-6, using: &generator))
      costs.groups[index].flop = Double.random(in: 0...1e-11, using: &generator)
      costs.groups[index].streaming = Double.random(in: 0...2, using: &generator)
      costs.groups[index].data = Double.random(in: 0...1e-10, using: &generator)
      costs.groups[index].matrix = Double.random(in: 0...1e-6, using: &generator)
    }
    costs.streaming = (0..<Int.random(in: 1...8, using: &generator)).map { _ in
      OperatorCosts.StreamingPoint(
        workingSet: ByteCount(Double.random(in: 1e4...1e9, using: &generator)),
        secondPerByte: Double.random(in: 1e-12...2e-10, using: &generator))
    }
    return costs
  }

  /// Some levels may have no bandwidth, and farther ones may be told to be faster.
  private static func ceilings(_ generator: inout SeededGenerator) -> HardwareProfile.Ceilings {
    let names = Array(["l1d", "l2", "l3"].prefix(Int.random(in: 0...3, using: &generator))) + ["dram"]
    var capacity = 1e4
    let levels = names.map { name in
      capacity *= Double.random(in: 1.5...60, using: &generator)
      let isKnown = Double.random(in: 0...1, using: &generator) < 0.8
      return HardwareProfile.MemoryLevel(
        level: name, capacity: Sourced(ByteCount(capacity), source),
        bandwidth: isKnown || name == "dram"
          ? Sourced(Bandwidth(perSecond: ByteCount(Double.random(in: 1e9...5e11, using: &generator))), source) : nil)
    }
    let peak = Throughput(perSecond: FLOPCount(Double.random(in: 1e9...1e12, using: &generator)))
    return .init(peakThroughput: ["fp32": Sourced(peak, source)], memory: levels)
  }
}
