import CostModel
import TransformerIR

@testable import hatbench

/// Simulations on shipped profiles, for tests of what is told about them.
enum SimulatedDesigns {
  static func workload(_ space: SearchSpace = .wmt) throws -> Workload {
    try Workload(design: space.smallest, architecture: space.architecture, setting: space.setting)
  }

  static func simulation(
    on name: String = FinishedSearches.pi, _ change: MachineChange = .none
  ) throws -> Simulation {
    ScheduleSimulator(try FinishedSearches.device(name).changed(by: change)).simulate(try workload())
  }

  static func sweep(
    _ text: String, on name: String = FinishedSearches.pi
  ) throws -> HardwareSweep {
    try HardwareSweep(parsing: text, of: FinishedSearches.device(name), workload: workload())
  }
}
