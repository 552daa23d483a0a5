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

  /// The next multiple of eight.
  private static func rounded(_ length: Int) -> Int { (length + 7) / 8 * 8 }
}
