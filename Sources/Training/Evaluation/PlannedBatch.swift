import TransformerIR

/// Sentences that go through an engine together, and what the engine is planned for: a little more, so that batches of
/// nearly equal lengths share a plan.
struct PlannedBatch {
  /// Which sentences of the text, longest first.
  let indices: [Int]
  /// The plan.
  let setting: InferenceSetting
}

extension PlannedBatch {
  /// Cuts a text into batches of sentences of like length, the longest first: threads end together, and what does not fit
  /// into memory says so at once.
  /// - Parameters:
  ///   - lengths: Source and target tokens of each sentence; what a target may become, if it is to be found.
  ///   - capacity: Sentences at most of the lengths given.
  ///   - setting: The plan for so many sentences of the lengths given.
  static func cut(
    _ lengths: [(source: Int, target: Int)], capacity: (_ source: Int, _ target: Int) -> Int,
    _ setting: (_ source: Int, _ target: Int, _ sentences: Int) -> InferenceSetting
  ) -> [PlannedBatch] {
    var rest = lengths.indices.sorted {
      (lengths[$0].source, lengths[$0].target, $1) > (lengths[$1].source, lengths[$1].target, $0)
    }[...]
    var batches: [PlannedBatch] = []
    while let longest = rest.first {
      let source = rounded(lengths[longest].source)
      // Targets are not in order: a batch ends before one that would need a longer plan.
      let target = rounded(lengths[longest].target)
      let size = max(1, capacity(source, target))
      let fitting = rest.prefix(size).prefix { lengths[$0].target <= target }
      batches.append(PlannedBatch(indices: Array(fitting), setting: setting(source, target, size)))
      rest = rest.dropFirst(fitting.count)
    }
    return batches
  }

  /// Batches for scoring known translations of the lengths given, enough of them to keep `threads` busy.
  /// - Parameter maximumTokens: Tokens of either side that go through an engine together.
  static func teacherForced(
    _ lengths: [(source: Int, target: Int)], maximumTokens: Int, threads: Int
  ) -> [PlannedBatch] {
    let share = max(leastBatch, (lengths.count + 2 * threads - 1) / (2 * threads))
    // By the longer side, which decides how many sentences fit.
    return cut(
      lengths.map { (max($0.source, $0.target), max($0.source, $0.target)) },
      capacity: { min(share, maximumTokens / max($0, $1)) }
    ) {
      InferenceSetting(sourceLength: $0, targetLength: $1, batch: $2, beam: 1, runtime: .fused)
    }
  }

  /// Sentences of a batch when there are few for many threads.
  private static let leastBatch = 16

  /// The next multiple of eight.
  private static func rounded(_ length: Int) -> Int { (length + 7) / 8 * 8 }
}
