/// How long sentences and their translations are: every pair of lengths that occurs, and how often.
///
/// ```swift
/// let mixture = try LengthMixture([.init(source: 8, target: 9, count: 3), .init(source: 20, target: 18, count: 1)])
/// mixture.meanSource   // 11
/// ```
/// Lengths are those of ``InferenceSetting``: tokens of the source, and steps of the decoder. The end symbol counts on both
/// sides: the encoder reads it, and the decoder takes a step to say it.
public struct LengthMixture: Hashable, Sendable {
  /// A pair of lengths and how often it occurs.
  public struct Entry: Hashable, Sendable {
    /// Tokens of the source.
    public var source: Int
    /// Steps of the decoder.
    public var target: Int
    /// How many sentences have these lengths.
    public var count: Int

    /// Makes an entry; of one sentence unless told.
    public init(source: Int, target: Int, count: Int = 1) {
      self.source = source
      self.target = target
      self.count = count
    }
  }

  /// The most sentences: up to here every count is exact as a `Double`.
  public static let sentenceLimit = 1 << 53

  /// The pairs of lengths, each once, by source length and then by target length; never empty.
  public let entries: [Entry]
  /// How many sentences there are.
  public let sentences: Int

  /// Makes a mixture; entries of the same lengths are added up.
  ///
  /// - Throws: ``TransformerIRError/impossibleLengths(_:)`` if there are no entries, too many sentences, or a length or a
  ///   count that is out of range; it names the entry by its place, counted from 1.
  public init(_ entries: some Sequence<Entry>) throws(TransformerIRError) {
    var counts: [Pair: Int] = [:]
    var sentences = 0
    var place = 0
    for entry in entries {
      place += 1
      try entry.check(place)
      sentences += entry.count
      guard sentences <= Self.sentenceLimit else {
        throw .impossibleLengths("there are more than \(Self.sentenceLimit) sentences; scale the counts down")
      }
      counts[Pair(source: entry.source, target: entry.target), default: 0] += entry.count
    }
    guard sentences > 0 else {
      throw .impossibleLengths("there are no sentences; give at least one pair of lengths")
    }
    self.sentences = sentences
    self.entries = counts.map { Entry(source: $0.key.source, target: $0.key.target, count: $0.value) }
      .sorted { ($0.source, $0.target) < ($1.source, $1.target) }
  }

  /// Tokens of a source sentence in the mean.
  public var meanSource: Double { mean(of: \.source) }
  /// Steps of the decoder in the mean.
  public var meanTarget: Double { mean(of: \.target) }

  /// Products are summed as `Double`s: a sum of whole numbers could overflow.
  private func mean(of length: (Entry) -> Int) -> Double {
    entries.reduce(0) { $0 + Double($1.count) * Double(length($1)) } / Double(sentences)
  }
}

/// Two lengths as the key of a dictionary.
private struct Pair: Hashable {
  let source, target: Int
}

extension LengthMixture.Entry {
  fileprivate func check(_ place: Int) throws(TransformerIRError) {
    for (value, what, limit) in [
      (source, "source length", Limits.length), (target, "target length", Limits.length),
      (count, "count", LengthMixture.sentenceLimit),
    ] where !(1...limit).contains(value) {
      throw .impossibleLengths("the \(what) of entry \(place) is \(value); it must lie between 1 and \(limit)")
    }
  }
}
