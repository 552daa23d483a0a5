/// How much more one design loses than another on all examples, judged from the first of them.
///
/// Both designs saw the same examples, so what makes a sentence hard for both cancels, and few examples tell two designs
/// apart. The difference of the weighted means is estimated by the ratio estimator; the examples are a sample without
/// replacement of a finite text, so the error vanishes when all have been seen.
///
/// Source: Cochran. "Sampling Techniques." 3rd ed., Wiley, 1977, section 6.4 (variance of the ratio estimate). Pairing, and
/// dropping what is surely worse: Maron, Moore. "Hoeffding Races." NIPS 1993.
struct PairedDifference {
  /// The estimated difference.
  let value: Double
  /// Its standard error.
  let error: Double

  /// Standard errors that a difference must exceed to be beyond doubt: one in 4,000 for normal errors.
  static let doubt = 3.5

  /// Whether the first design is the worse one beyond doubt.
  var isCertain: Bool { value > Self.doubt * error }

  /// Compares losses over the first examples of `sample`.
  /// - Precondition: both hold as many losses, at least one.
  init(_ first: ArraySlice<Float>, less second: ArraySlice<Float>, in sample: SampledLoss) {
    let count = first.count
    precondition(count > 0 && second.count == count && count <= sample.weights.count, "losses of other examples")
    let weights = sample.weights[..<count]
    let differences = zip(first, second).map { Double($0) - Double($1) }
    let weight = weights.reduce(0, +)
    let ratio = differences.reduce(0, +) / weight
    let unseen = 1 - Double(count) / Double(sample.weights.count)
    let squares = zip(differences, weights).reduce(0) { sum, pair in
      let residual = pair.0 - ratio * pair.1
      return sum + residual * residual
    }
    let mean = weight / Double(count)
    let variance = unseen == 0 ? 0 : unseen * squares / Double(max(1, count - 1)) / Double(count) / (mean * mean)
    value = sample.scale * ratio
    error = sample.scale * variance.squareRoot()
  }
}
