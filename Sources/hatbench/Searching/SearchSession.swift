import CostModel
import HATSearch
import Quantities
import Reporting
import TransformerIR

/// Searches for several devices and limits, one after the other, with one memory of losses.
struct SearchSession {
  /// What all searches have in common.
  let space: SearchSpace
  let objective: Objective
  let constraint: ChanceConstraint
  let axes: [FrontAxis]
  let budget: SearchBudget
  let generations: Int
  let seed: UInt64
  let makeStrategy: () throws -> any SearchStrategy
  let line: ProgressLine

  /// Searches on `device` within each of `limits`, the tightest first: what it finds, the next one begins with.
  ///
  /// A strategy that finds whole fronts runs once, within the largest limit.
  /// - Returns: For each limit, in their order, the problem, its result and the seconds it took.
  func run(
    on device: DeviceLatency, within limits: [Seconds?]
  ) throws -> [(problem: SearchProblem, result: SearchResult, elapsed: Seconds)] {
    guard try makeStrategy().stake != .front else { return try runOnce(on: device, within: limits) }
    var found: [Seconds?: (SearchProblem, SearchResult, Seconds)] = [:]
    var seeds: [SubTransformer] = []
    for limit in limits.sorted(by: { ($0?.value ?? .infinity) < ($1?.value ?? .infinity) }) where found[limit] == nil {
      var problem = problem(device, limit)
      problem.seeds = seeds
      let (result, elapsed) = try solve(problem, device)
      seeds.append(result.best.design)
      found[limit] = (problem, result, elapsed)
    }
    return limits.map { found[$0]! }
  }

  private func runOnce(
    on device: DeviceLatency, within limits: [Seconds?]
  ) throws -> [(problem: SearchProblem, result: SearchResult, elapsed: Seconds)] {
    let widest = limits.contains { $0 == nil } ? nil : limits.compactMap { $0 }.max()
    let whole = problem(device, widest)
    let (result, elapsed) = try solve(whole, device)
    return try limits.map { limit in
      guard let limit else { return (whole, result, elapsed) }
      return (problem(device, limit), try result.within(limit, constraint), elapsed)
    }
  }

  /// Checks that there is a design on `device` within each of `limits`.
  /// - Throws: `SearchError.constraintUnreachable`.
  func check(_ device: DeviceLatency, within limits: [Seconds?]) throws {
    for limit in limits { try problem(device, limit).checkLimit(seed: seed) }
  }

  private func problem(_ device: DeviceLatency, _ limit: Seconds?) -> SearchProblem {
    SearchProblem(
      space: space, estimator: device, limit: limit, constraint: constraint, objective: objective, axes: axes)
  }

  private func solve(_ problem: SearchProblem, _ device: DeviceLatency) throws -> (SearchResult, Seconds) {
    defer { line.end() }
    let title = device.profile.name + (problem.limit.map { " within \($0)" } ?? "")
    let start = ContinuousClock.now
    var times: [Seconds] = [.zero]
    let result = try problem.solve(using: try makeStrategy(), budget: budget, seed: seed) { progress in
      times.append(progress.elapsed)
      line.show("\(title): \(text(progress, times))")
    }
    return (result, Seconds((ContinuousClock.now - start) / .seconds(1)))
  }

  /// Generations that the speed of the next ones is judged by.
  private static let recent = 5

  private func text(_ progress: SearchProgress, _ times: [Seconds]) -> String {
    let record = progress.record
    let window = min(Self.recent, times.count - 1)
    let pace = (times[times.count - 1] - times[times.count - 1 - window]).value / Double(window)
    let left = pace * Double(max(0, generations - record.generation))
    let rate = Double(record.evaluations) / max(progress.elapsed.value, 1e-9)
    return [
      "generation \(record.generation) of \(generations)", "\(record.evaluations) designs",
      "best \(Numeral.text(record.bestObjective))",
      record.feasibleShare.map { "\(Numeral.text(100 * $0, digits: 2)) % within the limit" } ?? "none drawn",
      "\(Numeral.text(rate, digits: 3)) designs/s", "\(ProgressLine.text(left)) left",
    ].joined(separator: ", ")
  }
}
