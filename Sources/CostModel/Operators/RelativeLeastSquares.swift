import Foundation
import Statistics

/// Costs of work that make relative errors small: each time is a sum of amounts of work times a cost that is not negative.
enum RelativeLeastSquares {
  /// Fits the costs of the columns of `rows`, each in units of its own mean share of the time.
  ///
  /// - Parameters:
  ///   - prior: What costs are drawn to; nothing at all unless given.
  ///   - pull: How strongly, for each row: the square of the relative error that a wrong share of the time may cost.
  ///   - leastShare: If given, a cost is drawn the more strongly the less of the time its prior explains, down to this share: where
  ///     amounts of work grow together, and times cannot tell them apart, a change goes to what was known to matter.
  static func solve(
    _ rows: [[Double]], _ times: [Double], towards prior: [Double]? = nil, pull: Double, leastShare: Double? = nil
  ) -> [Double] {
    let columns = rows[0].count
    let relative = zip(rows, times).map { row, time in row.map { $0 / time } }
    let scales = (0..<columns).map { column in
      let mean = relative.map { $0[column] }.mean
      return mean > 0 ? mean : 1
    }
    var gram = [Double](repeating: 0, count: columns * columns)
    var moment = [Double](repeating: 0, count: columns)
    for row in relative {
      let scaled = zip(row, scales).map(/)
      for first in 0..<columns {
        moment[first] += scaled[first]
        for second in 0..<columns { gram[first * columns + second] += scaled[first] * scaled[second] }
      }
    }
    let strength = pull * Double(rows.count)
    for column in 0..<columns {
      let share = prior.map { $0[column] * scales[column] } ?? 0
      let own = leastShare.map { strength / pow(max(share, $0), 2) } ?? strength
      gram[column * columns + column] += own
      moment[column] += own * share
    }
    return zip(LeastSquares.solveNonNegative(gram: gram, moment: moment), scales).map(/)
  }
}
