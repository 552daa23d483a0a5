import CostModel
import HATSearch
import Quantities
import Reporting
import TransformerIR

/// A search result as text.
struct SearchView {
  let result: SearchResult
  let view: EstimateView
  let limit: Seconds?
  let showsFront: Bool
  let file: String

  var text: String {
    let counts = result.counts
    var parts = [
      """
      best of \(counts.objectiveEvaluations) evaluated designs within \(limit.map { "\($0)" } ?? "no limit") on \
      \(view.device.profile.name) (\(view.device.model.runtime.rawValue)), strategy \(result.strategy), seed \(result.seed)
      objective   \(result.objectiveName): \(result.objectiveDescription)

      \(result.best.design)

      \(view.facts)
      """,
      "\(view.table(everyOperator: false))",
    ]
    if showsFront { parts.append("\(frontTable)") }
    parts.append("written to \(file)")
    return parts.joined(separator: "\n\n")
  }

  private var frontTable: TextTable {
    TextTable(
      columns: [
        .init("front: latency", .right), .init("90 % interval", .right), .init("M parameters", .right), .init("design"),
      ],
      rows: result.front.map { member in
        let prediction = member.prediction
        return [
          "\(prediction.latency)", "\(prediction.interval.lowerBound) to \(prediction.interval.upperBound)",
          Numeral.text(Double(member.parameters) / 1e6), "\(member.design)",
        ]
      })
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
  var seed: UInt64
  var evaluations: Int
  var counts: SearchCounts
  var best: Design
  var front: [Design]

  enum CodingKeys: String, CodingKey {
    case profile, space, seed, strategy, evaluations, objective, constraint, counts, best, front
    case objectiveDescription = "objective_description"
    case designFile = "design_file"
    case limitSecond = "limit_second"
  }

  init(_ result: SearchResult, _ problem: SearchProblem, _ device: DeviceLatency, designFile: String) {
    profile = device.profile.name
    space = problem.space.name
    strategy = result.strategy
    objective = result.objectiveName
    objectiveDescription = result.objectiveDescription
    constraint = problem.constraint.rawValue
    self.designFile = designFile
    limitSecond = problem.limit?.value
    seed = result.seed
    evaluations = result.counts.objectiveEvaluations
    counts = result.counts
    best = Design(result.best)
    front = result.front.map(Design.init)
  }
}
