import CostModel
import Quantities
import TransformerIR

/// What measuring a search's best designs on the device said: predicted beside measured, and which design is the best one that
/// holds.
///
/// ```swift
/// let verification = try problem.verify(result.evaluated) { designs in try device.measure(designs) }
/// if let winner = verification.winner { print(winner.design.design, winner.measured) }
/// ```
/// Predictions are made for a device as it was when it was profiled. The first choice lies as close to the limit as they
/// allow, so that a device a little slower than it was breaks just the limit that matters. So the loop goes on: measure,
/// learn how far off the predictions are (`Recalibration`), choose again.
///
/// Nothing here measures anything: a closure does. The same designs, limit and measured latencies give an equal value.
public struct Verification: Hashable, Sendable {
  /// How much may be measured.
  public struct Settings: Hashable, Sendable, Codable {
    /// The best designs that are measured together; with more, a round costs more and fewer rounds are needed.
    public var designsPerRound: Int
    /// The most rounds.
    public var roundLimit: Int

    /// Makes settings: at most 12 designs unless told.
    public init(designsPerRound: Int = 3, roundLimit: Int = 4) {
      self.designsPerRound = designsPerRound
      self.roundLimit = roundLimit
    }

    enum CodingKeys: String, CodingKey {
      case designsPerRound = "designs_per_round"
      case roundLimit = "round_limit"
    }

    /// Throws ``SearchError/invalidSettings(_:)`` unless both numbers are positive.
    public func validate() throws(SearchError) {
      try SearchError.check(
        designsPerRound, "the number of designs to verify in a round", in: 1...SearchError.largestSize)
      try SearchError.check(roundLimit, "the number of rounds of verification", in: 1...SearchError.largestSize)
    }
  }

  /// A design that was measured.
  public struct Row: Hashable, Sendable {
    /// The design with its objective and the search's own prediction.
    public var design: EvaluatedDesign
    /// What was predicted when it was chosen, with what earlier rounds had taught.
    public var predicted: LatencyPrediction
    /// What it took.
    public var measured: Seconds
    /// The round in which it was measured, from 1.
    public var round: Int
    /// Whether `measured` is within the limit; true without a limit.
    public var isWithinLimit: Bool

    /// What the search predicted, before anything was measured.
    public var originallyPredicted: LatencyPrediction { design.prediction }
    /// How much longer it took than was predicted when it was chosen, in percent.
    public var differencePercent: Double { 100 * (measured / predicted.latency - 1) }
  }

  /// How the verification ended.
  public enum Ending: String, Hashable, Sendable, Codable {
    /// The best design that is not known or predicted to be over the limit was measured, and is within it.
    case settled
    /// Every design is over the limit: those measured by measurement, the others by the recalibrated prediction.
    case nothingWithinLimit = "nothing-within-limit"
    /// The rounds are used up, and designs that may be better were not measured.
    case roundsUsedUp = "rounds-used-up"
  }

  /// The measured designs, by round and then by objective.
  public var rows: [Row]
  /// The best measured design within the limit; nil if there is none, and ``problem`` says why.
  public var winner: Row?
  /// The design that the search's own predictions choose; nil if all are over the limit.
  public var firstChoice: EvaluatedDesign?
  /// What measuring taught about the predictions.
  public var recalibration: Recalibration
  /// Rounds in which something was measured.
  public var rounds: Int
  /// How it ended.
  public var ending: Ending
  /// Designs that were not measured, come before the winner (or, without one, at all) and are within the limit by the
  /// recalibrated prediction; 0 unless the rounds were used up.
  public var openDesigns: Int
  /// The designs that there were to choose from.
  public var candidates: Int
  /// The most that one translation may take; nil for no limit.
  public var limit: Seconds?

  /// Whether no unmeasured design with a better objective than the winner's is within the limit by what is known now.
  public var isSettled: Bool { ending != .roundsUsedUp }

  /// Whether measuring chose another design than the predictions did, or none.
  public var hasChanged: Bool { winner?.design.design != firstChoice?.design }

  /// Why there is no winner, and what to do; nil if there is one.
  public var problem: String? {
    guard winner == nil, let limit else { return nil }
    let fastest = rows.map(\.measured).min()
    let measured =
      fastest.map { rows.count == 1 ? "1 was measured, at \($0)" : "\(rows.count) were measured, the fastest at \($0)" }
      ?? "none was worth measuring"
    switch ending {
    case .settled: return nil
    case .nothingWithinLimit:
      return "none of \(candidates) evaluated designs is within the limit of \(limit): \(measured), and the others are "
        + "predicted to be over it; raise the limit, or search with a lower one so that faster designs are evaluated"
    case .roundsUsedUp:
      return
        "no measured design is within the limit of \(limit): \(measured); \(openDesigns) more of \(candidates) evaluated "
        + "designs may be within it, but the rounds are used up: allow more rounds or more designs in each"
    }
  }
}
