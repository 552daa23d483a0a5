import Foundation
import Training

/// What `evaluate` prints.
struct EvaluationView {
  let result: EvaluationResult

  var text: String {
    func line(_ name: String, _ value: Double?, _ digits: Int, _ note: String = "") -> String? {
      value.map { "\(name.padding(toLength: 12, withPad: " ", startingAt: 0))\(String(format: "%.\(digits)f", $0))\(note)" }
    }
    let interval = result.sacreBLEUInterval.map { String(format: ", 95 %% interval %.1f to %.1f", $0[0], $0[1]) } ?? ""
    return ([
      "\(result.design)",
      "\(result.sentences) sentences, \(result.tokens) target tokens; beam \(result.beam), length penalty "
        + "\(result.lengthPenalty)",
      line("loss", result.loss, 4, " nat per token"),
      line("perplexity", result.perplexity, 3),
      line("BLEU", result.bleu, 2, result.bleuLowercased.map { String(format: " (lower-cased %.2f)", $0) } ?? ""),
      line(
        "SacreBLEU", result.sacreBLEU, 2,
        (result.sacreBLEULowercased.map { String(format: " (lower-cased %.2f)", $0) } ?? "") + interval),
      result.signature.map { "            \($0)" },
      line("exact match", result.exactMatchPercent, 1, " %"),
    ] as [String?]).compactMap { $0 }.joined(separator: "\n")
  }
}
