/// The two orders that NSGA-II selects by.
///
/// Source: Deb, Pratap, Agarwal, Meyarivan. "A Fast and Elitist Multiobjective Genetic Algorithm: NSGA-II." IEEE Trans.
/// Evolutionary Computation 6(2), 2002, sections III.A and III.B. doi:10.1109/4235.996017
enum NonDominatedSorting {
  /// The indices below `count` in fronts: nothing dominates the first; only the first dominates the second; and so on.
  static func fronts(of count: Int, dominates: (Int, Int) -> Bool) -> [[Int]] {
    var dominated = Array(repeating: [Int](), count: count)
    var dominators = Array(repeating: 0, count: count)
    for first in 0..<count {
      for second in 0..<count where dominates(first, second) {
        dominated[first].append(second)
        dominators[second] += 1
      }
    }
    var fronts: [[Int]] = []
    var current = (0..<count).filter { dominators[$0] == 0 }
    while !current.isEmpty {
      fronts.append(current)
      current = current.flatMap { member in
        dominated[member].filter {
          dominators[$0] -= 1
          return dominators[$0] == 0
        }
      }
    }
    return fronts
  }

  /// How much room each point of a front has: the sum over the axes of the gap between its two neighbours, as a share of
  /// the front's extent. The ends of every axis have infinite room. Points without costs have none.
  static func crowdingDistances(of front: [[Double]]) -> [Double] {
    var distances = Array(repeating: 0.0, count: front.count)
    for axis in front.first?.indices ?? 0..<0 {
      let order = front.indices.sorted { front[$0][axis] < front[$1][axis] }
      let extent = front[order[order.count - 1]][axis] - front[order[0]][axis]
      distances[order[0]] = .infinity
      distances[order[order.count - 1]] = .infinity
      guard extent > 0, order.count > 2 else { continue }
      for place in 1..<order.count - 1 {
        distances[order[place]] += (front[order[place + 1]][axis] - front[order[place - 1]][axis]) / extent
      }
    }
    return distances
  }
}
