import Foundation
import Training

/// What `evaluate` prints.
struct EvaluationView {
  let result: EvaluationResult

  var text: String {
    let interval = result.sacreBLEUInterval.map { String(format: ", 95 %% interval %.1f to %.1f", $0[0], $0[1]) }
    let lines = [
      result.design,
      "\(result.sentences) sentences, \(result.tokens) target tokens; beam \(result.beam), length penalty "
        + "\(result.lengthPenalty)\(result.stopsEarly ? ", stopping early" : ""), at most \(result.lengthLimit) words",
      line("loss", result.loss, 4, "nat per token"),
      line("perplexity", result.perplexity, 3),
      line("BLEU", result.bleu, 2, result.bleuSignature ?? ""),
      line("", result.bleuCased, 2, "with capitals restored"),
      line("SacreBLEU", result.sacreBLEU, 2, (result.signature ?? "") + (interval ?? "")),
      line("", result.sacreBLEULowercased, 2, "lower-cased"),
      line("exact match", result.exactMatchPercent, 1, "%"),
    ]
    return lines.compactMap { $0 }.joined(separator: "\n")
  }

  private func line(_ name: String, _ value: Double?, _ digits: Int, _ note: String = "") -> String? {
    guard let value else { return nil }
    let number = String(format: "%.\(digits)f", value)
    return name.padding(toLength: 13, withPad: " ", startingAt: 0) + number + (note.isEmpty ? "" : "  \(note)")
  }
}
