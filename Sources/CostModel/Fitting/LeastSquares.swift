/// Least squares on normal equations, for the two dozen unknowns at most that our models have.
enum LeastSquares {
  /// The lower triangular L with `LLᵀ = matrix`, `[size, size]` row by row, of a symmetric positive definite matrix
  /// (Cholesky's factorisation).
  ///
  /// A direction that the matrix does not see (a pivot that cancels to nothing) gets an infinite pivot, so that whatever
  /// is divided by it vanishes.
  static func factor(_ matrix: [Double], size: Int) -> [Double] {
    var factor = matrix
    for column in 0..<size {
      var pivot = matrix[column * size + column]
      for inner in 0..<column { pivot -= factor[column * size + inner] * factor[column * size + inner] }
      let root = pivot > 1e-13 * matrix[column * size + column] ? pivot.squareRoot() : .infinity
      factor[column * size + column] = root
      for row in 0..<size where row > column {
        var sum = matrix[row * size + column]
        for inner in 0..<column { sum -= factor[row * size + inner] * factor[column * size + inner] }
        factor[row * size + column] = sum / root
      }
    }
    return factor
  }

  /// The z with `Lz = vector`.
  static func substitute(_ factor: [Double], _ vector: [Double]) -> [Double] {
    let size = vector.count
    var solution = vector
    for row in 0..<size {
      for column in 0..<row { solution[row] -= factor[row * size + column] * solution[column] }
      solution[row] /= factor[row * size + row]
    }
    return solution
  }

  /// The x that minimises `½xᵀGx − hᵀx` for a symmetric positive definite G.
  static func solve(gram: [Double], moment: [Double]) -> [Double] {
    let size = moment.count
    let factor = factor(gram, size: size)
    var solution = substitute(factor, moment)
    for row in (0..<size).reversed() {
      for column in 0..<size where column > row { solution[row] -= factor[column * size + row] * solution[column] }
      solution[row] /= factor[row * size + row]
    }
    return solution
  }

  /// The x ≥ 0 that minimises `½xᵀGx − hᵀx`.
  ///
  /// Source: Lawson, Hanson. "Solving Least Squares Problems", chapter 23. SIAM, 1995 (active sets, on the normal
  /// equations).
  static func solveNonNegative(gram: [Double], moment: [Double]) -> [Double] {
    let size = moment.count
    var solution = [Double](repeating: 0, count: size)
    var isFree = [Bool](repeating: false, count: size)
    for _ in 0..<(3 * size + 10) {
      let entering = (0..<size).filter { !isFree[$0] }.map { index in
        (index: index, gain: moment[index] - (0..<size).reduce(0) { $0 + gram[index * size + $1] * solution[$1] })
      }.max { $0.gain < $1.gain }
      guard let entering, entering.gain > 1e-9 * abs(moment[entering.index]) + 1e-300 else { break }
      isFree[entering.index] = true
      solution = descend(from: solution, &isFree, gram, moment)
    }
    return solution
  }

  /// Solves on the free set, and gives up the unknowns that would turn negative, until none would.
  private static func descend(
    from start: [Double], _ isFree: inout [Bool], _ gram: [Double], _ moment: [Double]
  ) -> [Double] {
    let size = moment.count
    var current = start
    while true {
      let free = (0..<size).filter { isFree[$0] }
      guard !free.isEmpty else { return current }
      let target = solve(
        gram: free.flatMap { row in free.map { gram[row * size + $0] } }, moment: free.map { moment[$0] })
      let leaving = zip(free, target).filter { $0.1 <= 0 }
      if leaving.isEmpty {
        var solution = [Double](repeating: 0, count: size)
        for (index, value) in zip(free, target) { solution[index] = value }
        return solution
      }
      let step = leaving.map { current[$0.0] == $0.1 ? 0 : current[$0.0] / (current[$0.0] - $0.1) }.min()!
      for (index, value) in zip(free, target) { current[index] += step * (value - current[index]) }
      let lowest = leaving.min { current[$0.0] < current[$1.0] }!.0
      current[lowest] = 0
      let threshold = 1e-14 * (current.max() ?? 0)
      for index in free where current[index] <= threshold {
        current[index] = 0
        isFree[index] = false
      }
    }
  }
}
