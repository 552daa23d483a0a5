import Glibc
import TransformerIR

/// How translations are searched for: fairseq's beam search, as HAT evaluates with.
///
/// Each step keeps the best `2·beam` continuations of a sentence. Those among the best `beam` that end do so for good;
/// the best `beam` of the others go on. A sentence is finished when `beam` hypotheses have ended; ``stopsEarly`` says
/// whether it is asked first if a better one is still under way. Padding is never chosen.
///
/// Source: `sequence_generator.py` and `search.py` of fairseq 0.8.0.
public struct BeamSearch: Hashable, Sendable {
  /// Hypotheses kept for each sentence.
  public var beam: Int
  /// The exponent p in `score = Σ log p(word) / lengthᵖ`, the end symbol counted in the length.
  public var lengthPenalty: Double
  /// Words after which a hypothesis must end; nil for as many as the engine was planned for.
  public var maximumLength: Int?
  /// Words before which a hypothesis may not end.
  public var minimumLength: Int

  /// Whether a sentence is finished as soon as `beam` hypotheses have ended, as in fairseq and HAT. A model that is very
  /// sure lets hypotheses end that it finds most improbable, merely because nothing else is left among the best: they can
  /// fill the count before the right one is through. If not, the search goes on while a hypothesis under way has a better
  /// score for each token so far than the best that ended, and better ones take the places of the worst.
  public var stopsEarly: Bool

  /// Makes a search; the defaults are HAT's for IWSLT.
  public init(
    beam: Int = 5, lengthPenalty: Double = 1, maximumLength: Int? = nil, minimumLength: Int = 1,
    stopsEarly: Bool = true
  ) {
    self.stopsEarly = stopsEarly
    self.beam = beam
    self.lengthPenalty = lengthPenalty
    self.maximumLength = maximumLength
    self.minimumLength = minimumLength
  }

  /// Always the most probable word.
  public static let greedy = BeamSearch(beam: 1)

  /// Words at most in an engine planned for `setting`.
  /// - Throws: ``InferenceError/impossibleSearch(_:)`` if beam or lengths do not fit the plan or each other.
  func maximumWords(_ setting: InferenceSetting) throws(InferenceError) -> Int {
    let planned = setting.targetLength - 1
    let maximum = maximumLength ?? planned
    guard beam >= 1 else { throw .impossibleSearch("a beam of \(beam); it must be 1 or more") }
    guard beam <= setting.beam else {
      throw .impossibleSearch("a beam of \(beam), but the engine was planned for \(setting.beam); plan a wider beam")
    }
    guard maximum >= 0, maximum <= planned else {
      throw .impossibleSearch(
        "\(maximum) words and an end symbol, but the engine was planned for \(setting.targetLength) steps; "
          + "plan a larger target length")
    }
    guard minimumLength >= 0, minimumLength <= maximum else {
      throw .impossibleSearch("a hypothesis of \(minimumLength) words at least and \(maximum) at most")
    }
    guard lengthPenalty.isFinite else { throw .impossibleSearch("a length penalty of \(lengthPenalty)") }
    return maximum
  }

  /// The final score of a hypothesis of `length` tokens, its end symbol included.
  func normalised(_ score: Float, length: Int) -> Float { score / Float(pow(Double(length), lengthPenalty)) }
}

/// A translation that a search found.
public struct Hypothesis: Hashable, Sendable {
  /// Its tokens, the end symbol included.
  public var tokens: [Int32]
  /// `Σ log p / lengthᵖ`, in nats: what hypotheses are ordered by.
  public var score: Float
  /// The logarithm of each token's probability.
  public var positionalScores: [Float]

  /// Makes a hypothesis.
  public init(tokens: [Int32], score: Float, positionalScores: [Float]) {
    self.tokens = tokens
    self.score = score
    self.positionalScores = positionalScores
  }
}
