import CostModel
import Quantities
import TransformerIR

extension Verification {
  /// Measures the best of `evaluated`, recalibrates their predictions and chooses again, until the choice holds.
  ///
  /// In each round the designs of lowest objective (of equal ones the fastest) that are within the limit are looked at: a
  /// measured design by its latency, any other by `constraint` on its recalibrated prediction. Those among the first
  /// `settings.designsPerRound` that were not measured yet are measured. It ends when the first of them has been measured,
  /// when none is left, or when the rounds are used up. Without a limit only the best design is measured.
  ///
  /// - Parameters:
  ///   - evaluated: Designs with their objectives and predictions, within the limit or not, in any order.
  ///   - limit: The most that one translation may take; nil for none.
  ///   - constraint: Which end of a prediction must stay within the limit.
  ///   - settings: How much may be measured.
  ///   - measure: Called once in each round: seconds of one translation for each design, in order. No design comes twice.
  /// - Throws: ``VerificationError``, ``SearchError/invalidSettings(_:)``, or whatever `measure` throws.
  public static func verify(
    _ evaluated: [EvaluatedDesign], limit: Seconds?, constraint: ChanceConstraint = .upperBound,
    settings: Settings = Settings(), measure: (_ designs: [SubTransformer]) throws -> [Seconds]
  ) throws -> Verification {
    try settings.validate()
    guard !evaluated.isEmpty else { throw VerificationError.nothingEvaluated }
    var run = VerificationRun(evaluated, limit: limit, constraint: constraint, settings: settings)
    while try run.advance(measure) {}
    return run.result
  }
}

extension SearchProblem {
  /// Verifies a search's choice among `evaluated`: ``Verification/verify(_:limit:constraint:settings:measure:)`` with this
  /// problem's limit and constraint.
  public func verify(
    _ evaluated: [EvaluatedDesign], settings: Verification.Settings = Verification.Settings(),
    measure: (_ designs: [SubTransformer]) throws -> [Seconds]
  ) throws -> Verification {
    try Verification.verify(evaluated, limit: limit, constraint: constraint, settings: settings, measure: measure)
  }
}

/// A verification between two rounds.
private struct VerificationRun {
  /// A design as it is known now.
  private struct Judged {
    var design: EvaluatedDesign
    var latency: Seconds
    var isWithinLimit: Bool
    var isMeasured: Bool
  }

  private let designs: [EvaluatedDesign]
  private let limit: Seconds?
  private let constraint: ChanceConstraint
  private let settings: Verification.Settings
  private var firstChoice: EvaluatedDesign?
  private var measured: [SubTransformer: Seconds] = [:]
  private var rows: [Verification.Row] = []
  private var recalibration = Recalibration()
  private var rounds = 0

  init(
    _ evaluated: [EvaluatedDesign], limit: Seconds?, constraint: ChanceConstraint, settings: Verification.Settings
  ) {
    var seen: Set<SubTransformer> = []
    designs = evaluated.filter { seen.insert($0.design).inserted }
    self.limit = limit
    self.constraint = constraint
    self.settings = settings
    firstChoice = ranked.first?.design
  }

  /// Runs one round; false when there is nothing left to do.
  mutating func advance(_ measure: ([SubTransformer]) throws -> [Seconds]) throws -> Bool {
    let ranked = ranked
    guard let first = ranked.first, !first.isMeasured, rounds < settings.roundLimit else { return false }
    let chosen = ranked.prefix(limit == nil ? 1 : settings.designsPerRound).filter { !$0.isMeasured }.map(\.design)
    let latencies = try measure(chosen.map(\.design))
    guard latencies.count == chosen.count else {
      throw VerificationError.measurementCountMismatch(designs: chosen.count, latencies: latencies.count)
    }
    rounds += 1
    for (design, latency) in zip(chosen, latencies) {
      guard latency.value > 0, latency.value.isFinite else {
        throw VerificationError.impossibleMeasurement(latency: latency, design: design.design)
      }
      measured[design.design] = latency
      rows.append(
        Verification.Row(
          design: design, predicted: recalibration.applied(to: design.prediction), measured: latency, round: rounds,
          isWithinLimit: isWithinLimit(latency)))
    }
    recalibration = Recalibration(pairs: rows.map { ($0.originallyPredicted, $0.measured) })
    return true
  }

  /// What there is to tell after the last round.
  var result: Verification {
    let ranked = ranked
    let place = ranked.firstIndex(where: \.isMeasured)
    let winner = place.map { ranked[$0].design.design }.flatMap { design in rows.first { $0.design.design == design } }
    let ending: Verification.Ending =
      ranked.isEmpty ? .nothingWithinLimit : place == 0 ? .settled : .roundsUsedUp
    return Verification(
      rows: rows, winner: winner, firstChoice: firstChoice, recalibration: recalibration, rounds: rounds,
      ending: ending, openDesigns: place ?? ranked.count, candidates: designs.count, limit: limit)
  }

  /// The designs within the limit as it is known now, best first.
  private var ranked: [Judged] {
    designs.map(judge).filter(\.isWithinLimit).sorted { first, second in
      let keys = [(first.design.objective, first.latency), (second.design.objective, second.latency)]
      // The file tells any two designs apart, so that the order in which they came decides nothing.
      return keys[0] == keys[1] ? first.design.design.yaml < second.design.design.yaml : keys[0] < keys[1]
    }
  }

  private func judge(_ design: EvaluatedDesign) -> Judged {
    if let latency = measured[design.design] {
      return Judged(design: design, latency: latency, isWithinLimit: isWithinLimit(latency), isMeasured: true)
    }
    let prediction = recalibration.applied(to: design.prediction)
    return Judged(
      design: design, latency: prediction.latency,
      isWithinLimit: isWithinLimit(constraint.constrainedLatency(of: prediction)), isMeasured: false)
  }

  private func isWithinLimit(_ latency: Seconds) -> Bool { limit.map { latency <= $0 } ?? true }
}
