import CostModel
import Hardware
import Randomness
import TestSupport
import TransformerIR

/// Latency rows in HAT's format, made from a shipped profile with one percent of noise.
enum SyntheticRows {
  static func csv(count: Int) throws -> String {
    let file = SharedFiles.repository.appendingPathComponent("hardware-profiles/raspberry-pi-4.json").path
    let device = try DeviceLatency(HardwareProfile.load(file: file), space: .wmt)
    var generator = PythonRandom(seed: 11)
    let names =
      DesignAverages.featureNames + [
        "latency_mean_encoder", "latency_mean_decoder", "latency_std_encoder", "latency_std_decoder",
      ]
    var lines = [names.joined(separator: ",")]
    for _ in 0..<count {
      let design = SearchSpace.wmtLatency.sample(using: &generator)
      let workload = try Workload(
        design: design, architecture: SearchSpace.wmt.architecture, setting: SearchSpace.wmt.setting)
      let estimate = device.estimate(workload)
      let latencies = [estimate.encoder, estimate.decoder].map {
        $0.milliseconds * Double.random(in: 0.99...1.01, using: &generator)
      }
      let numbers = DesignAverages(of: design).features + latencies + latencies.map { $0 / 100 }
      lines.append(numbers.map { "\($0)" }.joined(separator: ","))
    }
    return lines.joined(separator: "\n") + "\n"
  }
}
