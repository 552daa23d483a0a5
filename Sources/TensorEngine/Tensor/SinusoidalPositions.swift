import Glibc
import Synchronization

/// The table of sinusoidal positions: row p is `[sin(p·f₀) … sin(p·f_{h-1}), cos(p·f₀) … cos(p·f_{h-1})]` with h half the
/// width and `fᵢ = 10000^(-i/(h-1))`; row 1, that of padding, is zero.
///
/// A design of a smaller width uses the first columns, as HAT does: all sines and part of the cosines. The first token
/// of a sentence has row 2. Angles are rounded to single precision before the sine is taken, as in fairseq.
public struct SinusoidalPositions: Sendable {
  /// The table, `[rows, width]`.
  public let table: Tensor

  /// The row of a sentence's first token: positions count from 1 after padding's row.
  public static let firstRow = 2

  /// Makes a table that is enough for sentences of `length` tokens, at the SuperTransformer's `width`.
  public init(length: Int, width: Int) {
    precondition(length >= 0 && width >= 4, "positions for \(length) tokens of \(width) channels")
    let half = width / 2
    let step = -Float(log(10000.0) / Double(half - 1))
    let frequencies = (0..<half).map { Float(exp(Double(Float($0) * step))) }
    var scalars = [Float](repeating: 0, count: (length + Self.firstRow) * width)
    for row in 0..<length + Self.firstRow where row != Self.firstRow - 1 {
      for (index, frequency) in frequencies.enumerated() {
        let angle = Double(Float(row) * frequency)
        scalars[row * width + index] = Float(sin(angle))
        scalars[row * width + half + index] = Float(cos(angle))
      }
    }
    table = Tensor(scalars, shape: [length + Self.firstRow, width])
  }
}

extension SinusoidalPositions {
  /// A table for at least `length` tokens, made once for each width and grown when a longer sentence comes.
  public static func cached(atLeast length: Int, width: Int) -> SinusoidalPositions {
    tables.withLock { tables in
      if let table = tables[width], table.table.shape[0] >= length + firstRow { return table }
      var capacity = 256
      while capacity < length { capacity *= 2 }
      let table = SinusoidalPositions(length: capacity, width: width)
      tables[width] = table
      return table
    }
  }

  private static let tables = Mutex<[Int: SinusoidalPositions]>([:])
}
