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
  private var memory: EvaluationMemory
  private var reference: [Double]?
  private var history: [GenerationRecord] = []

  init(of problem: SearchProblem, strategy: Strategy, budget: SearchBudget, seed: UInt64) throws(SearchError) {
    self.problem = problem
    self.budget = budget
    self.seed = seed
    self.strategy = strategy
    generator = SeededGenerator(seed: seed)
    region = try FeasibleRegion(of: problem, budget: budget, using: &generator)
    memory = EvaluationMemory(problem)
    reference = problem.hypervolumeReference
  }

  /// Runs one generation; nil when there is nothing left to do.
  mutating func advance() throws -> GenerationRecord? {
    guard memory.known.count < budget.evaluations else { return nil }
    let before = region.counts
    let proposals = affordable(try strategy.propose(within: &region, using: &generator))
    guard !proposals.isEmpty else { return nil }
    try evaluateNew(of: proposals)
    let reported = proposals.map { candidate in
      var known = memory.known[candidate.design]!
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
  mutating func finish() throws -> SearchResult {
    try memory.completeFront(counts: &region.counts)
    guard let best = memory.best, let reference else {
      preconditionFailure("the strategy '\(strategy.name)' proposed nothing")
    }
    // What was completed last may be better than what the generations knew.
    if let last = history.indices.last {
      history[last].bestObjective = best.objective
      if reference.count <= 2 { history[last].hypervolume = memory.front.hypervolume(below: reference) }
    }
    return SearchResult(
      strategy: strategy.name, objectiveName: problem.objective.name,
      objectiveDescription: problem.objective.description, seed: seed, best: best,
      front: memory.front.members.map(\.element).sorted { $0.prediction.latency < $1.prediction.latency },
      evaluated: memory.complete,
      hypervolumeReference: reference, history: history, counts: region.counts)
  }

  /// The first of `proposals` that the budget of evaluations pays for.
  private func affordable(_ proposals: [Candidate]) -> [Candidate] {
    var new: Set<SubTransformer> = []
    return Array(
      proposals.prefix { candidate in
        guard memory.known[candidate.design] == nil else { return true }
        new.insert(candidate.design)
        return memory.known.count + new.count <= budget.evaluations
      })
  }

  private mutating func evaluateNew(of proposals: [Candidate]) throws {
    var asked: Set<SubTransformer> = []
    let new = proposals.filter { memory.known[$0.design] == nil && asked.insert($0.design).inserted }
    region.counts.objectiveMemoHits += proposals.count - new.count
    try memory.evaluate(new, stake: strategy.stake, counts: &region.counts)
  }

  private mutating func record(of reported: [EvaluatedDesign], since before: SearchCounts) -> GenerationRecord {
    let corner = reference ?? problem.axes.indices.map { axis in reported.map { $0.costs[axis] }.max()! }
    reference = corner
    let exact = reported.filter(\.isComplete)
    let complete = exact.isEmpty ? reported : exact
    let drawn = region.counts.proposals - before.proposals
    let within = region.counts.proposalsWithinLimit - before.proposalsWithinLimit
    return GenerationRecord(
      generation: history.count + 1, bestObjective: memory.best!.objective,
      meanObjective: complete.reduce(0) { $0 + $1.objective / Double(complete.count) },
      feasibleShare: drawn == 0 ? nil : Double(within) / Double(drawn), evaluations: memory.known.count,
      hypervolume: corner.count > 2 ? nil : memory.front.hypervolume(below: corner))
  }
}
