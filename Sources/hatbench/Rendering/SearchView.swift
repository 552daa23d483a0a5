import CostModel
import HATSearch
import Quantities
import Reporting
import TransformerIR

/// Finished searches as text.
struct SearchView {
  let report: SearchReport
  let showsFront: Bool

  /// Every search, and what compares them.
  /// - Throws: `TransformerIRError` if a winner does not fit its own space.
  var text: String {
    get throws {
      var parts = try report.searches.map(text)
      if report.devices.count > 1 {
        parts.append("\(CrossTable.caption):\n\n\(try CrossTable(report).table)")
      }
      return parts.joined(separator: "\n\n")
    }
  }

  private func text(_ search: SearchReport.Entry) throws -> String {
    let result = search.result
    let view = EstimateView(try search.workload(search.winner.design), search.device)
    view.estimate.warnings.filter { !search.device.warnings.contains($0) }.forEach(Terminal.warn)
    let objective = ObjectiveView(result.objectiveName)
    var parts = [
      """
      best of \(result.counts.objectiveEvaluations) evaluated designs \(search.limitWords) on \
      \(search.device.profile.name) (\(search.device.model.runtime.rawValue)), strategy \(result.strategy), seed \(result.seed)
      objective   \(result.objectiveName): \(result.objectiveDescription)

      \(search.winner.design)

      value       \(objective.words(search.winner.objective))
      \(view.facts)
      """,
      "\(view.table(everyOperator: false))",
    ]
    if let share = search.spending.computedShare, let elapsed = search.spending.elapsed {
      parts.append(
        "\(result.counts.abandoned) designs were given up early; \(Numeral.text(100 * share, digits: 3)) % of the examples "
          + "were computed or remembered, in \(elapsed)")
    }
    if let verification = search.verification { parts.append(VerificationView(verification: verification, stateRatio: search.stateRatio).text) }
    if showsFront { parts.append("\(frontTable(search, objective))") }
    if search.holds { parts.append("written to \(search.file)") }
    return parts.joined(separator: "\n\n")
  }

  private func frontTable(_ search: SearchReport.Entry, _ objective: ObjectiveView) -> TextTable {
    TextTable(
      columns: [.init("front: latency", .right), .init("90 % interval", .right)]
        + [.init(objective.axis.title, .right)]
        + [.init("M parameters", .right), .init("design")],
      rows: search.result.front.map { member in
        let prediction = member.prediction
        return ["\(prediction.latency)", "\(prediction.interval.lowerBound) to \(prediction.interval.upperBound)"]
          + [objective.cell(member.objective), Numeral.text(Double(member.parameters) / 1e6), "\(member.design)"]
      })
  }
}

/// What `search --json` prints of several searches.
struct SearchesJSON: Encodable {
  var searches: [SearchJSON]
  /// Every winner on every device; nil for one device.
  var cross: CrossTableJSON?
  /// Seconds that computing the losses took, in all sittings.
  var lossesSecond: Double?

  enum CodingKeys: String, CodingKey {
    case searches, cross
    case lossesSecond = "losses_second"
  }

  init(_ report: SearchReport) throws {
    searches = report.searches.map { SearchJSON($0) }
    lossesSecond = report.lossTime?.value
    cross = report.devices.count > 1 ? CrossTableJSON(try CrossTable(report)) : nil
  }
}

/// What `search --json` prints.
struct SearchJSON: Encodable {
  struct Design: Encodable {
    var design: DesignJSON
    var parameters: Int
    var objective, latency: Double
    var interval: [Double]

    enum CodingKeys: String, CodingKey {
      case design, parameters
      case objective = "objective_value"
      case latency = "latency_second"
      case interval = "interval_second"
    }

    init(_ evaluated: EvaluatedDesign) {
      design = DesignJSON(design: evaluated.design)
      parameters = evaluated.parameters
      objective = evaluated.objective
      latency = evaluated.prediction.latency.value
      interval = evaluated.prediction.intervalSeconds
    }
  }

  var profile, space, strategy, objective, objectiveDescription, constraint, designFile: String
  var limitSecond: Double?
  var elapsedSecond: Double?
  var limit: String?
  var seed: UInt64
  var evaluations: Int
  var counts: SearchCounts
  var best: Design
  var front: [Design]
  var history: [GenerationRecord]
  var verification: VerificationJSON?

  enum CodingKeys: String, CodingKey {
    case profile, space, seed, strategy, evaluations, objective, constraint, counts, best, front, limit, history,
      verification
    case objectiveDescription = "objective_description"
    case designFile = "design_file"
    case limitSecond = "limit_second"
    case elapsedSecond = "elapsed_second"
  }

  init(_ search: SearchReport.Entry) {
    let (result, problem) = (search.result, search.problem)
    profile = search.device.profile.name
    space = problem.space.name
    strategy = result.strategy
    objective = result.objectiveName
    objectiveDescription = result.objectiveDescription
    constraint = problem.constraint.rawValue
    designFile = search.file
    // A proxy's search takes no time worth telling, and the same seed prints the same text.
    elapsedSecond = result.counts.examplesAsked > 0 ? search.spending.elapsed?.value : nil
    limitSecond = problem.limit?.value
    limit = search.limitName
    history = result.history
    seed = result.seed
    evaluations = result.counts.objectiveEvaluations
    counts = result.counts
    best = Design(search.winner)
    verification = search.verification.map { VerificationJSON($0, stateRatio: search.stateRatio) }
    front = result.front.map(Design.init)
  }
}
