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
  /// BLEU-4 of words, in percent: HAT's and fairseq's.
  public var bleu: Double?
  /// The same in lower case.
  public var bleuLowercased: Double?
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
  /// Hypotheses kept for each sentence.
  public var beam: Int
  /// The exponent of the length that scores are divided by.
  public var lengthPenalty: Double
  /// The design, in words.
  public var design: String

  private enum CodingKeys: String, CodingKey {
    case loss, perplexity, bleu, signature, sentences, tokens, beam, design
    case smoothedLossBits = "smoothed_loss_bits"
    case bleuLowercased = "bleu_lowercased"
    case sacreBLEU = "sacrebleu"
    case sacreBLEULowercased = "sacrebleu_lowercased"
    case sacreBLEUInterval = "sacrebleu_interval"
    case exactMatchPercent = "exact_match_percent"
    case lengthPenalty = "length_penalty"
  }
}
