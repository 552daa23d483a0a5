import CKernels
import Randomness
import Testing

@testable import TensorEngine

/// What CPUBackend promises: what CKernels computes does not depend on how the work was shared.
@Suite struct SharingTests {
  /// Rows that leave a remainder of one, of less than a tile and of more; an inner dimension of several parts.
  static let shapes = [
    (1, 300, 3000), (5, 900, 700), (13, 900, 700), (129, 1500, 70), (253, 1500, 70), (389, 700, 130),
  ]

  @Test(arguments: shapes, [2, 3, 5]) func productsAreTheSameToTheBit(shape: (Int, Int, Int), workers: Int) {
    let (rows, inner, columns) = shape
    let a = Self.random(rows * inner, seed: 1), b = Self.random(inner * columns, seed: 2)
    let bias = Self.random(columns, seed: 3)
    func results(_ backend: CPUBackend) -> [[Float]] {
      a.withUnsafeBufferPointer { a in
        b.withUnsafeBufferPointer { b in
          bias.withUnsafeBufferPointer { bias in
            let (a0, b0) = (a.baseAddress!, b.baseAddress!)
            let x = MatrixView(a0, rows: rows, columns: inner), weight = MatrixView(b0, rows: columns, columns: inner)
            let turned = MatrixView(a0, rows: inner, columns: rows).transposed
            let natural = MatrixView(b0, rows: inner, columns: columns)
            let packed = backend.pack(weight)
            let packedProduct = Self.product(rows, columns) { backend.linear(x, packed, bias: bias, into: $0) }
            // From 192 rows on, AVX-512 takes these from OpenBLAS.
            guard ck_panel_width() == 64, rows >= 192 else { return [packedProduct] }
            return [
              packedProduct,
              Self.product(rows, columns) { backend.multiply(x, natural, into: $0, adding: false) },
              Self.product(rows, columns) { backend.multiply(turned, natural, into: $0, adding: true) },
              Self.product(rows, columns) {
                backend.linear(x, weight: weight, bias: bias, residual: nil, rectifying: true, into: $0)
              },
            ]
          }
        }
      }
    }
    let shared = CPUBackend(pool: WorkerPool(workers: workers))
    for (index, (alone, together)) in zip(results(CPUBackend()), results(shared)).enumerated() {
      #expect(alone == together, "result \(index) of \(shape)")
    }
  }

  @Test(arguments: [(1, 0), (7, 3), (50, 24), (71, 24), (1000, 1), (389, 24)])
  func partsCoverAllAndAreLongEnough(count: Int, grain: Int) {
    let backend = CPUBackend(pool: WorkerPool(workers: 3))
    var times = Array(repeating: 0, count: count)
    times.withUnsafeMutableBufferPointer { times in
      backend.parts(of: count, grain: grain, multiple: 12) { part in
        #expect(part.count >= grain || part.count == count)
        for index in part { times[index] += 1 }
      }
    }
    #expect(times == Array(repeating: 1, count: count))
  }

  private static func random(_ count: Int, seed: UInt64) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    return (0..<count).map { _ in Float.random(in: -1...1, using: &generator) }
  }

  private static func product(_ rows: Int, _ columns: Int, _ body: (MutableMatrixView) -> Void) -> [Float] {
    var y = [Float](repeating: 0.5, count: rows * columns)
    y.withUnsafeMutableBufferPointer { body(MutableMatrixView($0.baseAddress!, rows: rows, columns: columns)) }
    return y
  }
}
