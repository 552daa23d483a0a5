import CostModel
import Foundation
import HATSearch
import Quantities
import Reporting
import TransformerIR

/// A verification as text: a row for each measured design, and what it comes to.
struct VerificationView {
  let verification: Verification
  /// What the clock said.
  var reading: DeviceReading?

  var text: String {
    let sentence = closing.joined(separator: "\n")
    return verification.rows.isEmpty ? sentence : "\(table)\n\n\(sentence)"
  }

  /// The measured designs; predictions are those that each was chosen by.
  var table: TextTable {
    TextTable(
      columns: [
        .init("round", .right), .init("objective", .right), .init("predicted", .right), .init("90 % interval", .right),
        .init("measured", .right), .init("clock", .right), .init("difference %", .right), .init("within limit"),
        .init("design"),
      ],
      rows: verification.rows.map { row in
        let interval = row.predicted.interval
        return [
          "\(row.round)", Numeral.text(row.design.objective), "\(row.predicted.latency)",
          "\(interval.lowerBound) to \(interval.upperBound)", "\(row.measured)",
          reading?.timed[row.design.design].map { "\($0)" } ?? "–",
          Numeral.text(row.differencePercent, digits: 3, signed: true), row.isWithinLimit ? "yes" : "no",
          "\(row.design.design)" + (row == verification.winner ? "  (chosen)" : ""),
        ]
      })
  }

  /// What was chosen and whether it holds; how far off the predictions are; what remains open.
  var closing: [String] {
    [choice, state, device, open].compactMap { $0 }
  }

  private var choice: String {
    guard let winner = verification.winner else {
      return verification.problem ?? "no design was measured"
    }
    let limit = verification.limit.map { ", within the limit of \($0)" } ?? ""
    let effort =
      "after \(verification.rows.count) measured \(verification.rows.count == 1 ? "design" : "designs") in "
      + "\(verification.rounds) \(verification.rounds == 1 ? "round" : "rounds")"
    guard verification.hasChanged, let first = verification.rows.first else {
      return "verified: the best design takes \(winner.measured)\(limit), \(effort)"
    }
    // The first design that is ever measured is the predictions' choice.
    let fate = first.isWithinLimit ? "but a better one is within the limit" : "over the limit"
    return "chosen anew: the design \(winner.design.design) takes \(winner.measured)\(limit), \(effort); "
      + "the first choice, \(first.design.design), takes \(first.measured), \(fate)"
  }

  private var state: String? {
    guard let reading, !verification.rows.isEmpty else { return nil }
    guard let ratio = reading.stateRatio else {
      return
        "measured times are what the clock said: the profile has no time of this reference workload to compare with"
    }
    return
      "measured times are those of the state that was profiled: the reference workload took "
      + "\(Numeral.text(100 * abs(ratio - 1), digits: 3)) % \(ratio < 1 ? "less" : "more") than then, and each visit is divided by "
      + "what it took around it"
  }

  private var device: String? {
    let learnt = verification.recalibration
    guard learnt.count > 0 else { return nil }
    let change = learnt.factor - 1
    return
      "\(reading?.stateRatio == nil ? "" : "in that state ")this machine takes \(Numeral.text(100 * abs(change), digits: 3)) % \(change < 0 ? "less" : "more") than the profile "
      + "predicts; a further design is now predicted to ±\(Self.percent(learnt.halfWidth)) %, before it was "
      + "±\(Self.percent(learnt.priorHalfWidth)) %"
  }

  /// A log ratio as a percentage.
  private static func percent(_ logRatio: Double) -> String { Numeral.text(100 * (exp(logRatio) - 1), digits: 2) }

  private var open: String? {
    guard !verification.isSettled, verification.winner != nil else { return nil }
    let count = verification.openDesigns
    return
      "not settled: \(count) unmeasured \(count == 1 ? "design that comes" : "designs that come") before it may be within "
      + "the limit, but the rounds are used up"
  }
}

/// What `search --json` prints of a verification.
struct VerificationJSON: Encodable {
  struct Row: Encodable {
    var design: DesignJSON
    var parameters, round: Int
    var objective, predicted, measured, differencePercent, original: Double
    /// What the clock said, whatever the machine's state was.
    var timed: Double?
    var interval, originalInterval: [Double]
    var isWithinLimit: Bool

    enum CodingKeys: String, CodingKey {
      case design, parameters, round
      case objective = "objective_value"
      case predicted = "predicted_second"
      case interval = "interval_second"
      case original = "originally_predicted_second"
      case originalInterval = "originally_predicted_interval_second"
      case measured = "measured_second"
      case timed = "timed_second"
      case differencePercent = "difference_percent"
      case isWithinLimit = "is_within_limit"
    }

    init(_ row: Verification.Row, timed: Seconds?) {
      self.timed = timed?.value
      design = DesignJSON(design: row.design.design)
      parameters = row.design.parameters
      objective = row.design.objective
      predicted = row.predicted.latency.value
      interval = row.predicted.intervalSeconds
      original = row.originallyPredicted.latency.value
      originalInterval = row.originallyPredicted.intervalSeconds
      measured = row.measured.value
      differencePercent = row.differencePercent
      round = row.round
      isWithinLimit = row.isWithinLimit
    }
  }

  var limitSecond: Double?
  var rows: [Row]
  var winner: Row?
  var firstChoice: DesignJSON?
  var reason: String?
  var ending: Verification.Ending
  var isSettled, hasChanged: Bool
  var rounds, openDesigns: Int
  var recalibrationFactor, recalibrationDeviation: Double
  var stateRatio: Double?

  enum CodingKeys: String, CodingKey {
    case rows, winner, reason, ending, rounds
    case limitSecond = "limit_second"
    case firstChoice = "first_choice"
    case isSettled = "is_settled"
    case hasChanged = "has_changed"
    case openDesigns = "open_designs"
    case stateRatio = "state_ratio"
    case recalibrationFactor = "recalibration_factor"
    case recalibrationDeviation = "recalibration_deviation_log_ratio"
  }

  init(_ verification: Verification, reading: DeviceReading? = nil) {
    func row(_ row: Verification.Row) -> Row { Row(row, timed: reading?.timed[row.design.design]) }
    stateRatio = reading?.stateRatio
    limitSecond = verification.limit?.value
    rows = verification.rows.map(row)
    winner = verification.winner.map(row)
    firstChoice = verification.firstChoice.map { DesignJSON(design: $0.design) }
    reason = verification.problem
    ending = verification.ending
    isSettled = verification.isSettled
    hasChanged = verification.hasChanged
    rounds = verification.rounds
    openDesigns = verification.openDesigns
    recalibrationFactor = verification.recalibration.factor
    recalibrationDeviation = verification.recalibration.deviation
  }
}
