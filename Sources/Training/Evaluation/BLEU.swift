import Randomness

/// BLEU of a corpus, sentence by sentence, so that intervals can be drawn from it.
///
/// ```swift
/// let bleu = BLEU.sacreBLEU(translations, references: references)
/// print(bleu.score, bleu.interval(), bleu.signature)
/// ```
/// Scores compare only where ``signature`` is the same: tokenised BLEU depends on who split the words.
public struct BLEU: Hashable, Sendable {
  /// What each sentence counted.
  public let sentences: [BLEUStatistics]
  /// What the corpus counted.
  public let statistics: BLEUStatistics
  /// How a precision without a match is treated.
  public let smoothing: BLEUStatistics.Smoothing
  /// How it was made, in SacreBLEU's notation.
  public let signature: String

  /// Sums `sentences` up.
  public init(_ sentences: [BLEUStatistics], smoothing: BLEUStatistics.Smoothing, signature: String) {
    self.sentences = sentences
    statistics = sentences.reduce(BLEUStatistics(), +)
    self.smoothing = smoothing
    self.signature = signature
  }

  /// BLEU of words as they come: HAT's and fairseq's, which papers before SacreBLEU report.
  /// - Parameters:
  ///   - system: The words of each translation.
  ///   - references: The words of each reference, as many sentences.
  ///   - unknown: A word that matches nothing where the reference has it; nil for none.
  ///   - splittingCompounds: Whether `a-b` becomes `a ##AT##-##AT## b` on both sides first, as HAT's scripts do.
  public static func tokenised(
    _ system: [[String]], references: [[String]], unknown: String? = nil, splittingCompounds: Bool = false
  ) -> BLEU {
    precondition(
      system.count == references.count, "\(system.count) translations and \(references.count) references")
    let sentences = zip(system, references).map { system, reference in
      BLEUStatistics(
        system: splittingCompounds ? system.flatMap(compoundParts) : system,
        reference: splittingCompounds ? reference.flatMap(compoundParts) : reference, unknown: unknown)
    }
    return BLEU(
      sentences, smoothing: .none,
      signature: "nrefs:1|eff:no|tok:\(splittingCompounds ? "compounds" : "none")|smooth:none")
  }

  /// BLEU of plain text, as the SacreBLEU program counts it: tokenisation 13a, exponential smoothing.
  ///
  /// Source: Post. "A Call for Clarity in Reporting BLEU Scores." WMT 2018. doi:10.18653/v1/W18-6319.
  /// - Parameters:
  ///   - system: Each translation.
  ///   - references: Each reference, as many sentences.
  ///   - isCased: Whether `A` and `a` are different letters. If not, a final Σ becomes σ, where Python writes ς.
  public static func sacreBLEU(_ system: [String], references: [String], isCased: Bool = true) -> BLEU {
    precondition(
      system.count == references.count, "\(system.count) translations and \(references.count) references")
    func words(_ text: String) -> [String] { Tokenisation13a.words(isCased ? text : text.lowercased()) }
    return BLEU(
      zip(system, references).map { BLEUStatistics(system: words($0), reference: words($1)) },
      smoothing: .exponential, signature: "nrefs:1|case:\(isCased ? "mixed" : "lc")|eff:no|tok:13a|smooth:exp")
  }

  /// BLEU-4 of the corpus in percent, 0...100.
  public var score: Double { statistics.score(smoothing: smoothing) }

  /// For n = 1, 2, 3, 4 the share of n-grams that match, in percent.
  public var precisions: [Double] { statistics.precisions(smoothing: smoothing) }

  /// The parts of a word on either side of its hyphens, as Perl's `s{(\S)-(\S)}{$1 ##AT##-##AT## $2}g` finds them: of
  /// `a-b-c` only the first hyphen counts, as its right neighbour is used up.
  static func compoundParts(_ word: String) -> [String] {
    let bytes = Array(word.utf8)
    var parts: [[UInt8]] = [[]]
    var index = 0
    while index < bytes.count {
      parts[parts.count - 1].append(bytes[index])
      if index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "-") {
        parts += [Array("##AT##-##AT##".utf8), [bytes[index + 2]]]
        index += 3
      } else {
        index += 1
      }
    }
    return parts.map { String(decoding: $0, as: UTF8.self) }
  }
}

// MARK: How sure a score is

extension BLEU {
  /// The percentile interval of the score, from drawing as many sentences from the corpus again and again.
  ///
  /// Source: Koehn. "Statistical Significance Tests for Machine Translation Evaluation." EMNLP 2004. ACL W04-3250.
  /// - Parameters:
  ///   - level: The share of intervals that hold the score of endless text of this kind.
  ///   - resamples: How often to draw.
  ///   - seed: Decides the draws.
  /// - Returns: Scores in percent; nil for a corpus of no sentence.
  public func interval(level: Double = 0.95, resamples: Int = 1000, seed: UInt64 = 1) -> ClosedRange<Double>? {
    precondition(level > 0 && level < 1 && resamples > 0, "\(resamples) draws for a level of \(level)")
    guard !sentences.isEmpty else { return nil }
    var generator = SeededGenerator(seed: seed)
    let scores = (0..<resamples).map { _ in
      let draw = sentences.indices.reduce(into: BLEUStatistics()) { sum, _ in
        sum = sum + sentences[generator.index(below: sentences.count)]
      }
      return draw.score(smoothing: smoothing)
    }.sorted()
    let tail = Int((1 - level) / 2 * Double(resamples))
    return scores[tail]...scores[resamples - 1 - tail]
  }

  /// In which share of draws of sentences this system scores higher than `other`, a tie counting half: 0.95 or more is
  /// usually called significant.
  ///
  /// Source: Koehn 2004, paired bootstrap resampling; see ``interval(level:resamples:seed:)``.
  /// - Precondition: Both translate the same sentences, at least one.
  public func winShare(over other: BLEU, resamples: Int = 1000, seed: UInt64 = 1) -> Double {
    precondition(
      sentences.count == other.sentences.count && !sentences.isEmpty && resamples > 0,
      "\(resamples) draws from \(sentences.count) sentences against \(other.sentences.count)")
    var generator = SeededGenerator(seed: seed)
    var wins = 0.0
    for _ in 0..<resamples {
      var (ours, theirs) = (BLEUStatistics(), BLEUStatistics())
      for _ in sentences {
        let index = generator.index(below: sentences.count)
        ours = ours + sentences[index]
        theirs = theirs + other.sentences[index]
      }
      let (one, two) = (ours.score(smoothing: smoothing), theirs.score(smoothing: other.smoothing))
      wins += one > two ? 1 : one == two ? 0.5 : 0
    }
    return wins / Double(resamples)
  }
}
