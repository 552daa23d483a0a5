/// How good a design's translations of a text are: what `hatbench evaluate --json` prints.
///
/// What was not measured is nil and is left out of the JSON: without references no BLEU.
public struct EvaluationResult: Hashable, Codable, Sendable {
  /// The mean negative log-likelihood of a target token, end symbols counted, in nats; no label smoothing.
  public var loss: Double?
  /// `exp(loss)`.
  public var perplexity: Double?
  /// The mean label-smoothed loss of a target token in bits: what HAT reports while it trains.
  public var smoothedLossBits: Double?
  /// BLEU-4 of words as the model writes them, lower-cased if it was trained so, in percent.
  public var bleu: Double?
  /// What ``bleu`` was counted on: the case of words, and whether they were split at hyphens as HAT does for WMT.
  public var bleuSignature: String?
  /// The same in lower case.
  public var bleuLowercased: Double?
  /// The same with capitals restored, where the model writes none.
  public var bleuCased: Double?
  /// SacreBLEU of plain text, in percent; ``signature`` says which.
  public var sacreBLEU: Double?
  /// The same in lower case.
  public var sacreBLEULowercased: Double?
  /// The 95 % bootstrap interval of ``sacreBLEU``: low end, high end.
  public var sacreBLEUInterval: [Double]?
  /// SacreBLEU's signature.
  public var signature: String?
  /// The share of translations whose text is the reference's, in percent.
  public var exactMatchPercent: Double?
  /// Sentences translated.
  public var sentences: Int
  /// Target tokens that the loss counted, end symbols included.
  public var tokens: Int
  /// The share of source tokens, and of target tokens, that the vocabulary does not know, in percent. Where it is high,
  /// the text is not what the model was made for, and perplexity says little.
  public var unknownSourcePercent, unknownTargetPercent: Double?
  /// Hypotheses kept for each sentence.
  public var beam: Int
  /// The exponent of the length that scores are divided by.
  public var lengthPenalty: Double
  /// Whether the search ended by fairseq's rule , as soon as the beam is full of ends.
  public var stopsEarly: Bool
  /// How long a translation of n source tokens may become, in words.
  public var lengthLimit: String
  /// The design, in words.
  public var design: String

  /// Drops what compares plain text, where there is none.
  public mutating func leaveOutPlainText() {
    (sacreBLEU, sacreBLEULowercased, sacreBLEUInterval, signature) = (nil, nil, nil, nil)
  }

  private enum CodingKeys: String, CodingKey {
    case loss, perplexity, bleu, signature, sentences, tokens, beam, design
    case smoothedLossBits = "smoothed_loss_bits"
    case bleuSignature = "bleu_signature"
    case bleuLowercased = "bleu_lowercased"
    case bleuCased = "bleu_cased"
    case unknownSourcePercent = "unknown_source_percent"
    case unknownTargetPercent = "unknown_target_percent"
    case stopsEarly = "stop_early"
    case lengthLimit = "length_limit"
    case sacreBLEU = "sacrebleu"
    case sacreBLEULowercased = "sacrebleu_lowercased"
    case sacreBLEUInterval = "sacrebleu_interval"
    case exactMatchPercent = "exact_match_percent"
    case lengthPenalty = "length_penalty"
  }
}
