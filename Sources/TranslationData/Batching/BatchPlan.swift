import Randomness

/// Which pairs of a corpus go through the model together.
///
/// Sentences of like length share a batch, so that little padding is computed. For training, the batches are those that
/// fairseq, and so HAT, makes of the same lengths: they can be compared batch by batch.
///
/// Source: fairseq's `LanguagePairDataset.ordered_indices`, `data_utils_fast.pyx` (`batch_by_size_fast`) and
/// `EpochBatchIterator`.
public struct BatchPlan: Hashable, Sendable {
  /// For each batch the pairs in it. Every pair is in exactly one.
  public let batches: [[Int]]

  /// The batches of training.
  ///
  /// The pairs are put into random order and then sorted by their lengths, the source's first, so that pairs of the same
  /// lengths stay in random order. A batch ends before it would have more than `maximumTokens`, the longest sentence's length
  /// times the number of sentences, on either side; it is then cut to a multiple of `multiple` and the rest starts the next
  /// one. Where lengths jump, such a rest with the next, longer sentence can exceed the limit: so it does in fairseq.
  ///
  /// - Parameters:
  ///   - sourceLengths: The sources' lengths in tokens, end symbols included.
  ///   - targetLengths: The targets', as many.
  ///   - maximumTokens: The most tokens of a batch, padding included.
  ///   - maximumSentences: The most pairs of a batch; nil for any number.
  ///   - multiple: What the number of pairs is a multiple of, where it exceeds it.
  ///   - seed: Chooses the random order.
  /// - Throws: `impossible` if a sentence alone exceeds `maximumTokens`; `empty` if there are none.
  public init(
    sourceLengths: [Int], targetLengths: [Int], maximumTokens: Int, maximumSentences: Int? = nil, multiple: Int = 8,
    seed: UInt32 = 1
  ) throws(TranslationDataError) {
    let lengths = try Self.lengths(sourceLengths, targetLengths, maximumTokens: maximumTokens)
    var generator = NumPyRandom(seed: seed)
    let order = Self.sorted(generator.permutation(lengths.count), sourceLengths, targetLengths)
    batches = Self.packed(
      order, lengths, Limits(tokens: maximumTokens, sentences: maximumSentences ?? .max, multiple: multiple))
  }

  /// The order in which an epoch goes through the batches: each once, as indices into ``batches``.
  ///
  /// It depends on nothing but the arguments, so a run that was stopped in the middle of an epoch can go on there.
  ///
  /// - Parameters:
  ///   - epoch: From 1, as fairseq counts.
  ///   - seed: The run's seed.
  public func order(epoch: Int, seed: UInt32) -> [Int] {
    var generator = NumPyRandom(seed: seed &+ UInt32(truncatingIfNeeded: epoch))
    return generator.permutation(batches.count)
  }

  private struct Limits {
    var tokens: Int
    var sentences: Int
    var multiple: Int
  }

  /// A pair's length is that of its longer side.
  private static func lengths(
    _ source: [Int], _ target: [Int], maximumTokens: Int
  ) throws(TranslationDataError) -> [Int] {
    precondition(source.count == target.count, "\(source.count) sentences have \(target.count) translations")
    guard !source.isEmpty else { throw .empty("there are no sentences to make batches of") }
    let lengths = zip(source, target).map { max($0, $1) }
    if let tooLong = lengths.firstIndex(where: { $0 > maximumTokens }) {
      throw .impossible(
        "pair \(tooLong) has a sentence of \(lengths[tooLong]) tokens, and a batch may have \(maximumTokens): allow more tokens "
          + "in a batch, or leave out sentences that are so long")
    }
    return lengths
  }

  /// Stable sorts by the target's length and then by the source's; Swift's sort is stable only by its position here.
  private static func sorted(_ order: [Int], _ source: [Int], _ target: [Int]) -> [Int] {
    order.enumerated()
      .sorted {
        (source[$0.element], target[$0.element], $0.offset) < (source[$1.element], target[$1.element], $1.offset)
      }
      .map(\.element)
  }

  /// `batch_by_size_fast`.
  private static func packed(_ order: [Int], _ lengths: [Int], _ limits: Limits) -> [[Int]] {
    precondition(limits.multiple > 0 && limits.sentences > 0, "a batch needs at least one sentence")
    var batches: [[Int]] = []
    var batch: [Int] = []
    var longest = 0
    for pair in order {
      longest = max(longest, lengths[pair])
      let isFull = batch.count == limits.sentences || (batch.count + 1) * longest > limits.tokens
      if isFull && !batch.isEmpty {
        let whole = max(limits.multiple * (batch.count / limits.multiple), batch.count % limits.multiple)
        batches.append(Array(batch.prefix(whole)))
        batch.removeFirst(whole)
        longest = batch.reduce(lengths[pair]) { max($0, lengths[$1]) }
      }
      batch.append(pair)
    }
    if !batch.isEmpty { batches.append(batch) }
    return batches
  }
}
