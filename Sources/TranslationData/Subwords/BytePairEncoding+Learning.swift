extension BytePairEncoding {
  /// Learns `merges` merges from words and how often each occurs, as `subword-nmt learn-bpe` does: the same merges in the
  /// same order.
  ///
  /// - Parameter minimumFrequency: Learning ends early when no pair is this frequent.
  public static func learn(from counts: [String: Int], merges: Int, minimumFrequency: Int = 2) -> BytePairEncoding {
    learn(from: counts.lazy.map { (Spelling($0.key), $0.value) }, merges: merges, minimumFrequency: minimumFrequency)
  }

  static func learn(
    from counts: some Sequence<(Spelling, Int)>, merges: Int, minimumFrequency: Int = 2
  ) -> BytePairEncoding {
    var learner = BytePairLearner(counts)
    return BytePairEncoding(learner.learn(merges, minimumFrequency: minimumFrequency))
  }
}
