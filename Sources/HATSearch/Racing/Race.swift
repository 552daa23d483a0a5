import TransformerIR

/// Evaluates designs side by side on more and more examples, and gives up on those that cannot matter any more.
///
/// A design is given up only when it is worse beyond doubt than as many others as the ``Stake`` asks for; while its interval
/// overlaps theirs it runs on. What is left at the end has seen every example.
struct Race {
  /// A design in the race.
  struct Runner {
    /// The design.
    let design: SubTransformer
    /// Its costs on the axes besides the loss.
    let otherCosts: [Double]
    /// The losses of the examples seen so far.
    var losses: [Float] = []
  }

  /// The loss.
  let loss: SampledLoss
  /// What a design must be able to become.
  let stake: Stake
  /// Designs that were evaluated on every example before.
  let rivals: [Runner]

  /// Runs the race.
  /// - Returns: `runners` with the losses of the examples that they saw, in order.
  func run(_ runners: [Runner]) throws -> [Runner] {
    var runners = runners
    var running = Array(runners.indices)
    for portion in loss.portions {
      let found = try Self.losses(of: running.map { runners[$0].design }, on: portion, in: loss)
      for (index, losses) in zip(running, found) { runners[index].losses += losses }
      guard portion.upperBound < loss.weights.count else { break }
      let field = rivals + running.map { runners[$0] }
      running = running.filter { !isHopeless(runners[$0], among: field) }
    }
    return runners
  }

  private func isHopeless(_ runner: Runner, among field: [Runner]) -> Bool {
    let seen = runner.losses.count
    var allowed = stake.betterDesignsAllowed
    for rival in field where stake != .front || rival.otherCosts.isNowhereWorse(than: runner.otherCosts) {
      guard allowed > 0 else { break }
      if PairedDifference(runner.losses[...], less: rival.losses[..<seen], in: loss).isCertain { allowed -= 1 }
    }
    return allowed == 0
  }

  /// The losses of the examples of `portion`: one row per design, one finite number per example.
  /// - Throws: ``SearchError`` for other rows, and for a loss that is no number; whatever the loss throws.
  static func losses(
    of designs: [SubTransformer], on portion: Range<Int>, in loss: SampledLoss
  ) throws -> [[Float]] {
    let found = try loss.losses(designs, portion)
    guard found.count == designs.count, found.allSatisfy({ $0.count == portion.count }) else {
      throw SearchError.sampledLossMismatch(designs: designs.count, examples: portion.count)
    }
    for (design, losses) in zip(designs, found) {
      // What is not a number must not be mistaken for a good design, nor compared.
      if let bad = losses.first(where: { !$0.isFinite }) {
        throw SearchError.nonFiniteObjective(name: "loss", value: Double(bad), design: design)
      }
    }
    return found
  }

  /// The loss on all examples of a design that saw only the first: that of the rival whose losses are most like its own, plus
  /// the difference between the two; with the standard error of that difference.
  static func estimate(
    _ losses: [Float], beside rivals: [[Float]], of loss: SampledLoss
  ) -> (value: Double, error: Double) {
    let best = rivals.map { rival in
      (PairedDifference(losses[...], less: rival[..<losses.count], in: loss), rival)
    }.min { $0.0.error < $1.0.error }
    guard let (difference, rival) = best else { preconditionFailure("nothing was evaluated on every example") }
    return (loss.mean(rival) + difference.value, difference.error)
  }
}

/// What a strategy learns from: a design that surely cannot become this need not be evaluated to the end.
public enum Stake: Hashable, Sendable {
  /// Everything matters.
  case all
  /// The so many designs with the lowest objective: the parents of an evolution.
  case best(Int)
  /// Designs that no other beats on all axes.
  case front

  /// How many designs may surely be better before a design is hopeless.
  fileprivate var betterDesignsAllowed: Int {
    switch self {
    case .all: .max
    case .best(let count): max(1, count)
    case .front: 1
    }
  }
}
