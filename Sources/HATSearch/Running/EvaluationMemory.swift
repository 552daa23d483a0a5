import Quantities
import TransformerIR

/// Everything that a search knows of the designs it evaluated: each is asked for once.
struct EvaluationMemory {
  /// What every design is known to cost; of those given up, what it is estimated to.
  private(set) var known: [SubTransformer: EvaluatedDesign] = [:]
  /// The designs in the order in which they were asked for: what is told must not depend on hashing.
  private var order: [SubTransformer] = []
  /// The completely evaluated designs that no other beats.
  private(set) var front = ParetoFront<EvaluatedDesign>()
  /// The best completely evaluated design.
  private(set) var best: EvaluatedDesign?

  /// What is searched for.
  let problem: SearchProblem
  /// The losses of the examples that each design saw.
  private(set) var losses: [SubTransformer: [Float]] = [:]
  /// Completely evaluated designs, best first, as many as a race takes for rivals.
  private(set) var leaders: [EvaluatedDesign] = []

  /// Nothing is known yet.
  init(_ problem: SearchProblem) { self.problem = problem }

  /// Evaluates `new` designs, which are not known, as far as `stake` asks.
  mutating func evaluate(_ new: [Candidate], stake: Stake, counts: inout SearchCounts) throws {
    guard !new.isEmpty else { return }
    counts.objectiveEvaluations += new.count
    let designs = try new.map { try Evaluable(candidate: $0, problem) }
    if let loss = problem.objective.sampled {
      try race(designs, loss, stake, &counts)
    } else {
      let values = try problem.objective.evaluate(new.map(\.design))
      guard values.count == new.count else {
        throw SearchError.objectiveCountMismatch(
          name: problem.objective.name, designs: new.count, values: values.count)
      }
      for (design, value) in zip(designs, values) { remember(try evaluation(of: design, objective: value)) }
    }
  }

  /// All designs, best first; of equal ones the first asked for.
  var ranked: [EvaluatedDesign] { order.map { known[$0]! }.sorted { $0.rank < $1.rank } }

  /// Every design that was evaluated completely, best first.
  var complete: [EvaluatedDesign] { ranked.filter(\.isComplete) }

  // MARK: Racing

  private mutating func race(
    _ designs: [Evaluable], _ loss: SampledLoss, _ stake: Stake, _ counts: inout SearchCounts
  ) throws {
    let rivals = rivals(for: stake)
    let race = Race(loss: loss, stake: stake, rivals: rivals)
    let runners = try race.run(designs.map { Race.Runner(design: $0.candidate.design, otherCosts: $0.otherCosts) })
    let total = loss.weights.count
    counts.examplesAsked += total * runners.count
    counts.examplesComputed += runners.reduce(0) { $0 + $1.losses.count }
    for (design, runner) in zip(designs, runners) {
      losses[runner.design] = runner.losses
      guard runner.losses.count == total else { continue }
      remember(try evaluation(of: design, objective: loss.mean(runner.losses)))
    }
    // Now there is somebody to compare with, whatever was known before.
    let complete = (rivals + runners).map(\.losses).filter { $0.count == total }
    for (design, runner) in zip(designs, runners) where runner.losses.count < total {
      counts.abandoned += 1
      let estimate = Race.estimate(runner.losses, beside: complete, of: loss)
      remember(try evaluation(of: design, objective: estimate.value, error: estimate.error))
    }
  }

  private func rivals(for stake: Stake) -> [Race.Runner] {
    let designs: [EvaluatedDesign]
    switch stake {
    case .all: designs = []
    case .best(let count): designs = Array(leaders.prefix(count))
    case .front: designs = front.members.map(\.element)
    }
    return designs.map {
      Race.Runner(
        design: $0.design, otherCosts: problem.withoutObjective($0.costs), losses: losses[$0.design] ?? [])
    }
  }

  /// Notes the losses of the examples that come after those that a known `design` saw, and what they make of its objective:
  /// itself if the design has now seen everything, else an estimate beside `rivals`, which have.
  mutating func append(_ more: [Float], to design: SubTransformer, beside rivals: [[Float]], of loss: SampledLoss) {
    losses[design, default: []] += more
    if losses[design]!.count == loss.weights.count {
      judge(design, objective: loss.mean(losses[design]!), error: nil)
    } else {
      reestimate(design, beside: rivals, of: loss)
    }
  }

  /// Estimates the objective of a known `design` that did not see everything beside `rivals`, which did.
  /// - Parameter improving: Whether the estimate that is known stays unless the new one has the smaller error.
  mutating func reestimate(
    _ design: SubTransformer, beside rivals: [[Float]], of loss: SampledLoss, improving: Bool = false
  ) {
    let estimate = Race.estimate(losses[design]!, beside: rivals, of: loss)
    if improving && estimate.error >= known[design]!.objectiveError { return }
    judge(design, objective: estimate.value, error: estimate.error)
  }

  private mutating func judge(_ design: SubTransformer, objective: Double, error: Double?) {
    var judged = known[design]!
    (judged.objective, judged.objectiveError, judged.isComplete) = (objective, error ?? 0, error == nil)
    judged.costs = costs(of: judged, objective: objective)
    remember(judged)
  }

  // MARK: Remembering

  /// What `design` would cost if its objective were `objective`: one number per axis.
  func costs(of design: EvaluatedDesign, objective: Double) -> [Double] {
    zip(problem.axes, design.costs).map { $0 == .objective ? objective : $1 }
  }

  private func evaluation(
    of evaluable: Evaluable, objective: Double, error: Double? = nil
  ) throws -> EvaluatedDesign {
    guard objective.isFinite else {
      throw SearchError.nonFiniteObjective(
        name: problem.objective.name, value: objective, design: evaluable.candidate.design)
    }
    return EvaluatedDesign(
      candidate: evaluable.candidate, objective: objective, objectiveError: error ?? 0, isComplete: error == nil,
      parameters: evaluable.parameters,
      costs: zip(problem.axes, evaluable.costs).map { $0 == .objective ? objective : $1 })
  }

  /// Leaders beyond this are no rivals: more would only cost memory.
  private static let leadersKept = 256

  private mutating func remember(_ found: EvaluatedDesign) {
    if known.updateValue(found, forKey: found.design) == nil { order.append(found.design) }
    guard found.isComplete else { return }
    front.insert(found, costs: found.costs)
    if best.map({ found.rank < $0.rank }) ?? true { best = found }
    let place = leaders.firstIndex { found.rank < $0.rank } ?? leaders.count
    if place < Self.leadersKept { leaders.insert(found, at: place) }
    if leaders.count > Self.leadersKept { leaders.removeLast() }
  }
}

/// A candidate with the costs that need no evaluation.
private struct Evaluable {
  let candidate: Candidate
  let parameters: Int
  /// One per axis; the objective's place holds nothing yet.
  let costs: [Double]
  let otherCosts: [Double]

  init(candidate: Candidate, _ problem: SearchProblem) throws(TransformerIRError) {
    self.candidate = candidate
    let workload = try Workload(
      design: candidate.design, architecture: problem.space.architecture, setting: problem.setting)
    parameters = workload.parameterCount()
    costs = problem.axes.map { $0.cost(of: workload, objective: 0, latency: candidate.prediction.latency) }
    otherCosts = problem.withoutObjective(costs)
  }
}

extension SearchProblem {
  /// `costs`, one per axis, without the objective's.
  fileprivate func withoutObjective(_ costs: [Double]) -> [Double] {
    zip(axes, costs).filter { $0.0 != .objective }.map(\.1)
  }
}

extension EvaluatedDesign {
  /// What the best design is the least by.
  fileprivate var rank: (Double, Seconds) { (objective, prediction.latency) }
}
