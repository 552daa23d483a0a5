import Quantities
import Testing
import TransformerIR

@testable import CostModel

@Suite struct SimulatedSplitTests {
  private let simulation: Simulation
  private var times: [OperatorTotals.Group: Seconds] = [:]

  init() throws {
    let device = PlantedOperators()
    simulation = try ScheduleSimulator(DeviceLatency(.planted(device), space: device.space))
      .simulate(device.workload(device.space.largest))
    for row in simulation.operators(everyRole: true) {
      times[.init(phase: row.phase, role: try #require(row.role), kind: row.kind)] = row.time
    }
  }

  @Test func whatWasMeasuredAsSimulatedHasNoError() {
    let split = SimulatedSplit(simulation, measured: times)
    #expect(split.rows.allSatisfy { abs($0.error) < 1e-9 } && abs(split.totalError) < 1e-9)
    #expect(abs(split.rows.reduce(0) { $0 + $1.share } - 1) < 1e-9)
    #expect(split.judged.contains { $0.kind == .linear } && split.judged.allSatisfy { $0.share >= 0.05 })
  }

  /// On a machine that is half as fast while it is measured everything takes twice as long.
  @Test func theMachinesStateIsTakenOut() {
    let split = SimulatedSplit(simulation, measured: times.mapValues { 2 * $0 }, stateRatio: 2)
    #expect(split.rows.allSatisfy { abs($0.error) < 1e-9 })
  }

  @Test func errorsAreSimulatedOverMeasured() throws {
    let slower = times.reduce(into: times) { $0[$1.key] = ($1.key.kind == .attention ? 1.25 : 1) * $1.value }
    let split = SimulatedSplit(simulation, measured: slower)
    let attention = try #require(split.rows.first { $0.kind == .attention })
    #expect(abs(attention.error + 0.2) < 1e-9)
    #expect(split.totalError < 0)
  }

  /// The search's bookkeeping, say, of which the profile knows nothing.
  @Test func whatIsNotSimulatedIsNotCompared() {
    let foreign = OperatorTotals.Group(phase: .decodeStep, role: .search, kind: .topK)
    let split = SimulatedSplit(simulation, measured: times.merging([foreign: Seconds(1)]) { $1 })
    #expect(!split.rows.contains { $0.kind == .topK } && abs(split.totalError) < 1e-9)
  }
}
