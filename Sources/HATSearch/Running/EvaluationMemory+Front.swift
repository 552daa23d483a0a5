import TransformerIR

/// Completing the front: what is reported is never an estimate, and what was given up is not on it beyond doubt.
///
/// A strategy that breeds from the best gives designs up that are no parents, but may be on the front, because they are fast.
/// They run on, a portion of examples at a time, so that most are given up again long before they saw everything. Each is
/// taken for as good as it may be (its estimate less ``PairedDifference/doubt`` standard errors), and only those on the front
/// of such promises look at more examples: where one of them keeps its promise, the others need not.
///
/// Source: optimism in the face of uncertainty, as in Auer, Cesa-Bianchi, Fischer. "Finite-time Analysis of the Multiarmed
/// Bandit Problem." Machine Learning 47, 2002. doi:10.1023/A:1013689704352
extension EvaluationMemory {
  /// Leaders that estimates are made beside. They are much alike: more would only cost time.
  private static let leadersCompared = 64

  /// Evaluates designs that were given up further, until a completely evaluated one beats each of them even if it is as good
  /// as it may be. No estimate is on the front then.
  ///
  /// - Parameter counts: Where examples are counted, and designs that are no longer given up.
  /// - Throws: ``SearchError`` for losses that are no answer; whatever the loss throws.
  mutating func completeFront(counts: inout SearchCounts) throws {
    guard let loss = problem.objective.sampled else { return }
    // What was estimated in an early generation may resemble a later design more than those that it was held against.
    var rivals = (leaders.prefix(Self.leadersCompared) + front.members.map(\.element)).map { losses[$0.design]! }
    for design in estimated { reestimate(design, beside: rivals, of: loss) }
    while true {
      let promising = promising
      guard !promising.isEmpty else { return }
      let completed = try extend(promising, beside: &rivals, of: loss, &counts)
      guard !completed.isEmpty else { continue }
      for design in estimated { reestimate(design, beside: completed, of: loss, improving: true) }
    }
  }

  /// The designs that did not see every example, best first.
  private var estimated: [SubTransformer] { ranked.filter { !$0.isComplete }.map(\.design) }

  /// Those of them that are on the front if every design is as good as it may be, best first.
  private var promising: [SubTransformer] {
    var front = ParetoFront<EvaluatedDesign>()
    for design in ranked {
      let promise = design.objective - PairedDifference.doubt * design.objectiveError
      front.insert(design, costs: costs(of: design, objective: promise))
    }
    return front.members.map(\.element).filter { !$0.isComplete }.map(\.design)
  }

  /// Evaluates `designs` on the next portion of examples; those that saw equally many go together.
  /// - Parameter rivals: What estimates are made beside; designs that are now complete join.
  /// - Returns: The losses of those that are now complete.
  private mutating func extend(
    _ designs: [SubTransformer], beside rivals: inout [[Float]], of loss: SampledLoss, _ counts: inout SearchCounts
  ) throws -> [[Float]] {
    let waiting = Dictionary(grouping: designs) { losses[$0]!.count }
    var completed: [[Float]] = []
    // The furthest first: the others are then estimated beside those that it completes.
    for portion in loss.portions.reversed() {
      guard let together = waiting[portion.lowerBound] else { continue }
      let found = try Race.losses(of: together, on: portion, in: loss)
      counts.examplesComputed += portion.count * together.count
      for (design, more) in zip(together, found) { append(more, to: design, beside: rivals, of: loss) }
      guard portion.upperBound == loss.weights.count else { continue }
      counts.abandoned -= together.count
      completed = together.map { losses[$0]! }
      rivals += completed
    }
    return completed
  }
}
