/// How far two lists of numbers agree about order, from −1 (reversed) over 0 to 1 (the same order).
public enum RankCorrelation {
  /// Kendall's τ-b, which corrects for ties. Nil if either list is constant or shorter than two.
  ///
  /// Source: Knight. "A Computer Method for Calculating Kendall's Tau with Ungrouped Data." JASA 61, 1966: sort by one
  /// list, count the exchanges that a merge sort by the other needs.
  public static func kendall(_ first: [Double], _ second: [Double]) -> Double? {
    precondition(first.count == second.count, "lists of \(first.count) and \(second.count) numbers")
    let count = first.count
    guard count > 1 else { return nil }
    let order = (0..<count).sorted { (first[$0], second[$0]) < (first[$1], second[$1]) }
    var values = order.map { second[$0] }
    let pairs = Double(count) * Double(count - 1) / 2
    let tiedFirst = tiedPairs(order.map { first[$0] })
    let tiedBoth = tiedPairs(order.map { [first[$0], second[$0]] })
    var scratch = values
    let exchanges = Double(mergeSort(&values, &scratch, 0..<count))
    let tiedSecond = tiedPairs(values)
    let scale = ((pairs - tiedFirst) * (pairs - tiedSecond)).squareRoot()
    guard scale > 0 else { return nil }
    return (pairs - tiedFirst - tiedSecond + tiedBoth - 2 * exchanges) / scale
  }

  /// Spearman's ρ: the correlation of ranks, ties sharing their mean rank. Nil if either list is constant.
  public static func spearman(_ first: [Double], _ second: [Double]) -> Double? {
    precondition(first.count == second.count, "lists of \(first.count) and \(second.count) numbers")
    let (one, two) = (ranks(first), ranks(second))
    let mean = Double(first.count - 1) / 2
    let covariance = zip(one, two).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    let variances = [one, two].map { $0.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } }
    guard variances.allSatisfy({ $0 > 0 }) else { return nil }
    return covariance / (variances[0] * variances[1]).squareRoot()
  }

  private static func ranks(_ values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
      var end = start
      while end < order.count, values[order[end]] == values[order[start]] { end += 1 }
      for index in order[start..<end] { ranks[index] = Double(start + end - 1) / 2 }
      start = end
    }
    return ranks
  }

  /// The number of pairs of equal neighbours' runs in a sorted list.
  private static func tiedPairs<Value: Equatable>(_ sorted: [Value]) -> Double {
    var pairs = 0.0
    var run = 1.0
    for index in sorted.indices.dropFirst() {
      run = sorted[index] == sorted[index - 1] ? run + 1 : 1
      pairs += run - 1
    }
    return pairs
  }

  private static func mergeSort(_ values: inout [Double], _ scratch: inout [Double], _ range: Range<Int>) -> Int {
    guard range.count > 1 else { return 0 }
    let middle = range.lowerBound + range.count / 2
    var exchanges =
      mergeSort(&values, &scratch, range.lowerBound..<middle) + mergeSort(&values, &scratch, middle..<range.upperBound)
    var (left, right) = (range.lowerBound, middle)
    for target in range {
      if right == range.upperBound || (left < middle && values[left] <= values[right]) {
        scratch[target] = values[left]
        left += 1
      } else {
        scratch[target] = values[right]
        right += 1
        exchanges += middle - left
      }
    }
    values.replaceSubrange(range, with: scratch[range])
    return exchanges
  }
}
