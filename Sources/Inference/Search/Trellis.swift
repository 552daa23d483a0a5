/// Every hypothesis that was ever in flight, as links back to where it came from: `[step][row]`.
struct Trellis {
  /// How one row continues at one step.
  struct Link: BitwiseCopyable {
    /// The word that was added.
    var token: Int32 = 0
    /// The row before this step that it continues.
    var parent: Int32 = 0
    /// The sum of log-probabilities so far.
    var score: Float = 0
  }

  private let links: Storage<Link>
  private let rows: Int

  init(steps: Int, rows: Int) throws(InferenceError) {
    links = try Storage(steps * rows)
    self.rows = rows
  }

  subscript(step: Int, row: Int) -> Link {
    get { links[step * rows + row] }
    nonmutating set { links[step * rows + row] = newValue }
  }

  /// The words and the sums of log-probabilities that led to `row` before `step`.
  func path(to row: Int, before step: Int) -> (tokens: [Int32], scores: [Float]) {
    var tokens = [Int32](repeating: 0, count: step)
    var scores = [Float](repeating: 0, count: step)
    var row = row
    for time in (0..<step).reversed() {
      let link = self[time, row]
      tokens[time] = link.token
      scores[time] = link.score
      row = Int(link.parent)
    }
    return (tokens, scores)
  }
}
