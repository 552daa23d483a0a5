import Training

/// Which of an evaluation's BLEU scores are compared: one kind for a whole report.
enum BLEUScore: String, Hashable, Codable {
  /// SacreBLEU of plain text, which has an interval.
  case sacreBLEU
  /// BLEU of words as the model writes them.
  case words

  /// SacreBLEU, unless an evaluation has only the other.
  init(of results: [EvaluationResult]) {
    self = results.contains { $0.sacreBLEU == nil && $0.bleu != nil } ? .words : .sacreBLEU
  }

  /// `SacreBLEU`, `BLEU of words`
  var name: String { self == .sacreBLEU ? "SacreBLEU" : "BLEU of words" }

  /// The score in percent.
  func value(_ result: EvaluationResult?) -> Double? { self == .sacreBLEU ? result?.sacreBLEU : result?.bleu }

  /// What it was counted by.
  func signature(_ result: EvaluationResult) -> String? {
    self == .sacreBLEU ? result.signature : result.bleuSignature
  }

  /// Its 95 % bootstrap interval over sentences, if there is one.
  func interval(_ result: EvaluationResult?) -> ClosedRange<Double>? {
    guard self == .sacreBLEU, let ends = result?.sacreBLEUInterval, ends.count == 2, ends[0] <= ends[1] else {
      return nil
    }
    return ends[0]...ends[1]
  }
}

/// Whether evaluations may be held against each other: the same text, the same search, the same counting.
struct Comparability {
  private struct Conditions: Hashable {
    var sentences, beam: Int
    var lengthPenalty: Double
    var stopsEarly: Bool
    var lengthLimit: String
    var signature: String?
  }

  /// A sentence for each reason to doubt.
  let doubts: [String]
  /// Whether there is none.
  var holds: Bool { doubts.isEmpty }

  init(_ designs: [Reproduction.Design]) {
    let results = designs.flatMap { [$0.inherited, $0.scratch].compactMap { $0 } }
    let score = BLEUScore(of: results)
    let kinds = Set(
      results.map {
        Conditions(
          sentences: $0.sentences, beam: $0.beam, lengthPenalty: $0.lengthPenalty, stopsEarly: $0.stopsEarly,
          lengthLimit: $0.lengthLimit, signature: score.signature($0))
      })
    doubts =
      kinds.count <= 1
      ? []
      : [
        "the evaluations differ in sentences, beam or signature, so that their BLEU cannot be compared: evaluate all "
          + "designs alike"
      ]
  }
}
