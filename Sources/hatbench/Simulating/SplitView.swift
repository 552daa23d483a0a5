import CostModel
import Quantities
import Reporting
import TransformerIR

/// Simulated and measured times of operators as text.
struct SplitView {
  let split: MeasuredSplit

  var text: String {
    var parts = ["\(split.kindTable)"]
    if split.cases.count > 1 { parts.append("\(split.designTable)") }
    parts.append("\(split.waterfallTable)")
    if let ratio = split.stateRatio {
      parts.append(
        "the reference workload took \(Numeral.text(100 * (ratio - 1), digits: 3, signed: true)) % of its time in the "
          + "profile; measured times are divided by that")
    }
    return parts.joined(separator: "\n\n")
  }

  /// The same for a page, with the waterfall as a chart.
  var section: Page.Section {
    let steps = split.waterfall
    return Page.Section(
      "Beside the measurement",
      [
        .table(split.kindTable, caption: "Operators within the design, timed one by one."),
        .chart(
          .errorWaterfall(
            measured: steps[0].error.milliseconds,
            contributions: steps.dropFirst().dropLast().map { .init($0.name, $0.error.milliseconds) },
            title: "From measured to simulated", quantity: "time", unit: "ms")),
      ])
  }
}

/// What `simulate --against --json` prints of the measurement.
struct SplitJSON: Encodable {
  struct Design: Encodable {
    struct Kind: Encodable {
      var kind: String
      var simulated, measured, share, errorPercent: Double
      var isJudged: Bool

      enum CodingKeys: String, CodingKey {
        case kind, share
        case simulated = "simulated_second"
        case measured = "measured_second"
        case errorPercent = "error_percent"
        case isJudged = "is_judged"
      }
    }

    var name: String
    var simulated, measured, errorPercent: Double
    var kinds: [Kind]

    enum CodingKeys: String, CodingKey {
      case name, kinds
      case simulated = "simulated_second"
      case measured = "measured_second"
      case errorPercent = "error_percent"
    }
  }

  struct Step: Encodable {
    var name: String
    var second: Double
  }

  var stateRatio: Double?
  var kinds: [MeasuredSplit.Kind]
  var designs: [Design]
  var waterfall: [Step]

  enum CodingKeys: String, CodingKey {
    case kinds, designs, waterfall
    case stateRatio = "state_ratio"
  }

  init(_ split: MeasuredSplit) {
    stateRatio = split.stateRatio
    kinds = split.kinds
    waterfall = split.waterfall.map { Step(name: $0.name, second: $0.error.value) }
    designs = split.cases.map { item in
      Design(
        name: item.name, simulated: item.simulation.latency.value, measured: item.measured.value,
        errorPercent: 100 * (item.simulation.latency / item.measured - 1),
        kinds: item.split.rows.map {
          .init(
            kind: $0.kind.rawValue, simulated: $0.simulated.value, measured: $0.measured.value, share: $0.share,
            errorPercent: 100 * $0.error, isJudged: $0.share >= SimulatedSplit.judgedShare)
        })
    }
  }
}
