import Hardware
import Quantities
import TestSupport
import TransformerIR

@testable import CostModel

/// Models whose sensitivity is looked at, and how one of their constants is changed.
enum SensitivityExamples {
  /// The planted device with a calibration, and with activations and small matrices that cost something.
  static var operators: HardwareProfile {
    let device = PlantedOperators()
    var profile = HardwareProfile.planted(device)
    profile.change { costs in
      costs.calibration = .init(
        designs: 10, encoderStreaming: 1.1, encoderOther: 0.9, decoderStreaming: 1.05, decoderOther: 0.95)
      for index in costs.groups.indices {
        costs.groups[index].data = 1e-12
        costs.groups[index].matrix = 2e-8
        costs.groups[index].errorPercent = 4
      }
    }
    return profile
  }

  /// The four models that are shipped, each in a profile of its own, with the space that it was fitted to.
  static func shipped() throws -> [(profile: HardwareProfile, space: SearchSpace)] {
    var all: [(profile: HardwareProfile, space: SearchSpace)] = []
    for name in ["raspberry-pi-4", "titan-xp", "xeon-e5-2640-v4"] {
      let file = SharedFiles.repository.appendingPathComponent("hardware-profiles/\(name).json").path
      let profile = try HardwareProfile.load(file: file)
      for model in profile.latencyModels {
        var alone = profile
        alone.latencyModels = [model]
        all.append((alone, model.workload.space == "iwslt" ? SearchSpace.iwslt : SearchSpace.wmt))
      }
    }
    return all
  }

  /// The latency of a design of `space` under `profile`.
  static func latency(_ profile: HardwareProfile, _ workload: AveragedWorkload, _ space: SearchSpace) throws -> Double {
    try DeviceLatency(profile, space: space).predict(workload).latency.value
  }
}

extension HardwareProfile {
  /// Changes the costs of the first model's operators.
  mutating func change(_ change: (inout OperatorCosts) -> Void) {
    guard var costs = latencyModels[0].operators else { return }
    change(&costs)
    latencyModels[0].operators = costs
  }

  /// The same profile with one constant of its first model multiplied by `ratio`.
  func scaling(_ constant: LatencyConstant, by ratio: Double) -> HardwareProfile {
    var profile = self
    switch constant {
    case .term(let name):
      for index in latencyModels[0].terms.indices where latencyModels[0].terms[index].name == name {
        profile.latencyModels[0].terms[index].value *= ratio
      }
    case .cost(let group, let cost):
      profile.change { costs in
        for index in costs.groups.indices where costs.groups[index].isOf(group) {
          costs.groups[index].scale(cost, by: ratio)
        }
      }
    case .streaming(let workingSet):
      profile.change { costs in
        for index in costs.streaming.indices where costs.streaming[index].workingSet == workingSet {
          costs.streaming[index].secondPerByte *= ratio
        }
      }
    case .calibration(let factor):
      profile.change { costs in
        switch factor {
        case .encoderStreaming: costs.calibration?.encoderStreaming *= ratio
        case .encoderOther: costs.calibration?.encoderOther *= ratio
        case .decoderStreaming: costs.calibration?.decoderStreaming *= ratio
        case .decoderOther: costs.calibration?.decoderOther *= ratio
        }
      }
    case .ceiling(let name):
      for (precision, peak) in ceilings.peakThroughput where name == "peak" {
        profile.ceilings.peakThroughput[precision]?.value =
          Throughput(perSecond: peak.value.perSecond / ratio)
      }
      for index in ceilings.memory.indices where ceilings.memory[index].level == name {
        guard let bandwidth = ceilings.memory[index].bandwidth else { continue }
        profile.ceilings.memory[index].bandwidth?.value = Bandwidth(perSecond: bandwidth.value.perSecond / ratio)
      }
    }
    return profile
  }
}

extension OperatorCosts.Group {
  /// Whether these are the costs of `group`.
  func isOf(_ group: OperatorTotals.Group) -> Bool {
    phase == group.phase.rawValue && role == group.role.rawValue && kind == group.kind.rawValue
  }

  fileprivate mutating func scale(_ cost: LatencyConstant.Cost, by ratio: Double) {
    switch cost {
    case .execution: execution = execution * ratio
    case .flop: flop *= ratio
    case .streaming: streaming *= ratio
    case .data: data *= ratio
    case .matrix: matrix *= ratio
    }
  }
}
