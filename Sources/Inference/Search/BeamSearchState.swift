import TensorEngine
import TransformerIR

/// A beam search under way for a whole batch. Everything is allocated once; a step allocates nothing.
///
/// Rows keep their places where they can: the first continuation of a hypothesis stays in its row, further ones take the
/// rows of hypotheses that died, so that caches move only there. When a sentence is finished, the last sentence in flight
/// takes its rows.
final class BeamSearchState {
  /// A row that takes over another's caches.
  struct Move: BitwiseCopyable {
    var from, to: Int
  }

  /// A continuation of a hypothesis.
  struct Candidate: BitwiseCopyable {
    var row: Int
    var token: Int32
    var score: Float
  }

  /// A hypothesis that has ended: at `step`, continuing `row`.
  struct Ended: BitwiseCopyable {
    var sentence, step, row: Int
    var score: Float
  }

  /// Words of the target vocabulary.
  let vocabulary: Int
  let values: Storage<Float>
  let words: Storage<UInt32>
  let trellis: Trellis
  /// For each row its score so far, -∞ if it holds no hypothesis, and its rank among its sentence's.
  let scores: Storage<Float>
  let ranks: Storage<Int>
  /// For each row of one sentence, how far its list of words has been read; whether it is taken.
  let heads: Storage<Int>
  let isTaken: Storage<Bool>
  let candidates: Storage<Candidate>
  var candidateCount = 0
  let ended: Storage<Ended>
  var endedCount = 0
  let endedOfSentence: Storage<Int>
  let isLeaving: Storage<Bool>
  let allMoves: Storage<Move>
  var moveCount = 0

  var search = BeamSearch()
  var maximum = 0
  var forces = false

  init(_ setting: InferenceSetting, vocabulary: Int) throws(InferenceError) {
    let rows = setting.batch * setting.beam
    self.vocabulary = vocabulary
    values = try Storage(rows * (2 * setting.beam + spareWords))
    words = try Storage(rows * (2 * setting.beam + spareWords))
    trellis = try Trellis(steps: setting.targetLength, rows: rows)
    scores = try Storage(rows)
    ranks = try Storage(rows)
    heads = try Storage(setting.beam)
    isTaken = try Storage(setting.beam)
    candidates = try Storage(2 * setting.beam)
    ended = try Storage(rows)
    endedOfSentence = try Storage(setting.batch)
    isLeaving = try Storage(setting.batch)
    allMoves = try Storage(2 * rows)
  }

  /// Starts a search for the sentences of `batch`.
  /// - Parameters:
  ///   - maximum: Words after which a hypothesis must end.
  ///   - forces: Whether words are given from outside: then no hypothesis ends.
  func start(_ search: BeamSearch, maximum: Int, forces: Bool, _ batch: BatchState) {
    self.search = search
    self.maximum = maximum
    self.forces = forces
    (endedCount, moveCount) = (0, 0)
    for sentence in 0..<batch.sentenceCount { endedOfSentence[sentence] = 0 }
    for row in 0..<batch.targetRows {
      scores[row] = 0
      ranks[row] = row % search.beam
    }
  }

  /// Words that are looked at in each row: twice the beam, and what may have to be left out of them.
  var wordsPerRow: Int { min(2 * search.beam + spareWords, vocabulary) }

  /// Where the best words of each row and their scores go.
  func lists(rows: Int) -> (values: MutableVector, words: UnsafeMutableBufferPointer<UInt32>) {
    let count = rows * wordsPerRow
    return (
      MutableVector(start: values.base, count: count), UnsafeMutableBufferPointer(start: words.base, count: count)
    )
  }

  /// The moves that the last step asks for, in an order in which no row is overwritten that is still to be read.
  var moves: UnsafeBufferPointer<Move> { UnsafeBufferPointer(start: allMoves.base, count: moveCount) }
}

/// Padding, and the end symbol before it is allowed.
private let spareWords = 2

// MARK: Results

extension BeamSearchState {
  /// The hypotheses that ended, for each of `sentences` sentences, best first.
  func hypotheses(sentences: Int) -> [[Hypothesis]] {
    var results = [[Hypothesis]](repeating: [], count: sentences)
    for index in 0..<endedCount { results[ended[index].sentence].append(hypothesis(ended[index])) }
    return results.map { hypotheses in
      // Stable, so that of equal scores the first to end comes first.
      hypotheses.enumerated().sorted { ($1.element.score, $0.offset) < ($0.element.score, $1.offset) }.map(\.element)
    }
  }

  private func hypothesis(_ ended: Ended) -> Hypothesis {
    let (tokens, sums) = trellis.path(to: ended.row, before: ended.step)
    let cumulative = sums + [ended.score]
    return Hypothesis(
      tokens: tokens + [SpecialToken.end], score: search.normalised(ended.score, length: ended.step + 1),
      positionalScores: cumulative.indices.map { $0 == 0 ? cumulative[0] : cumulative[$0] - cumulative[$0 - 1] })
  }
}
