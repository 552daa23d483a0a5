import Quantities
import Reporting

/// A reproduction as text: the compared designs in a table, and what they come to.
struct ReproductionView {
  let summary: ReproductionSummary

  var text: String {
    let words = ReproductionWords(summary)
    var parts: [String] = []
    if !summary.comparison.rows.isEmpty {
      parts += ["\(caption):\n\n\(table)", lines(words.claim), lines(words.agreement)]
    }
    parts.append(lines(words.cost))
    if !summary.found.missing.isEmpty { parts.append(lines(summary.found.missing)) }
    return parts.joined(separator: "\n\n")
  }

  private func lines(_ sentences: [String]) -> String { sentences.joined(separator: "\n") }

  /// What ``table`` shows, as its caption.
  var caption: String {
    "Parameters of the layers; measured latency, and how many times as fast as the largest; loss (nat per target token) and "
      + "\(summary.comparison.score.name) with inherited weights; then \(summary.comparison.score.name) when trained from "
      + "scratch, its bootstrap interval, the difference to the largest, and the minutes that the training took"
  }

  /// A row for each compared design; "–" is not known.
  var table: TextTable {
    TextTable(
      columns: [.init("design")]
        + [
          "M parameters", "ms", "× as fast", "inherited loss", "inherited BLEU", "BLEU", "95 % interval", "to largest",
          "trained min",
        ].map { .init($0, .right) },
      rows: summary.comparison.rows.map(row))
  }

  private func row(_ row: DesignComparison.Row) -> [String] {
    let design = row.design
    func text(_ value: Double?, _ format: (Double) -> String) -> String { value.map(format) ?? "–" }
    return [
      row.name, text(design.parameters.map { Double($0) / 1e6 }) { Numeral.text($0) },
      text(design.latency?.median.milliseconds) { Numeral.text($0) }, text(row.speedUp, ReproductionWords.times),
      text(design.inherited?.loss) { Numeral.text($0) }, text(row.inheritedBLEU, ReproductionWords.hundredths),
      text(row.scratchBLEU, ReproductionWords.hundredths),
      row.scratchInterval.map { interval in
        [interval.lowerBound, interval.upperBound].map(ReproductionWords.hundredths).joined(separator: " to ")
      } ?? "–",
      text(design.role == .largest ? nil : row.difference, ReproductionWords.signed),
      text(design.trainingTime.map { $0.value / 60 }) { Numeral.text($0, digits: 3) },
    ]
  }
}

/// What `report --json` prints.
struct ReproductionJSON: Encodable {
  private struct Design: Encodable {
    var name: String
    var role: Reproduction.Role
    var design: DesignJSON?
    var parameters: Int?
    var latency, speedUp, inheritedLoss, inheritedBLEU, scratchLoss, scratchBLEU, difference, training: Double?
    var latencyInterval, interval: [Double]?

    enum CodingKeys: String, CodingKey {
      case name, role, design, parameters
      case latency = "latency_second"
      case latencyInterval = "latency_interval_second"
      case speedUp = "speed_up"
      case inheritedLoss = "inherited_loss"
      case inheritedBLEU = "inherited_bleu"
      case scratchLoss = "scratch_loss"
      case scratchBLEU = "scratch_bleu"
      case interval = "scratch_bleu_interval"
      case difference = "bleu_difference"
      case training = "training_second"
    }

    init(_ row: DesignComparison.Row) {
      let known = row.design
      (name, role, parameters) = (known.name, known.role, known.parameters)
      design = known.design.map(DesignJSON.init)
      (latency, latencyInterval) = (known.latency?.median.value, known.latency.map { Self.ends($0.interval) })
      (inheritedLoss, scratchLoss) = (known.inherited?.loss, known.scratch?.loss)
      (inheritedBLEU, scratchBLEU) = (row.inheritedBLEU, row.scratchBLEU)
      (speedUp, difference, interval) = (row.speedUp, row.difference, row.scratchInterval.map(Self.ends))
      training = known.trainingTime?.value
    }

    static func ends(_ range: ClosedRange<Double>) -> [Double] { [range.lowerBound, range.upperBound] }
  }

  private struct Claim: Encodable {
    var verdict: HATClaim.Verdict
    var reason, winner: String?
    var speedUp, difference: Double?
    var rivalries: [Rivalry]

    enum CodingKeys: String, CodingKey {
      case verdict, reason, winner
      case speedUp = "speed_up"
      case difference = "bleu_difference"
      case rivalries = "against_hand_scaled"
    }
  }

  private struct Rivalry: Encodable {
    var winner, baseline: String
    var latencyRatio, difference: Double
    var isClose: Bool

    enum CodingKeys: String, CodingKey {
      case winner, baseline
      case latencyRatio = "latency_ratio"
      case difference = "bleu_difference"
      case isClose = "is_about_equally_fast"
    }

    init(_ rivalry: HATClaim.Rivalry) {
      (winner, baseline) = (rivalry.winner.name, rivalry.baseline.name)
      (latencyRatio, difference, isClose) = (rivalry.latencyRatio, rivalry.difference, rivalry.isClose)
    }
  }

  private struct Agreement: Encodable {
    var loss, bleu: InheritedAgreement.Correlation
  }

  private struct Cost: Encodable {
    var training, searching, spent, meanTraining: Double?
    var searches: Int
    var evaluated, spared, ratio: [Double]?

    enum CodingKeys: String, CodingKey {
      case searches
      case training = "super_training_second"
      case searching = "search_second"
      case spent = "total_second"
      case meanTraining = "mean_scratch_training_second"
      case evaluated = "evaluated_designs_between"
      case spared = "scratch_training_of_all_second_between"
      case ratio = "ratio_between"
    }

    init(_ cost: SearchCost) {
      (training, searching, spent) = (cost.training?.value, cost.searching?.value, cost.spent?.value)
      (meanTraining, searches) = (cost.meanTraining?.value, cost.searches)
      evaluated = cost.evaluated.map(Design.ends)
      (spared, ratio) = (cost.spared.map(Design.ends), cost.ratio.map(Design.ends))
    }
  }

  private var machine: String?
  private var score: String
  private var designs: [Design]
  private var claim: Claim
  private var agreement: Agreement
  private var cost: Cost
  private var missing, doubts: [String]

  enum CodingKeys: String, CodingKey {
    case machine, designs, claim, agreement, cost, missing, doubts
    case score = "bleu_kind"
  }

  init(_ summary: ReproductionSummary) {
    let claim = summary.claim
    machine = summary.found.machine
    score = summary.comparison.score.name
    designs = summary.comparison.rows.map(Design.init)
    self.claim = Claim(
      verdict: claim.verdict, reason: claim.reason, winner: claim.winner?.name, speedUp: claim.winner?.speedUp,
      difference: claim.winner?.difference, rivalries: (claim.rivalries + claim.nearest).map(Rivalry.init))
    agreement = Agreement(loss: summary.agreement.loss, bleu: summary.agreement.bleu)
    cost = Cost(summary.cost)
    (missing, doubts) = (summary.found.missing, summary.found.doubts)
  }
}
