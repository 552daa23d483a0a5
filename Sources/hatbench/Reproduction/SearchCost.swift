import Quantities

/// What finding the designs took, beside what training every evaluated design from scratch would have taken.
///
/// The time is that of the SuperTransformer's training and of the searches for this machine. What verifying, measuring and
/// profiling took is recorded nowhere and is left out.
struct SearchCost {
  /// How long the SuperTransformer was trained; nil is not known.
  let training: Seconds?
  /// How long all searches took; nil if one of them does not say.
  let searching: Seconds?
  /// Searches that were run; limits that one search answered together count once.
  let searches: Int
  /// Different designs that were evaluated: at least those of the largest search, at most those of all of them together,
  /// because searches may meet the same design.
  let evaluated: ClosedRange<Double>?
  /// Designs whose training from scratch has a known time, and the mean of it.
  let trained: Int
  let meanTraining: Seconds?

  init(_ found: Reproduction) {
    var runs: [SearchRecord] = []
    for search in found.searches where !runs.contains(where: { $0.isSameRun(as: search) }) { runs.append(search) }
    searches = runs.count
    training = found.superTrainingTime
    let times = runs.compactMap(\.elapsedSecond?.time)
    // A search that was resumed tells little of what it took; its losses do.
    searching =
      runs.compactMap(\.lossesSecond?.time).max()
      ?? (times.isEmpty || times.count < runs.count ? nil : times.reduce(.zero, +))
    let counts = runs.map { Double($0.evaluations) }
    evaluated = counts.max().flatMap { $0 > 0 ? $0...max($0, counts.reduce(0, +)) : nil }
    // A run that was not evaluated may not have come to its end.
    let own = found.designs.filter { $0.scratch != nil }.compactMap(\.trainingTime)
    trained = own.count
    meanTraining = own.isEmpty ? nil : Seconds(own.reduce(0) { $0 + $1.value } / Double(own.count))
  }

  /// Training and searching together; nil if either is not known.
  var spent: Seconds? {
    guard let training, let searching else { return nil }
    return training + searching
  }

  /// What training every evaluated design would have taken: at least and at most.
  var spared: ClosedRange<Double>? {
    guard let evaluated, let meanTraining else { return nil }
    return evaluated.lowerBound * meanTraining.value...evaluated.upperBound * meanTraining.value
  }

  /// How many times more that is than what was spent.
  var ratio: ClosedRange<Double>? {
    guard let spared, let spent else { return nil }
    return spared.lowerBound / spent.value...spared.upperBound / spent.value
  }
}

extension SearchRecord {
  /// Whether both are answers of one run: a search of whole fronts answers every limit at once.
  fileprivate func isSameRun(as other: SearchRecord) -> Bool {
    strategy == "nsga2" && strategy == other.strategy && profile == other.profile && objective == other.objective
      && evaluations == other.evaluations && elapsedSecond == other.elapsedSecond && history == other.history
  }
}
