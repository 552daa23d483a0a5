import TensorEngine
import TransformerIR

/// The batch that an engine is working on: which rows are whose, and which tokens come next.
///
/// Sentences lie one after the other without padding. Everything is allocated once, for the planned batch; a smaller
/// batch uses the front of it. While decoding step by step, position p among the sentences in flight has rows
/// `p·beam ..< (p+1)·beam`.
final class BatchState {
  /// Sentences of the batch.
  private(set) var sentenceCount = 0
  /// Row of each sentence's first token, and after the last sentence the number of rows: for source and target.
  let sourceStarts, targetStarts: Storage<Int>
  /// Tokens, and how far into its sentence each is.
  let sourceTokens, sourcePlaces, targetTokens, targetPlaces: Storage<Int32>
  /// Source tokens of all sentences.
  private(set) var sourceRows = 0
  /// Rows of the decoder: hypotheses in flight, or all target tokens.
  private(set) var targetRows = 0

  /// The decoder step, counted from 0.
  var step = 0
  /// Rows of each sentence in flight.
  private(set) var beam = 1
  /// The sentences in flight, by position.
  let inFlight: Storage<Int>
  private(set) var inFlightCount = 0

  /// Of a teacher-forced pass, the rows that the output layer works on: the logits of a large vocabulary are never all
  /// in memory.
  var outputRows = 0..<0
  /// The words that a teacher-forced pass should predict, row by row.
  let lossTargets: Storage<Int32>
  /// The ε of the loss that a teacher-forced pass is asked for; nil if it is asked for none.
  var smoothing: Float?
  /// What every row of it loses.
  let losses: Storage<CrossEntropy>

  /// The embedding tables, lent for the length of one run.
  var sourceTable, targetTable: UnsafePointer<Float>?

  /// Makes room for the largest batch of `setting`.
  /// - Parameter targetRows: Rows of the decoder at most.
  init(_ setting: InferenceSetting, targetRows: Int) throws(InferenceError) {
    sourceStarts = try Storage(setting.batch + 1)
    targetStarts = try Storage(setting.batch + 1)
    inFlight = try Storage(setting.batch)
    sourceTokens = try Storage(setting.batch * setting.sourceLength)
    sourcePlaces = try Storage(setting.batch * setting.sourceLength)
    targetTokens = try Storage(targetRows)
    targetPlaces = try Storage(targetRows)
    lossTargets = try Storage(targetRows)
    losses = try Storage(targetRows)
  }

  /// Takes the source sentences, which fit.
  func bind(source: [[Int32]]) {
    sentenceCount = source.count
    sourceRows = Self.fill(source, starts: sourceStarts, tokens: sourceTokens, places: sourcePlaces)
  }

  /// Takes whole target sentences for a teacher-forced pass; they fit.
  func bind(target: [[Int32]]) {
    targetRows = Self.fill(target, starts: targetStarts, tokens: targetTokens, places: targetPlaces)
  }

  private static func fill(
    _ sentences: [[Int32]], starts: Storage<Int>, tokens: Storage<Int32>, places: Storage<Int32>
  ) -> Int {
    var row = 0
    for (index, sentence) in sentences.enumerated() {
      starts[index] = row
      for (place, token) in sentence.enumerated() {
        tokens[row] = token
        places[row] = Int32(place)
        row += 1
      }
    }
    starts[sentences.count] = row
    return row
  }

  /// Puts all sentences in flight with `beam` rows each, before the first step.
  func startDecoding(beam: Int) {
    self.beam = beam
    step = 0
    for sentence in 0..<sentenceCount { inFlight[sentence] = sentence }
    keepInFlight(sentenceCount)
    for row in 0..<targetRows { targetTokens[row] = SpecialToken.end }
  }

  /// Leaves only the first `count` positions in flight.
  func keepInFlight(_ count: Int) {
    inFlightCount = count
    targetRows = count * beam
  }

  /// Tells every row that its next token is the one of this step.
  func placeStep() {
    for row in 0..<targetRows { targetPlaces[row] = Int32(step) }
  }
}
