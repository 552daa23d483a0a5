import Benchmark
import CostModel
import Foundation
import HATSearch
import Hardware
import Quantities
import Randomness
import TransformerIR

// How fast designs are lowered, costed, fitted and searched.
//   swift package --package-path Benchmarks benchmark --target Estimates

let benchmarks: @Sendable () -> Void = {
  Benchmark.defaultConfiguration = .init(metrics: [.wallClock, .throughput], maxDuration: .seconds(3))
  let world = World()

  Benchmark("closed form of a design, 1000 at a time", configuration: .init(scalingFactor: .kilo)) { benchmark in
    for index in benchmark.scaledIterations {
      blackHole(world.device.predict(AveragedWorkload(of: world.workloads[index])))
    }
  }
  Benchmark("replay of a design") { benchmark in
    blackHole(ScheduleSimulator(world.device).simulate(world.workloads[0]))
  }
  Benchmark("lowering a design to its graph") { benchmark in
    blackHole(world.workloads[0].graph())
  }
  Benchmark("physical fit of 2,000 rows with regimes and interval") { benchmark in
    blackHole(try HybridFit(world.rows, learnsCorrection: false))
  }
  Benchmark("search of 30 generations of 125, capacity") { benchmark in
    let problem = SearchProblem(
      space: .wmt, estimator: world.device, limit: Seconds(5),
      objective: .capacity(architecture: SearchSpace.wmt.architecture, setting: SearchSpace.wmt.setting))
    blackHole(try problem.solve(using: try EvolutionarySearch(), seed: 1))
  }
  Benchmark("finding that a limit is unreachable") { benchmark in
    let problem = SearchProblem(
      space: .wmt, estimator: world.device, limit: Seconds(1),
      objective: .capacity(architecture: SearchSpace.wmt.architecture, setting: SearchSpace.wmt.setting))
    do {
      blackHole(try problem.solve(using: try EvolutionarySearch(), seed: 1))
    } catch SearchError.constraintUnreachable {
      return
    }
    throw Unexpected()
  }
}

/// A limit was met that cannot be.
struct Unexpected: Error {}

/// A shipped device, random designs, and rows as it would have measured them with one percent of noise.
struct World {
  let device: DeviceLatency
  let workloads: [Workload]
  let rows: LatencyDataset

  init() {
    do {
      let file = URL(fileURLWithPath: #filePath).appendingPathComponent(
        "../../../hardware-profiles/raspberry-pi-4.json")
      let device = try DeviceLatency(HardwareProfile.load(file: file.standardized.path), space: .wmt)
      var generator = PythonRandom(seed: 1)
      let (architecture, setting) = (SearchSpace.wmt.architecture, SearchSpace.wmt.setting)
      let workloads = try (0..<2000).map { _ in
        try Workload(
          design: SearchSpace.wmtLatency.sample(using: &generator), architecture: architecture, setting: setting)
      }
      let rows = workloads.enumerated().map { order, workload in
        let estimate = device.estimate(workload)
        func measured(_ seconds: Seconds) -> Hardware.Measurement {
          Hardware.Measurement(
            mean: Double.random(in: 0.99...1.01, using: &generator) * seconds, standardDeviation: nil)
        }
        return LatencyDataset.Row(
          averages: DesignAverages(of: workload.design), encoder: measured(estimate.encoder),
          decoder: measured(estimate.decoder), order: order)
      }
      self.device = device
      self.workloads = workloads
      self.rows = LatencyDataset(name: "synthetic", architecture: architecture, setting: setting, rows: rows)
    } catch {
      fatalError("the benchmark's own data cannot be made: \(error)")
    }
  }
}
