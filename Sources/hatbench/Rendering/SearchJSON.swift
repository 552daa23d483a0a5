import HATSearch
import Quantities

/// What `search --json` prints of several searches.
struct SearchesJSON: Encodable {
  var searches: [SearchJSON]
  /// Every winner on every device; nil for one device.
  var cross: CrossTableJSON?
  init(_ report: SearchReport) throws {
    searches = report.searches.map { SearchJSON($0, lossTime: report.lossTime) }
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

  var profile, space, strategy, objective, objectiveDescription, constraint: String
  /// Nil if no measured design is within the limit: nothing is written then.
  var designFile: String?
  var limitSecond: Double?
  var elapsedSecond: Double?
  /// Seconds that computing all losses of the file took, in all sittings and for all searches.
  var lossesSecond: Double?
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
    case lossesSecond = "losses_second"
  }

  init(_ search: SearchReport.Entry, lossTime: Seconds? = nil) {
    let (result, problem) = (search.result, search.problem)
    profile = search.device.profile.name
    space = problem.space.name
    strategy = result.strategy
    objective = result.objectiveName
    objectiveDescription = result.objectiveDescription
    constraint = problem.constraint.rawValue
    designFile = search.holds ? search.file : nil
    // A proxy's search takes no time worth telling, and the same seed prints the same text.
    elapsedSecond = lossTime == nil ? nil : search.spending.elapsed?.value
    lossesSecond = lossTime?.value
    limitSecond = problem.limit?.value
    limit = search.limitName
    history = result.history
    seed = result.seed
    evaluations = result.counts.objectiveEvaluations
    counts = result.counts
    best = Design(search.winner)
    verification = search.verification.map { VerificationJSON($0, reading: search.reading) }
    front = result.front.map(Design.init)
  }
}
