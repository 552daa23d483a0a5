import Quantities
import Randomness
import TransformerIR

/// A search between two generations: everything it knows, in one value.
struct SearchRun<Strategy: SearchStrategy> {
  private let problem: SearchProblem
  private let budget: SearchBudget
  private let seed: UInt64
  private var strategy: Strategy
  private var generator: SeededGenerator
  private var region: FeasibleRegion
  private var evaluated: [SubTransformer: EvaluatedDesign] = [:]
  private var front = ParetoFront<EvaluatedDesign>()
  private var best: EvaluatedDesign?
  private var reference: [Double]?
  private var history: [GenerationRecord] = []

  init(of problem: SearchProblem, strategy: Strategy, budget: SearchBudget, seed: UInt64) throws(SearchError) {
    self.problem = problem
    self.budget = budget
    self.seed = seed
    self.strategy = strategy
    generator = SeededGenerator(seed: seed)
    region = try FeasibleRegion(of: problem, budget: budget, using: &generator)
    reference = problem.hypervolumeReference
  }

  /// Runs one generation; nil when there is nothing left to do.
  mutating func advance() throws -> GenerationRecord? {
    guard evaluated.count < budget.evaluations else { return nil }
    let before = region.counts
    let proposals = affordable(try strategy.propose(within: &region, using: &generator))
    guard !proposals.isEmpty else { return nil }
    try evaluateNew(of: proposals)
    let reported = proposals.map { candidate in
      var known = evaluated[candidate.design]!
      known.candidate = candidate  // the gene may be another one
      return known
    }
    strategy.report(reported)
    let record = record(of: reported, since: before)
    history.append(record)
    return record
  }

  /// What there is to tell after the last generation.
  ///
  /// - Precondition: at least one generation has run.
  var result: SearchResult {
    guard let best, let reference else { preconditionFailure("the strategy '\(strategy.name)' proposed nothing") }
    return SearchResult(
      strategy: strategy.name, objectiveName: problem.objective.name,
      objectiveDescription: problem.objective.description, seed: seed, best: best,
      front: front.members.map(\.element).sorted { $0.prediction.latency < $1.prediction.latency },
      hypervolumeReference: reference, history: history, counts: region.counts)
  }

  /// The first of `proposals` that the budget of evaluations pays for.
  private func affordable(_ proposals: [Candidate]) -> [Candidate] {
    var new: Set<SubTransformer> = []
    return Array(
      proposals.prefix { candidate in
        guard evaluated[candidate.design] == nil else { return true }
        new.insert(candidate.design)
        return evaluated.count + new.count <= budget.evaluations
      })
  }

  private mutating func evaluateNew(of proposals: [Candidate]) throws {
    var asked: Set<SubTransformer> = []
    let new = proposals.filter { evaluated[$0.design] == nil && asked.insert($0.design).inserted }
    region.counts.objectiveMemoHits += proposals.count - new.count
    guard !new.isEmpty else { return }
    let values = try problem.objective.evaluate(new.map(\.design))
    guard values.count == new.count else {
      throw SearchError.objectiveCountMismatch(
        name: problem.objective.name, designs: new.count, values: values.count)
    }
    region.counts.objectiveEvaluations += new.count
    for (candidate, value) in zip(new, values) { remember(try evaluation(of: candidate, objective: value)) }
  }

  private func evaluation(of candidate: Candidate, objective: Double) throws -> EvaluatedDesign {
    guard objective.isFinite else {
      throw SearchError.nonFiniteObjective(
        name: problem.objective.name, value: objective, design: candidate.design)
    }
    let workload = try Workload(
      design: candidate.design, architecture: problem.space.architecture, setting: problem.setting)
    return EvaluatedDesign(
      candidate: candidate, objective: objective, parameters: workload.parameterCount(),
      costs: problem.axes.map {
        $0.cost(of: workload, objective: objective, latency: candidate.prediction.latency)
      })
  }

  private mutating func remember(_ found: EvaluatedDesign) {
    evaluated[found.design] = found
    front.insert(found, costs: found.costs)
    if best.map({ found.rank < $0.rank }) ?? true { best = found }
  }

  private mutating func record(of reported: [EvaluatedDesign], since before: SearchCounts) -> GenerationRecord {
    let corner = reference ?? problem.axes.indices.map { axis in reported.map { $0.costs[axis] }.max()! }
    reference = corner
    let drawn = region.counts.proposals - before.proposals
    let within = region.counts.proposalsWithinLimit - before.proposalsWithinLimit
    return GenerationRecord(
      generation: history.count + 1, bestObjective: best!.objective,
      meanObjective: reported.reduce(0) { $0 + $1.objective / Double(reported.count) },
      feasibleShare: drawn == 0 ? nil : Double(within) / Double(drawn), evaluations: evaluated.count,
      hypervolume: corner.count > 2 ? nil : front.hypervolume(below: corner))
  }
}

extension EvaluatedDesign {
  /// What the best design is the least by.
  fileprivate var rank: (Double, Seconds) { (objective, prediction.latency) }
}
