import CostModel
import HATSearch
import Hardware
import Quantities
import TestSupport
import TransformerIR

@testable import hatbench

/// Small searches on shipped profiles, for tests of what is told about them.
enum FinishedSearches {
  static let pi = "raspberry-pi-4"
  static let titan = "titan-xp"
  static let xeon = "xeon-e5-2640-v4"

  static func device(_ name: String, _ space: SearchSpace = .wmt) throws -> DeviceLatency {
    let file = SharedFiles.repository.appendingPathComponent("hardware-profiles/\(name).json")
    return try DeviceLatency(.load(file: file.path), space: space)
  }

  /// A value that needs no checkpoint: a loss that falls with the parameters.
  static func loss(_ space: SearchSpace, name: String = "validation-loss") -> Objective {
    Objective(name: name, description: "invented for the tests; lower is better") { designs in
      try designs.map {
        let workload = try Workload(design: $0, architecture: space.architecture, setting: space.setting)
        return 3 + 1e7 / Double(workload.parameterCount())
      }
    }
  }

  /// A search for the best of 60 random designs.
  static func random(
    _ name: String, limit: Seconds?, objective: Objective? = nil, space: SearchSpace = .wmt
  ) throws -> SearchReport.Entry {
    let device = try device(name)
    let problem = SearchProblem(
      space: space, estimator: device, limit: limit,
      objective: objective ?? .capacity(architecture: space.architecture, setting: space.setting))
    let result = try problem.solve(using: RandomSearch(batch: 20), budget: SearchBudget(evaluations: 60), seed: 1)
    return SearchReport.Entry(result, problem, device)
  }
}
