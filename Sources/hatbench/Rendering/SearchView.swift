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
      \(search.holds ? "" : "predicted, but over the limit when measured: ")best of \(result.counts.objectiveEvaluations) evaluated designs \(search.limitWords) on \
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
    if let verification = search.verification {
      parts.append(VerificationView(verification: verification, reading: search.reading).text)
    }
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
